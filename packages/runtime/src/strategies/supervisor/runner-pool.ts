/**
 * The runner processes of one organization: one for each deployment that has its own, and a few that many small ones share.
 *
 * A session whose process died learns whether it was the one at work then: that one is to blame, its neighbours are not.
 */
import type {
  RunnerEnd,
  RunnerLimits,
  RunnerProcess,
  RunnerTerms,
  SessionMessage,
} from '@quarterdeck/strategies'
import { setPriority } from 'node:os'
import type { Logger } from '../../logger.ts'
import type { RunFault } from '../run/run-parts.ts'

/** Deployments that one shared process holds at most. */
const SHARED_SEATS = 64
/** A shared process holds many sessions: more memory, the same bounds for each callback. */
const SHARED_LIMITS: Partial<RunnerLimits> = { sessionsMax: SHARED_SEATS, heapMiB: 512, memoryMiB: 1_024 }
/** Strategies give way to the process that trades. */
const NICENESS = 5

export interface Sitter {
  onMessage(message: SessionMessage): void
  onRunnerEnd(fault: RunFault): void
  onRoom(): void
}

/** A place for one session in a process. */
export interface Seat {
  readonly runner: RunnerProcess
  /** Gives the place back. A process without sessions is stopped. */
  leave(): void
}

export interface RunnerPoolOptions {
  readonly organizationId: string
  readonly log: Logger
  readonly startRunner: (terms: RunnerTerms) => RunnerProcess
  readonly limits: Partial<RunnerLimits>
}

interface Bench {
  readonly runner: RunnerProcess
  readonly isShared: boolean
  readonly sitters: Map<string, Sitter>
}

export class RunnerPool {
  readonly #options: RunnerPoolOptions
  readonly #benches = new Set<Bench>()

  constructor(options: RunnerPoolOptions) {
    this.#options = options
  }

  /** Takes a seat for a session: in a process of its own, or in one that has room. */
  take(session: string, isolation: 'PROCESS' | 'SHARED', sitter: Sitter): Seat {
    const shared = [...this.#benches].find(({ isShared, sitters }) => isShared && sitters.size < SHARED_SEATS)
    const bench =
      isolation === 'SHARED' && shared !== undefined ? shared : this.#start(isolation === 'SHARED')
    bench.sitters.set(session, sitter)
    return { runner: bench.runner, leave: () => this.#leave(bench, session, sitter) }
  }

  async close(): Promise<void> {
    const benches = [...this.#benches]
    this.#benches.clear()
    await Promise.all(
      benches.map(({ runner, sitters }) => {
        sitters.clear()
        return runner.stop(0)
      }),
    )
  }

  #start(isShared: boolean): Bench {
    const { organizationId, startRunner, limits, log } = this.#options
    const sitters = new Map<string, Sitter>()
    const runner = startRunner({
      organizationId,
      limits: { ...limits, ...(isShared ? SHARED_LIMITS : {}) },
      onMessage: (message) => sitters.get(message.session)?.onMessage(message),
      onEnd: (end) => this.#ended(bench, end),
      onPrint: (text) => log.warn({ organizationId, pid: runner.pid, text }, 'A runner printed something'),
      onRoom: () => {
        for (const sitter of sitters.values()) sitter.onRoom()
      },
    })
    const bench = { runner, isShared, sitters }
    this.#benches.add(bench)
    giveWay(runner.pid)
    // Its end is told by `onEnd`.
    runner.ready.catch(() => undefined)
    return bench
  }

  #leave(bench: Bench, session: string, sitter: Sitter): void {
    // The name may be another's by now.
    if (bench.sitters.get(session) === sitter) bench.sitters.delete(session)
    if (bench.sitters.size > 0 || !this.#benches.delete(bench)) return
    void bench.runner.stop()
  }

  #ended(bench: Bench, end: RunnerEnd): void {
    const { organizationId, log } = this.#options
    const sitters = [...bench.sitters]
    bench.sitters.clear()
    if (this.#benches.delete(bench)) log.warn({ organizationId, end }, 'A runner of strategies ended')
    for (const [session, sitter] of sitters) sitter.onRunnerEnd(blame(end, session, sitters.length))
  }
}

/** Ends that what ran in the process brings about. */
const BROUGHT_ABOUT: ReadonlySet<RunnerEnd['kind']> = new Set(['STALLED', 'MEMORY', 'PROTOCOL', 'FLOOD'])

function blame(end: RunnerEnd, session: string, sitters: number): RunFault {
  const isCulprit = BROUGHT_ABOUT.has(end.kind) && (end.session === session || sitters === 1)
  return isCulprit
    ? { blame: 'STRATEGY', message: end.message, report: null }
    : { blame: 'RUNNER', message: `its process ended: ${end.message}`, report: null }
}

function giveWay(pid: number): void {
  try {
    setPriority(pid, NICENESS)
  } catch {
    // It ended already, or the system does not let us: it runs as it is.
  }
}
