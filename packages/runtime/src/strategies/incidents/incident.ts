/** The words of incidents: what can go wrong with a deployment, what is done about it, and how far a playbook may go by itself. */
import type { Actor, Micros } from '@quarterdeck/engine'

/**
 * What a rule finds. CRASH_LOOP: its runs end again and again, or it is quarantined. MUTE_FEED: it runs, its market is open, and
 * it is told nothing of it. STUCK_ORDER: nobody knows what became of a request. DRIFT: it is not what its own record says.
 * RUNAWAY: it asks too often, or for what is refused. SLOW: it does not keep up.
 */
export const INCIDENT_KINDS = ['CRASH_LOOP', 'MUTE_FEED', 'STUCK_ORDER', 'DRIFT', 'RUNAWAY', 'SLOW'] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

/** CRITICAL: money may be at stake while nobody looks. */
export type IncidentSeverity = 'WARNING' | 'CRITICAL'

/**
 * A step of a playbook. RESTART takes the run up in a fresh process, and starts what is paused or stopped. CANCEL_ORDERS withdraws
 * its working orders. COMPARE plays its newest run again. NONE: what to do is a person's, and the step says what.
 */
export type RemedyAction = 'RESTART' | 'PAUSE' | 'CANCEL_ORDERS' | 'STOP' | 'QUARANTINE' | 'COMPARE' | 'NONE'

/** Steps that run by themselves. REDUCING: those that add no risk; all else asks. */
export const AUTOMATIONS = ['NOTHING', 'REDUCING', 'EVERYTHING'] as const
export type Automation = (typeof AUTOMATIONS)[number]

/** A step that was taken, or waits to be approved. */
export interface RemedyStep {
  readonly action: RemedyAction
  /** Why the playbook has it. */
  readonly reason: string
  readonly status: 'PROPOSED' | 'DONE' | 'FAILED'
  readonly at: Micros
  /** In whose name it was taken; null: it waits. */
  readonly actor: Actor | null
  /** What came of it; null: it waits. */
  readonly result: string | null
}

/** What a rule says of a deployment at a moment. */
export interface Finding {
  readonly severity: IncidentSeverity
  /** One sentence, for people. */
  readonly summary: string
  /** What it was found in: a closed incident does not come back for the same. */
  readonly subject: string
}

export interface Incident {
  readonly id: string
  readonly deploymentId: string
  readonly kind: IncidentKind
  readonly severity: IncidentSeverity
  readonly summary: string
  readonly subject: string
  readonly openedAt: Micros
  readonly steps: readonly RemedyStep[]
  /** The drill that brought it about; null: it is for real. */
  readonly drillId: string | null
}
