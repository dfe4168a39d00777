/** What a run is made of: its record, the process its session lives in, and who is told what becomes of it. */
import type { Book, Market } from '@quarterdeck/engine'
import type { LogIntent, PersistedState, StrategyFaultReport } from '@quarterdeck/sdk'
import type { RunnerProcess } from '@quarterdeck/strategies'
import type { Clock } from '../../clock/clock.ts'
import type { BarInterval, BarView } from '../../runtime.ts'
import type { FeedGauge } from '../incidents/feed-gauge.ts'
import type { Mailroom } from './order-desk.ts'
import type { RunFacts } from './run-facts.ts'
import type { TapeEntry } from './tape.ts'
import type { ToldOrder } from './told-orders.ts'

/** Where a run can be taken up. */
export interface Checkpoint {
  readonly input: number
  /** JSON of the session's snapshot. */
  readonly snapshot: string
  readonly told: readonly ToldOrder[]
}

/** What is on record of a run: its newest checkpoint, and the entries of its tape after it. */
export interface RunRecord {
  readonly checkpoint: Checkpoint | null
  readonly entries: readonly TapeEntry[]
}

/** Why a run cannot go on. */
export interface RunFault {
  /** STRATEGY: its code threw, asked too much or hung. RUNNER: its process ended for another reason. UNCLEAR: the fate of its orders is. */
  readonly blame: 'STRATEGY' | 'RUNNER' | 'UNCLEAR'
  readonly message: string
  readonly report: StrategyFaultReport | null
}

export interface RunListener {
  onLog(lines: readonly LogIntent[]): void
  onCheckpoint(checkpoint: Checkpoint): void
  /** It is told what happens from now on. */
  onLive(): void
  /** Its last input was answered: the author's state, or null where it keeps none. */
  onStopped(state: PersistedState | null): void
  /** Nothing comes of it any more. */
  onFault(fault: RunFault): void
}

export interface RunParts {
  readonly facts: RunFacts
  readonly bundle: string
  readonly runner: RunnerProcess
  /** Null: it begins. */
  readonly record: RunRecord | null
  readonly clock: Clock
  readonly mailroom: Mailroom & {
    /** Calls back when the book holds nothing that is not durable and told. Not at all, if it is given up first. */
    whenQuiet(callback: (book: Book, market: Market) => void): void
  }
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
  readonly gauge: FeedGauge
  readonly listener: RunListener
}
