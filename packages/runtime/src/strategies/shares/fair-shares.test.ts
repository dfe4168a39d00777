/** Two organizations on one machine: each has its processes, its memory and its part of the processors, and no more when others wait. */
import type { RunnerTerms } from '@quarterdeck/strategies'
import { describe, expect, it } from 'vitest'
import { silent } from '../../testing/desk.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { type PretendedRunner, pretendedRunner } from '../testing/pretended-runner.ts'
import { FairShares } from './fair-shares.ts'
import type { ShareTerms } from './share-terms.ts'

const CORES = 2
const MIB = 2 ** 20

/** Processes that always have something to do, on a machine that treats all of them alike. */
function machine(terms: Partial<ShareTerms> = {}) {
  const clock = manualClock()
  const running: { readonly organizationId: string; readonly runner: PretendedRunner; end: () => void }[] = []
  const shares = new FairShares({
    clock,
    log: silent,
    table: { of: () => ({ weight: 1, processesMax: 8, memoryMiBMax: 1_024, ...terms }) },
    startRunner: ({ organizationId, onEnd }) => {
      const runner = pretendedRunner()
      runner.used = { memoryBytes: 100 * MIB, cpuMs: 0, waitedMs: 0 }
      const end = () => onEnd({ kind: 'EXITED', message: '', session: null, n: null })
      running.push({ organizationId, runner, end })
      return runner
    },
  })
  const start = (organizationId: string) => {
    const terms: RunnerTerms = { organizationId, onMessage: () => undefined, onEnd: () => undefined }
    shares.startRunner(terms)
    return running.at(-1)!
  }
  const use = (runner: PretendedRunner, ms: number, isRunning: number) => {
    const { memoryBytes, cpuMs, waitedMs } = runner.used
    runner.used = { memoryBytes, cpuMs: cpuMs! + ms * isRunning, waitedMs: waitedMs! + ms * (1 - isRunning) }
  }
  const run = (seconds: number) => {
    const stepMs = 10
    for (let step = 0; step < (seconds * 1_000) / stepMs; step += 1) {
      clock.advance(stepMs)
      const busy = running.filter(({ runner }) => !runner.isSuspended)
      for (const { runner } of busy) use(runner, stepMs, Math.min(1, CORES / busy.length))
    }
  }
  const usedBy = (organizationId: string) =>
    running
      .filter((one) => one.organizationId === organizationId)
      .reduce((sum, { runner }) => sum + runner.used.cpuMs!, 0)
  return { shares, start, run, usedBy, clock }
}

describe('the strategies of two organizations', () => {
  it('share the processors by organization, however many processes one of them starts', () => {
    const { shares, start, run, usedBy } = machine()
    for (let n = 0; n < 8; n += 1) start('noisy')
    start('quiet')
    start('quiet')
    run(10)
    const [before, beforeQuiet] = [usedBy('noisy'), usedBy('quiet')]
    run(20)
    const [noisy, quiet] = [usedBy('noisy') - before, usedBy('quiet') - beforeQuiet]
    expect(quiet / noisy).toBeGreaterThan(0.8)
    expect(quiet / noisy).toBeLessThan(1.25)
    expect(shares.use('noisy')).toMatchObject({ processes: 8, memoryBytes: 800 * MIB })
    expect(shares.use('noisy').heldPart).toBeGreaterThan(0.1)
    expect(shares.use('quiet')).toMatchObject({ processes: 2, heldPart: 0 })
  })

  it('are held no longer than others wait, and never where one is alone', () => {
    const { shares, start, run } = machine()
    for (let n = 0; n < 8; n += 1) start('noisy')
    run(10)
    expect(shares.use('noisy').heldPart).toBe(0)
    const other = start('quiet')
    run(10)
    expect(shares.use('noisy').heldPart).toBeGreaterThan(0)
    other.end()
    other.runner.isSuspended = true
    run(10)
    expect(shares.use('noisy')).toMatchObject({ heldPart: 0 })
    expect(shares.use('quiet')).toMatchObject({ processes: 0, memoryBytes: 0 })
  })

  it('have so many processes and no more; another organization has its own, and what ended makes room', () => {
    const { start } = machine({ processesMax: 2 })
    const first = start('one')
    start('one')
    expect(() => start('one')).toThrow('are at their bound (2)')
    start('other')
    first.end()
    start('one')
  })

  it('hold so much memory together: past it the largest process of that organization is ended', () => {
    const { start, run } = machine({ memoryMiBMax: 250 })
    const [small, large, other] = [start('one'), start('one'), start('other')]
    run(1)
    expect(large.runner.killedFor).toBeNull()
    large.runner.used = { ...large.runner.used, memoryBytes: 200 * MIB }
    other.runner.used = { ...other.runner.used, memoryBytes: 240 * MIB }
    run(1)
    expect(large.runner.killedFor).toContain('hold more than 250 MiB together')
    expect([small.runner.killedFor, other.runner.killedFor]).toEqual([null, null])
  })
})
