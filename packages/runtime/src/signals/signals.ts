/**
 * The face of signals from outside: opinions of models that people may act on.
 *
 * A proposal is no order. It becomes one only when a person accepts it: in that person's name, through the gate, within the
 * organization's signal policy on top of every other limit.
 */
import type { Signal } from '@quarterdeck/sdk'
import type { Asking } from '../research/research.ts'
import type { BarInterval } from '../runtime.ts'
import type { SignalPolicyLimits } from './signal-policy.ts'

export const PROPOSAL_STATUSES = ['OPEN', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'REFUSED'] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

/** What somebody's model says, and what should be done about it. */
export interface ProposalTerms {
  readonly accountId: string
  readonly instrumentId: string
  readonly side: 'BUY' | 'SELL'
  /** Exact decimal, in units. */
  readonly quantity: string
  /** A signal of the SDK as JSON: its instrument, score and direction must agree with the terms. */
  readonly signal: unknown
}

/** A model server that may be asked, as the operator set it up. */
export interface ConsultTerms {
  readonly source: string
  readonly accountId: string
  readonly instrumentId: string
  readonly quantity: string
}

/** What a model server said at the close of a bar that it follows. */
export interface SignalOpinion {
  readonly source: string
  readonly instrumentId: string
  readonly bar: BarInterval
  /** Microseconds UTC. */
  readonly closedAt: number
  /** Null: it said nothing, or what it said came to nothing; `silence` says why. */
  readonly signal: Signal | null
  readonly silence: string | null
  /** The proposal that was made of it. */
  readonly proposalId: string | null
}

export interface Signals {
  /** Records a proposal; its id. Throws a RequestFault where it is malformed, expired, or of what is not there. */
  propose(asking: Asking, terms: ProposalTerms): Promise<string>
  /** Asks a model server about an instrument now; the id of its proposal, or null with why there is none. */
  consult(
    asking: Asking,
    terms: ConsultTerms,
  ): Promise<{ readonly proposalId: string | null; readonly silence: string | null }>
  /**
   * Makes the order of a proposal in the caller's name; the order's id. Throws a RequestFault where the proposal is no longer
   * open, the caller is no person, or the signal policy forbids it. Repeated after a crash it is the same order.
   */
  accept(asking: Asking, proposalId: string): Promise<string>
  decline(asking: Asking, proposalId: string, reason: string): Promise<void>
  /** What may come of proposals; the default allows no instrument and no mode but PAPER. */
  policy(organizationId: string): Promise<SignalPolicyLimits>
  setPolicy(asking: Asking, limits: unknown): Promise<void>
  /** What model servers said of the bars that they follow, newest first; at most 200. */
  opinions(organizationId: string, count: number): Promise<readonly SignalOpinion[]>
  /** Names of the model servers that may be asked. */
  sources(): readonly string[]
}
