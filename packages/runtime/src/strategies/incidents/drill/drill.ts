/** What a drill is: a fault put into a deployment on paper, and what came of it beside what was expected. */
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Clock } from '../../../clock/clock.ts'
import type { MarketBoard } from '../../../feed/market-board.ts'
import type { PartitionHost } from '../../../partition/host.ts'
import type { HostedRun } from '../../run/hosted-run.ts'
import type { RunKey } from '../../run-rows.ts'
import type { ObservedDeployment } from '../../strategies.ts'
import type { IncidentBounds } from '../bounds.ts'
import type { FeedGauge } from '../feed-gauge.ts'
import type { IncidentKind } from '../incident.ts'

export type DrillStatus = 'RUNNING' | 'PASSED' | 'FAILED'

export interface DrillStep {
  readonly at: Micros
  readonly expected: string
  readonly happened: string
  readonly ok: boolean
}

export interface Drill {
  readonly id: string
  readonly deploymentId: string
  readonly kind: IncidentKind
  readonly status: DrillStatus
  readonly steps: readonly DrillStep[]
  readonly actor: Actor
  readonly startedAt: Micros
}

/** The host of a deployment, as far as a drill reaches into it. */
export interface DrilledHost {
  readonly gauge: FeedGauge
  readonly run: HostedRun | null
  readonly key: RunKey | null
  observed(): ObservedDeployment
}

/** What faults are put in with. */
export interface DrillParts {
  readonly organizationId: string
  readonly deploymentId: string
  /** Who drills. */
  readonly actor: Actor
  readonly host: PartitionHost
  readonly board: MarketBoard
  readonly clock: Clock
  readonly bounds: IncidentBounds
  readonly drilled: DrilledHost
  /** Compares a copy of the run's tape, spoiled, with its replay. */
  readonly compareSpoiled: (actor: Actor, deploymentId: string) => Promise<void>
  readonly compare: (actor: Actor, deploymentId: string) => Promise<void>
  /** Waits until a condition holds; false: it did not within its time. Throws when the server stops. */
  readonly until: (condition: () => boolean, patience: Micros) => Promise<boolean>
}

/** A fault that is in. */
export interface Fault {
  /** What was done, for people. */
  readonly done: string
  /** How long its rule may take to find it. */
  readonly patience: Micros
  /** Takes it out again, and what it left behind. */
  readonly lift: () => Promise<void>
}

/** Puts a fault in. Throws a `DrillImpossible` where it cannot be done. */
export type Inject = (parts: DrillParts) => Promise<Fault>

/** Why a fault cannot be put in as things are. */
export class DrillImpossible extends Error {
  override readonly name = 'DrillImpossible'
}

/** A machine that is busy, and a round of the supervisor. */
export const SLACK: Micros = 30e6

/** The run, and its process, that a fault is put into. */
export function hostedRun({ drilled }: DrillParts): { readonly run: HostedRun; readonly pid: number } {
  const { run } = drilled
  const { pid } = drilled.observed()
  if (run === null || pid === null) throw new DrillImpossible('it has no process now')
  return { run, pid }
}
