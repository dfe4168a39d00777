/** What a runner process may use and say before it is stopped. */

import type { SessionBudgets } from '../protocol/messages.ts'

export interface RunnerLimits extends SessionBudgets {
  /** Heap of the sessions' objects, MiB. */
  readonly heapMiB: number
  /** Memory of the process that is no file's, MiB: buffers, strings and the program itself included. */
  readonly memoryMiB: number
  /** Processor time that one callback (or an opening) may take, milliseconds. */
  readonly callbackCpuMs: number
  /**
   * Wall-clock time that one callback may take, milliseconds, not counting time that the process waited for its turn on a busy
   * machine, where the system tells it (Linux).
   */
  readonly callbackWallMs: number
  /** Frames to the parent, on average; ten seconds' worth may come at once. */
  readonly messagesPerSecond: number
  /** Bytes to the parent, on average; ten seconds' worth may come at once. */
  readonly bytesPerSecond: number
  /** Inputs, openings and requests that were sent and not answered. One more, and the runner is stopped: ask `room` first. */
  readonly unansweredMax: number
  /** Bytes sent and not answered. */
  readonly unansweredBytesMax: number
  /** Sessions that it may hold at once: 1 for a strategy-runner. */
  readonly sessionsMax: number
  /** Until the process speaks, milliseconds: reading our own code is no fault of a strategy, however busy the machine. */
  readonly startMs: number
}

export const DEFAULT_RUNNER_LIMITS: RunnerLimits = {
  heapMiB: 128,
  memoryMiB: 256,
  callbackCpuMs: 1_000,
  callbackWallMs: 6_000,
  frameBytesMax: 2 ** 20,
  snapshotBytesMax: 32 * 2 ** 20,
  intentsPerSecond: 200,
  logsPerSecond: 100,
  logBytes: 4_096,
  sessionBytesPerSecond: 4 * 2 ** 20,
  messagesPerSecond: 20_000,
  bytesPerSecond: 16 * 2 ** 20,
  unansweredMax: 10_000,
  unansweredBytesMax: 128 * 2 ** 20,
  sessionsMax: 1,
  startMs: 60_000,
}

/**
 * What to change for playing recorded inputs as fast as they can be taken: rates by the wall clock would blame a session for the speed
 * at which it is fed.
 */
export const REPLAY_LIMITS: Partial<RunnerLimits> = {
  intentsPerSecond: 1e9,
  logsPerSecond: 1e9,
  sessionBytesPerSecond: 1e12,
  messagesPerSecond: 1e9,
  bytesPerSecond: 1e12,
}
