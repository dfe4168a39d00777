/** Puts proposals together: what models say becomes rows, and a row becomes an order only through a person, the policy and the gate. */
import { randomUUID } from 'node:crypto'
import { type Actor, instrumentQuantity } from '@quarterdeck/engine'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { MarketBoard } from '../feed/market-board.ts'
import type { Logger } from '../logger.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking } from '../research/research.ts'
import type { BarInterval, BarView } from '../runtime.ts'
import { BarFollowers } from './bar-followers.ts'
import { consult } from './consult.ts'
import { ModelClient, type ModelServer } from './model-client.ts'
import { newestOpinions } from './opinion-rows.ts'
import {
  acceptedOfLate,
  addProposal,
  clientOrderIdOf,
  decideProposal,
  endProposal,
  expireProposals,
  findProposal,
  orderOfProposal,
  policyLimits,
  putPolicyLimits,
  type StoredProposal,
} from './proposal-rows.ts'
import {
  policyFault,
  readSignalPolicy,
  SIGNAL_POLICY_DEFAULT,
  type SignalPolicyLimits,
} from './signal-policy.ts'
import type { ProposalTerms, Signals } from './signals.ts'
import { readSignal } from './told-signal.ts'

export interface SignalsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly board: Pick<MarketBoard, 'instrument'>
  readonly host: (organizationId: string) => Pick<PartitionHost, 'submit' | 'partition'>
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
  readonly servers: ReadonlyMap<string, ModelServer>
  readonly logger: Logger
}

/** Proposals that may be open at once in an organization: a model that never stops talking is not listened to. */
export const PROPOSALS_OPEN_MAX = 200
const REASON_LENGTH_MAX = 500
/** Opinions that are read at once. */
const OPINIONS_MAX = 200

export interface RunningSignals extends Signals {
  /** Asks model servers at the close of the bars that they follow. Again: no change. */
  follow(): void
  close(): Promise<void>
}

export function createSignals(options: SignalsOptions): RunningSignals {
  const { database, clock, servers } = options
  const clients = new Map([...servers].map(([name, server]) => [name, new ModelClient(server, clock)]))
  const audit = async ({ organizationId, actor }: Asking, action: string, summary: string, after: object) => {
    const request = {
      type: 'RecordAudit',
      action,
      summary,
      before: null,
      after: JSON.stringify(after),
    } as const
    await options.host(organizationId).submit(actor, request)
  }
  const policyOf = async (organizationId: string): Promise<SignalPolicyLimits> => {
    const kept = await policyLimits(database, organizationId)
    return kept === null ? SIGNAL_POLICY_DEFAULT : readSignalPolicy(JSON.parse(kept))
  }

  const propose = async (asking: Asking, terms: ProposalTerms): Promise<string> => {
    const { organizationId, actor } = asking
    const now = clock.now()
    const { quantity } = termsOf(options, organizationId, terms)
    const signal = readSignal(terms.signal, { now, instrumentId: terms.instrumentId, side: terms.side })
    if ((await expireProposals(database, organizationId, now)) >= PROPOSALS_OPEN_MAX)
      throw new RequestFault('CONFLICT', `${PROPOSALS_OPEN_MAX} proposals are open: decide or wait`)
    const id = randomUUID()
    const { side, instrumentId, accountId } = terms
    const { source, version, modelDigest } = signal.provenance
    const summary = `Proposed to ${side} ${quantity} ${instrumentId}, as ${source} ${version} says`
    await audit(asking, 'signal.propose', summary, {
      proposalId: id,
      modelDigest,
      confidence: signal.confidence,
    })
    await addProposal(database, {
      id,
      organizationId,
      accountId,
      instrumentId,
      side,
      quantity,
      signal,
      actor,
      at: now,
    })
    return id
  }

  /** Takes the proposal for this caller under the policy, so that the rate cannot be passed by two at once. */
  const claim = (
    asking: Asking,
    proposal: StoredProposal,
    limits: SignalPolicyLimits,
  ): Promise<string | null> =>
    database.transaction(async (tx) => {
      const { organizationId, actor } = asking
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 17))', [organizationId])
      const now = clock.now()
      const { mode } = termsOf(options, organizationId, proposal)
      const acceptance = { ...proposal, mode, acceptedOfLate: await acceptedOfLate(tx, organizationId, now) }
      const fault = policyFault(limits, acceptance)
      if (fault !== null) return fault
      const of = { status: 'ACCEPTED', actor, at: now, reason: null } as const
      if (!(await decideProposal(tx, proposal.id, of))) throw notOpen(proposal, now)
      return null
    })

  const accept = async (asking: Asking, proposalId: string): Promise<string> => {
    const { organizationId, actor } = asking
    if (actor.kind !== 'USER')
      throw new RequestFault(
        'CONFLICT',
        'A proposal is accepted by a person who is signed in, never by a key',
      )
    const proposal = await named(database, organizationId, proposalId)
    if (isUnfinished(proposal, actor)) return finish(options, asking, proposal)
    if (proposal.status !== 'OPEN' || proposal.expiresAt <= clock.now()) throw notOpen(proposal, clock.now())
    const words = `${proposal.side} ${proposal.quantity} ${proposal.instrumentId} that ${proposal.source} proposed`
    await audit(asking, 'signal.accept', `Accepts to ${words}`, { proposalId })
    const fault = await claim(asking, proposal, await policyOf(organizationId))
    if (fault !== null) {
      await audit(asking, 'signal.accept', `Refused: to ${words} (${fault})`, { proposalId, fault })
      throw new RequestFault('CONFLICT', `The signal policy forbids it: ${fault}`)
    }
    return order(options, asking, proposal)
  }

  const followers = new BarFollowers({
    ...options,
    clients,
    confidenceMin: async (organizationId) => (await policyOf(organizationId)).confidenceMin,
    propose,
  })

  return {
    propose,
    accept,
    follow: () => followers.start(),
    close: () => followers.close(),
    opinions: (organizationId, count) =>
      newestOpinions(database, organizationId, Math.min(count, OPINIONS_MAX)),
    async consult(asking, { source, accountId, instrumentId, quantity }) {
      const client = clients.get(source)
      if (client === undefined) {
        const known = [...clients.keys()].join(', ') || 'none is set up'
        throw new RequestFault(
          'BAD_INPUT',
          `source must be a model server that is set up: ${known}`,
          'source',
        )
      }
      termsOf(options, asking.organizationId, { accountId, instrumentId, quantity })
      const { bars } = options
      const now = clock.now()
      const { signal, silence } = await consult(client, { source, instrumentId, bar: 'M1', now, bars })
      if (signal === null) return { proposalId: null, silence }
      if (signal.direction === 'FLAT') return { proposalId: null, silence: `${source} has no opinion` }
      const side = signal.direction === 'UP' ? 'BUY' : 'SELL'
      return {
        proposalId: await propose(asking, { accountId, instrumentId, side, quantity, signal }),
        silence: null,
      }
    },
    async decline(asking, proposalId, reason) {
      const proposal = await named(database, asking.organizationId, proposalId)
      const now = clock.now()
      if (proposal.status !== 'OPEN' || proposal.expiresAt <= now) throw notOpen(proposal, now)
      const words = reason.slice(0, REASON_LENGTH_MAX)
      await audit(asking, 'signal.decline', `Declines what ${proposal.source} proposed: ${words}`, {
        proposalId,
      })
      const of = { status: 'DECLINED', actor: asking.actor, at: now, reason: words } as const
      if (!(await decideProposal(database, proposalId, of))) throw notOpen(proposal, now)
    },
    policy: policyOf,
    async setPolicy(asking, value) {
      const limits = readSignalPolicy(value)
      const { organizationId, actor } = asking
      const before = await policyOf(organizationId)
      await options.host(organizationId).submit(actor, {
        type: 'RecordAudit',
        action: 'signal.policy',
        summary: `Set what may come of signals: ${limits.modes.join(', ') || 'no mode'}`,
        before: JSON.stringify(before),
        after: JSON.stringify(limits),
      })
      await putPolicyLimits(database, organizationId, { limits, actor, at: clock.now() })
    },
    sources: () => [...clients.keys()],
  }
}

/** Sends the order, under an id that a repeat cannot double. */
async function order(
  { database, host, board }: SignalsOptions,
  { organizationId, actor }: Asking,
  proposal: StoredProposal,
): Promise<string> {
  const { instrument } = board.instrument(proposal.instrumentId) ?? {}
  const counted = instrument && instrumentQuantity(instrument, proposal.quantity, 'quantity')
  if (counted === undefined || !('lots' in counted))
    throw new RequestFault(
      'CONFLICT',
      `${proposal.instrumentId} can no longer be traded in ${proposal.quantity}`,
    )
  const { outcome } = await host(organizationId).submit(actor, {
    type: 'SubmitOrder',
    accountId: proposal.accountId,
    instrumentId: proposal.instrumentId,
    clientOrderId: clientOrderIdOf(proposal.id),
    side: proposal.side,
    orderType: 'MARKET',
    timeInForce: 'IOC',
    quantityLots: counted.lots,
    limitTicks: null,
    stopTicks: null,
    requestedMode: null,
    strategyId: null,
  })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) {
    const reason = outcome.kind === 'REFUSED' ? outcome.message : 'no order came of it'
    await endProposal(database, proposal.id, { reason })
    throw new RequestFault('CONFLICT', `The order was refused: ${reason}`)
  }
  await endProposal(database, proposal.id, { orderId: outcome.subjectId })
  return outcome.subjectId
}

/** Brings an acceptance to its end that was cut off: its order, if there is one; a new one only while the signal still speaks. */
async function finish(options: SignalsOptions, asking: Asking, proposal: StoredProposal): Promise<string> {
  const { database, clock } = options
  const orderId = await orderOfProposal(database, proposal)
  if (orderId !== null) {
    await endProposal(database, proposal.id, { orderId })
    return orderId
  }
  if (proposal.expiresAt > clock.now()) return order(options, asking, proposal)
  const reason = 'it expired before its order was made'
  await endProposal(database, proposal.id, { reason })
  throw new RequestFault('CONFLICT', `No order came of the proposal: ${reason}`)
}

/** Accepted by this person, and the server went before its order was known: asked again, it is finished. */
function isUnfinished({ status, orderId, decidedBy }: StoredProposal, actor: Actor): boolean {
  return status === 'ACCEPTED' && orderId === null && decidedBy?.id === actor.id
}

async function named(database: Database, organizationId: string, id: string): Promise<StoredProposal> {
  const proposal = await findProposal(database, organizationId, id)
  if (proposal === null) throw new RequestFault('NOT_FOUND', 'Proposal not found', 'proposalId')
  return proposal
}

function notOpen({ status, expiresAt }: StoredProposal, now: number): RequestFault {
  const is = status === 'OPEN' && expiresAt <= now ? 'EXPIRED' : status
  const words = is === 'OPEN' ? 'was decided by somebody else' : `has the status ${is}`
  return new RequestFault('CONFLICT', `The proposal ${words}: only an OPEN one can be decided`)
}

/** The account's mode, and the quantity as its instrument counts it. Throws a RequestFault for what is not there. */
function termsOf(
  { board, host }: Pick<SignalsOptions, 'board' | 'host'>,
  organizationId: string,
  terms: Pick<ProposalTerms, 'accountId' | 'instrumentId' | 'quantity'>,
) {
  const account = host(organizationId).partition?.book.accounts.find(({ id }) => id === terms.accountId)
  if (account === undefined) throw new RequestFault('NOT_FOUND', 'Account not found', 'accountId')
  const listed = board.instrument(terms.instrumentId)
  if (listed == null) throw new RequestFault('NOT_FOUND', 'Instrument not found', 'instrumentId')
  const counted = instrumentQuantity(listed.instrument, terms.quantity, 'quantity')
  if (!('lots' in counted)) throw new RequestFault('BAD_INPUT', counted.message, 'quantity')
  if (counted.lots <= 0) throw new RequestFault('BAD_INPUT', 'quantity must be above 0', 'quantity')
  return { mode: account.mode, quantity: terms.quantity }
}
