/**
 * The online path of model servers: each is asked at the close of every bar that the operator lets it follow, with the features of
 * the closed bars, by the code that makes them of history. What it says is kept with its provenance, and becomes a proposal where it
 * is sure enough and none of it is open.
 *
 * Bounded: a server is asked one question at a time, and about a bar only until the next one closes.
 */
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Clock, Timer } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import { BAR_MICROS } from '../feed/bars.ts'
import type { Logger } from '../logger.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking } from '../research/research.ts'
import type { BarInterval, BarView } from '../runtime.ts'
import { type Consulted, consult } from './consult.ts'
import type { FollowedBars, ModelClient, ModelServer } from './model-client.ts'
import { addOpinion, hasOpenProposal } from './opinion-rows.ts'
import type { ProposalTerms, SignalOpinion } from './signals.ts'

export interface BarFollowersOptions {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  /** Throws where the organization is not open here. */
  readonly host: (organizationId: string) => Pick<PartitionHost, 'partition'>
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
  readonly servers: ReadonlyMap<string, ModelServer>
  readonly clients: ReadonlyMap<string, Pick<ModelClient, 'ask'>>
  /** The least confidence of an accepted proposal: below it none is made. */
  readonly confidenceMin: (organizationId: string) => Promise<number>
  readonly propose: (asking: Asking, terms: ProposalTerms) => Promise<string>
}

/** After a close, so that the last quotes of the bar are in it. */
const GRACE_MS = 250

interface Follower {
  readonly source: string
  readonly followed: FollowedBars
}

export class BarFollowers {
  readonly #options: BarFollowersOptions
  readonly #timers = new Map<BarInterval, Timer>()
  /** By source: its questions, one after the other. */
  readonly #asking = new Map<string, Promise<void>>()
  #state: 'NEW' | 'STARTED' | 'CLOSED' = 'NEW'

  constructor(options: BarFollowersOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#state !== 'NEW') return
    this.#state = 'STARTED'
    const lengths = new Set(this.#followers().map(({ followed }) => followed.bar))
    for (const bar of lengths) this.#plan(bar)
  }

  /** Resolves when what is being asked has been answered. */
  async close(): Promise<void> {
    this.#state = 'CLOSED'
    for (const timer of this.#timers.values()) timer.cancel()
    await Promise.all(this.#asking.values())
  }

  #followers(): readonly Follower[] {
    return [...this.#options.servers].flatMap(([source, { follows }]) =>
      follows.map((followed) => ({ source, followed })),
    )
  }

  #plan(bar: BarInterval): void {
    const { clock } = this.#options
    const length = BAR_MICROS[bar]
    const now = clock.now()
    const closesAt = (Math.floor(now / length) + 1) * length
    const timer = clock.after((closesAt - now) / 1_000 + GRACE_MS, () => {
      this.#plan(bar)
      for (const follower of this.#followers())
        if (follower.followed.bar === bar) this.#queue(follower, closesAt)
    })
    this.#timers.set(bar, timer)
  }

  #queue(follower: Follower, closedAt: Micros): void {
    const { source, followed } = follower
    const before = this.#asking.get(source) ?? Promise.resolve()
    const asking = before
      .then(() => this.#ask(follower, closedAt))
      .catch((error: unknown) => {
        const { organizationId, instrumentId } = followed
        const fields = { organizationId, source, instrumentId, err: error }
        this.#options.logger.warn(fields, 'What a model server says of a bar could not be kept')
      })
    this.#asking.set(source, asking)
  }

  async #ask({ source, followed }: Follower, closedAt: Micros): Promise<void> {
    const { database, clock, clients, bars } = this.#options
    const { organizationId, instrumentId, bar } = followed
    const client = clients.get(source)
    if (this.#state === 'CLOSED' || client === undefined || !this.#isServed(organizationId)) return
    const now = clock.now()
    const isLate = now >= closedAt + BAR_MICROS[bar]
    const { signal, silence }: Consulted = isLate
      ? { signal: null, silence: `${source} was too busy with other questions until the next bar closed` }
      : await consult(client, { source, instrumentId, bar, now, closedAt, bars })
    const of = { source, instrumentId, bar, closedAt, signal }
    const opinion: SignalOpinion =
      signal === null
        ? { ...of, silence, proposalId: null }
        : { ...of, ...(await this.#proposed(source, followed, signal)) }
    await addOpinion(database, organizationId, opinion)
  }

  /** The proposal that is made of a signal, or why there is none. */
  async #proposed(
    source: string,
    { organizationId, accountId, instrumentId, quantity }: FollowedBars,
    signal: NonNullable<Consulted['signal']>,
  ): Promise<Pick<SignalOpinion, 'silence' | 'proposalId'>> {
    const { database, clock, confidenceMin, propose } = this.#options
    const none = (silence: string) => ({ silence, proposalId: null })
    if (signal.direction === 'FLAT') return none('it has no opinion')
    const least = await confidenceMin(organizationId)
    if (signal.confidence < least) return none(`it is less sure than the policy wants, ${least}`)
    const actor: Actor = {
      kind: 'SYSTEM',
      id: `signals ${source}`,
      name: `Model server ${source}`,
      userId: null,
    }
    const open = { accountId, instrumentId, actorId: actor.id, now: clock.now() }
    if (await hasOpenProposal(database, open)) return none('what it proposed before is still open')
    const side = signal.direction === 'UP' ? 'BUY' : 'SELL'
    try {
      const asking = { organizationId, actor }
      return {
        silence: null,
        proposalId: await propose(asking, { accountId, instrumentId, side, quantity, signal }),
      }
    } catch (error) {
      if (error instanceof RequestFault) return none(`it could not be proposed: ${error.message}`)
      throw error
    }
  }

  /** Each organization is one process's to serve, and its models are asked there alone. */
  #isServed(organizationId: string): boolean {
    try {
      return this.#options.host(organizationId).partition !== null
    } catch {
      // It is not open in this process.
      return false
    }
  }
}
