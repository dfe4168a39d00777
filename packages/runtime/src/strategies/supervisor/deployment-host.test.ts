/** A deployment comes to where it is wanted, whatever comes between: beside a pretended process, by a clock that a test moves. */
import { type Book, type DeploymentState, emptyMarket } from '@quarterdeck/engine'
import type { RunnerTerms, SessionMessage } from '@quarterdeck/strategies'
import { describe, expect, it } from 'vitest'
import { BTC } from '../../testing/instruments.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import type { StoredRun } from '../run-rows.ts'
import { pretendedRunner } from '../testing/pretended-runner.ts'
import { DeploymentHost, type PreparedRun } from './deployment-host.ts'
import { BLAMELESS_ENDS_MAX } from '../restart-policy.ts'
import { RUNAWAY_REFUSALS } from './runaway.ts'
import { RunnerPool } from './runner-pool.ts'

const DIGEST = '0'.repeat(32)

function stage() {
  const clock = manualClock()
  const runner = pretendedRunner()
  let terms: RunnerTerms | null = null
  const onMessage = (message: SessionMessage) => terms!.onMessage(message)
  /** Quarantines that the database does not take. */
  let unrecorded = 0
  const deployment = {
    id: 'dep',
    desired: 'RUNNING',
    quarantineReason: null,
    revision: 1,
    isolation: 'SHARED',
  } as DeploymentState
  const ended: number[] = []
  const quarantines: string[] = []
  let runs = 0
  const opening = {
    revision: 1,
    params: {},
    instruments: [BTC],
    seed: 1,
    orderIdPrefix: 'dep-r1',
    account: { currency: 'USD', cash: [], positions: [] },
    state: null,
  } as const
  let open: StoredRun | null = null
  const prepared = (stored: StoredRun): PreparedRun => ({
    stored,
    parts: {
      bundle: '',
      record: null,
      facts: {
        organizationId: 'org',
        deploymentId: 'dep',
        strategyId: 'strategy',
        accountId: 'account',
        run: stored.run,
        digest: 'digest',
        actor: { kind: 'STRATEGY', id: 'dep', name: 'first', userId: null },
        opening: stored.opening,
      },
    },
  })
  const unsaid = () => undefined
  const log = { debug: unsaid, info: unsaid, warn: unsaid, error: unsaid }
  const pool = new RunnerPool({
    organizationId: 'org',
    log,
    limits: {},
    startRunner: (asked) => {
      terms = asked
      return runner
    },
  })
  const host = new DeploymentHost({
    deploymentId: 'dep',
    clock,
    log,
    pool,
    parts: {
      clock,
      bars: () => [],
      mailroom: {
        submit: () => Promise.reject(new Error('Invariant: nothing is ordered here')),
        book: () => null,
        whenQuiet: (callback) => callback({ accountIndexById: new Map() } as unknown as Book, emptyMarket()),
      },
    },
    deployment: () => deployment,
    prepare: (_deployment, _pending, wantsNew) => {
      if (open === null && !wantsNew) return Promise.resolve(null)
      if (open === null) {
        runs += 1
        open = {
          organizationId: 'org',
          deploymentId: 'dep',
          run: runs,
          versionId: 'version',
          digest: 'digest',
          opening: { ...opening, revision: deployment.revision },
          hasEnded: false,
          finalState: null,
          inputs: 0,
          decisions: 0,
          decisionDigest: null,
        }
      }
      return Promise.resolve(prepared(open))
    },
    endRun: ({ run }) => {
      ended.push(run)
      open = null
      return Promise.resolve()
    },
    quarantine: (reason) => {
      if (unrecorded > 0) {
        unrecorded -= 1
        return Promise.reject(new Error('the database does not answer'))
      }
      quarantines.push(reason)
      deployment.quarantineReason = reason
      return Promise.resolve()
    },
    onLog: () => undefined,
    onCheckpoint: () => undefined,
    onLeft: () => undefined,
    onChange: () => undefined,
    chance: () => 0,
  })
  const session = () => runner.opened.at(-1)!.session
  return {
    clock,
    runner,
    deployment,
    host,
    ended,
    quarantines,
    failToRecord: (times: number) => void (unrecorded = times),
    killed: () =>
      terms!.onEnd({ kind: 'KILLED', message: 'it was killed by SIGKILL', session: session(), n: null }),
    opened: () =>
      onMessage({
        type: 'opened',
        session: session(),
        feeds: [],
        timers: [],
        position: 0,
        status: 'CREATED',
        decisions: 0,
        digest: DIGEST,
      }),
    answered: () =>
      onMessage({
        type: 'answered',
        session: session(),
        through: runner.told.at(-1)!.n,
        digest: DIGEST,
        decisions: 0,
        micros: 1,
      }),
  }
}

/** Until what was begun has come as far as it can without the clock. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a deployment host', () => {
  it('starts a deployment again that was quarantined while its run came to its end', async () => {
    const { host, deployment, runner, clock, quarantines, opened, answered } = stage()
    host.sync()
    await settled()
    opened()
    answered()
    await settled()
    host.look()
    // A change ends the run; before its last callback is over, it turns out to be a runaway.
    deployment.revision = 2
    host.sync()
    await settled()
    expect(host.observed().activity).toBe('STOPPING')
    host.run!.figures.ordersRefused += RUNAWAY_REFUSALS
    clock.advance(1_000)
    host.look()
    await settled()
    expect(quarantines).toHaveLength(1)
    expect(host.observed().activity).toBe('QUARANTINED')
    deployment.quarantineReason = null
    host.forgive()
    host.sync()
    await settled()
    expect(runner.opened).toHaveLength(2)
    opened()
    await settled()
    expect(host.observed()).toMatchObject({ activity: 'RUNNING', run: 2 })
  })

  it('tries again where a process did not take its session in', async () => {
    const { host, runner, clock, opened } = stage()
    runner.refusesToOpen = new Error('session dep.1 is open already')
    host.sync()
    await settled()
    expect(host.observed()).toMatchObject({ activity: 'WAITING' })
    clock.advance(10_000)
    await settled()
    expect(runner.opened).toHaveLength(1)
    opened()
    await settled()
    expect(host.observed().activity).toBe('RUNNING')
  })

  it('takes up what others kill after pauses that grow, and leaves it to a person only when there is no end of it', async () => {
    const { host, clock, quarantines, opened, killed } = stage()
    host.sync()
    const pauses: number[] = []
    for (let end = 1; end < BLAMELESS_ENDS_MAX; end += 1) {
      await settled()
      opened()
      await settled()
      killed()
      await settled()
      const { activity, nextAttemptAt, restarts } = host.observed()
      expect({ activity, restarts }).toEqual({ activity: 'WAITING', restarts: end })
      pauses.push((nextAttemptAt! - clock.now()) / 1_000)
      clock.advance(pauses.at(-1)!)
    }
    expect(pauses.slice(0, 9)).toEqual([125, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    // The rule of CRASH_LOOP counts them, whoever was to blame.
    expect(host.vitals().ends).toHaveLength(BLAMELESS_ENDS_MAX - 1)
    expect(quarantines).toEqual([])
    await settled()
    opened()
    killed()
    await settled()
    expect(quarantines).toEqual([
      'it was ended by others 20 times within 10 minutes, the last time so: its process ended: it was killed by SIGKILL',
    ])
  })

  it('starts nothing again whose quarantine is not recorded yet, and records it until it is', async () => {
    const { host, runner, clock, quarantines, opened, answered, failToRecord } = stage()
    host.sync()
    await settled()
    opened()
    answered()
    await settled()
    host.look()
    failToRecord(3)
    host.run!.figures.ordersRefused += RUNAWAY_REFUSALS
    clock.advance(1_000)
    host.look()
    for (let look = 0; look < 3; look += 1) {
      await settled()
      expect(host.observed().activity).toBe('STOPPING')
      expect(quarantines).toEqual([])
      host.sync()
      clock.advance(5_000)
    }
    await settled()
    expect(quarantines).toHaveLength(1)
    expect(host.observed().activity).toBe('QUARANTINED')
    expect(runner.opened).toHaveLength(1)
  })
})
