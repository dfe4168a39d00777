/** A runner process that only notes what it is asked: a test speaks for the session in it. */
import type { StrategyInput } from '@quarterdeck/sdk'
import type { RunnerProcess, RunnerUsage, SessionOrder } from '@quarterdeck/strategies'

export interface PretendedRunner extends RunnerProcess {
  readonly opened: SessionOrder[]
  readonly told: { readonly n: number; readonly input: StrategyInput; readonly isReplay: boolean }[]
  readonly snapshots: string[]
  /** Inputs that it takes at the moment. */
  capacity: number
  /** Thrown by the next opening. */
  refusesToOpen: Error | null
  /** What it uses, as far as the system tells. */
  used: Pick<RunnerUsage, 'memoryBytes' | 'cpuMs' | 'waitedMs'>
  isSuspended: boolean
  killedFor: string | null
}

export function pretendedRunner(): PretendedRunner {
  const end = { kind: 'STOPPED', message: 'it was stopped', session: null, n: null } as const
  const runner: PretendedRunner = {
    // No process has it: nothing is done to one.
    pid: 2 ** 22 + 1,
    organizationId: 'org',
    ready: Promise.resolve({ protocol: 1, walls: [] }),
    opened: [],
    told: [],
    snapshots: [],
    capacity: 1_000,
    refusesToOpen: null,
    open(order) {
      const { refusesToOpen } = runner
      runner.refusesToOpen = null
      if (refusesToOpen !== null) throw refusesToOpen
      runner.opened.push(order)
    },
    input: (_session, n, input) => void runner.told.push({ n, input, isReplay: false }),
    replay: (_session, n, input) => void runner.told.push({ n, input, isReplay: true }),
    snapshot: (session) => void runner.snapshots.push(session),
    close: () => undefined,
    room: () => runner.capacity,
    used: { memoryBytes: null, cpuMs: null, waitedMs: null },
    isSuspended: false,
    killedFor: null,
    usage: () => ({ ...runner.used, unanswered: 0, unansweredBytes: 0, unansweredMs: null }),
    stop: () => Promise.resolve(end),
    kill: (reason) => void (runner.killedFor = reason),
    suspend: () => void (runner.isSuspended = true),
    resume: () => void (runner.isSuspended = false),
  }
  return runner
}
