/** Strategies that throw, loop, hoard memory or end their process: each is stopped and named, and the runs beside it are whole. */

import { describe, expect, it } from 'vitest'
import type { MeasuredRun, RunOrder } from '../worker/protocol.ts'
import { FanOut } from './fan-out.ts'
import { shareSeries } from './shared-series.ts'
import { ACME, HOSTILE, minutes, passingFolder, TERMS } from './testing/study.ts'

/** The 50th bar opens 49 minutes after the first. */
const FIFTIETH = 1_704_153_600e6 + 49 * 60e6

interface Played {
  readonly done: readonly MeasuredRun[]
  readonly faultOf: (manner: string) => MeasuredRun['fault'] | undefined
}

/** Runs of these manners as one shard of one worker. */
async function played(manners: readonly string[], stallMs: number): Promise<Played> {
  const directory = passingFolder()
  const orders = manners.map((manner, run): RunOrder => ({ run, params: { instrument: ACME.id, manner } }))
  const fanOut = new FanOut({
    file: { path: HOSTILE, limits: { stallMs, heapMiB: 96, memoryMiB: 512 } },
    terms: { ...TERMS, series: shareSeries(directory, minutes(200)) },
    directory,
    workers: 1,
  })
  const done: MeasuredRun[] = []
  try {
    await fanOut.run([orders], ({ run }, measured) => (done[run] = measured))
  } finally {
    await fanOut.close()
  }
  return { done, faultOf: (manner) => done[manners.indexOf(manner)]?.fault }
}

/** The runs beside those that failed: whole, and the same. */
function expectUnharmed({ done }: Played, count: number): void {
  const whole = done.filter(({ fault }) => fault === null)
  expect(whole).toHaveLength(count)
  expect(new Set(whole.map(({ digests }) => digests?.decisions)).size).toBe(1)
}

describe(
  'a strategy that misbehaves fails alone, with callback, bar and reason',
  { timeout: 240_000 },
  () => {
    it('where it throws, ends its process, or is killed every time', async () => {
      const ran = await played(['good', 'throws', 'good', 'exits', 'kills', 'good'], 60_000)
      expectUnharmed(ran, 3)
      expect(ran.faultOf('throws')).toMatchObject({
        kind: 'STRATEGY',
        callback: 'onBar',
        message: expect.stringContaining('no idea what to do') as string,
      })
      expect(ran.faultOf('exits')).toMatchObject({ kind: 'EXITED', callback: 'onBar', at: FIFTIETH })
      expect(ran.faultOf('kills')).toMatchObject({
        kind: 'KILLED',
        callback: 'onBar',
        at: FIFTIETH,
        message: 'it was killed (SIGKILL)',
      })
    })

    it('where it loops for ever', async () => {
      const ran = await played(['good', 'loops', 'good'], 3_000)
      expectUnharmed(ran, 2)
      expect(ran.faultOf('loops')).toMatchObject({
        kind: 'STALLED',
        callback: 'onBar',
        at: FIFTIETH,
        input: 'onBar at 2024-01-02T00:49:00.000000Z',
      })
    })

    it('where it takes memory without end, on its heap or in buffers', async () => {
      const ran = await played(['good', 'buffers', 'heap', 'good'], 60_000)
      expectUnharmed(ran, 2)
      const where = { kind: 'MEMORY', callback: 'onBar', at: FIFTIETH }
      expect(ran.faultOf('heap')).toMatchObject({ ...where, message: 'it took more than 96 MiB of heap' })
      expect(ran.faultOf('buffers')).toMatchObject(
        process.platform === 'linux' ? { ...where, message: 'it took more than 512 MiB of memory' } : where,
      )
    })
  },
)
