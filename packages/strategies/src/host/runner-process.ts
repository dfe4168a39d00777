/**
 * A runner process as its parent sees it: sessions are opened in it, inputs go in, checked messages come out, and it ends with a
 * reason. One process belongs to ONE organization.
 */

import type { StrategyInput } from '@quarterdeck/sdk'
import type { OpeningOptions, SessionMessage, Wall } from '../protocol/messages.ts'
import type { RunnerLimits } from './runner-limits.ts'

/**
 * STALLED: a callback took too long, or it fell too far behind. MEMORY: more than it may have. PROTOCOL: it said what is no
 * message. FLOOD: it said too much. EXITED: by itself. KILLED: from outside, or by `kill`. STOPPED: as asked.
 */
export type RunnerEndKind = 'STALLED' | 'MEMORY' | 'PROTOCOL' | 'FLOOD' | 'EXITED' | 'KILLED' | 'STOPPED'

/** Why a runner is no more. */
export interface RunnerEnd {
  readonly kind: RunnerEndKind
  readonly message: string
  /** The session that was at work when it ended; null: none was. With MEMORY it is a suspect: others may hold more. */
  readonly session: string | null
  /** The first unanswered input of that session; null: none (an opening, a snapshot). */
  readonly n: number | null
}

/** A runner ended before it was ready. */
export class RunnerEnded extends Error {
  override readonly name = 'RunnerEnded'
  readonly end: RunnerEnd

  constructor(end: RunnerEnd) {
    super(end.message)
    this.end = end
  }
}

export interface RunnerTerms {
  /** The only organization whose sessions it may hold. */
  readonly organizationId: string
  /** What differs from `DEFAULT_RUNNER_LIMITS`. */
  readonly limits?: Partial<RunnerLimits>
  /** Each message once, in the order in which the runner said them, every field checked. Must not throw. */
  readonly onMessage: (message: SessionMessage) => void
  /** Once, when the process is gone; nothing comes after it. */
  readonly onEnd: (end: RunnerEnd) => void
  /** What the process printed: the program's own words, for operators only. Bounded. */
  readonly onPrint?: (text: string) => void
  /** There is room for at least half of `unansweredMax` again, after `room` was 0. */
  readonly onRoom?: () => void
}

/** A session that is to be opened. */
export interface SessionOrder {
  readonly organizationId: string
  /** Unique in its process. 1 to 100 letters, digits or `. _ - :`. */
  readonly session: string
  /** The artifact's digest; the bundle of a digest is sent to a process once. */
  readonly digest: string
  readonly bundle: string
  readonly options: OpeningOptions
  /** JSON of a `SessionSnapshot`, as a `snapshot` message gave it; null: from the beginning. */
  readonly resume: string | null
}

export interface RunnerUsage {
  /** Memory that is no file's, bytes; null where the system does not show it. */
  readonly memoryBytes: number | null
  /** Processor time since its start, milliseconds; null where the system does not show it. */
  readonly cpuMs: number | null
  /** Time since its start in which it was ready to run and others ran, milliseconds; null as above. */
  readonly waitedMs: number | null
  /** Messages sent and not answered, and their bytes. */
  readonly unanswered: number
  readonly unansweredBytes: number
  /** Since the oldest unanswered message was sent, milliseconds; null: nothing is unanswered. */
  readonly unansweredMs: number | null
}

/** Calls after its end do nothing: `onEnd` has said so. */
export interface RunnerProcess {
  readonly pid: number
  readonly organizationId: string
  /** When it speaks; what is sent before waits for it. Rejects with a `RunnerEnded`. */
  readonly ready: Promise<{ readonly protocol: number; readonly walls: readonly Wall[] }>
  /** Throws for a session of another organization, a second one of the same name, or one more than `sessionsMax`. */
  open(order: SessionOrder): void
  /** `n` counts the session's inputs from 1, replayed ones included. */
  input(session: string, n: number, input: StrategyInput): void
  /** An input of a time before: its intents are not told again. */
  replay(session: string, n: number, input: StrategyInput): void
  snapshot(session: string): void
  /** The session is forgotten when `closed` comes. */
  close(session: string): void
  /** How many more inputs it takes now. */
  room(): number
  usage(): RunnerUsage
  /** Lets it finish what it was sent, for at most `graceMs` (2,000); then it is killed. Resolves when it is gone. */
  stop(graceMs?: number): Promise<RunnerEnd>
  /** Kills it at once: its end is KILLED with this reason. */
  kill(reason: string): void
  /**
   * It stands still until `resume`; the time does not count against its callbacks. No effect before it is ready, where it stands
   * still already, and on systems where it could outlive this process.
   */
  suspend(): void
  resume(): void
}
