/** Strategies that throw, loop, hoard memory or end their process: each is stopped and named, and the runs beside it are whole. */

import { describe, expect, it } from 'vitest'
import type { MeasuredRun, RunOrder } from '../worker/protocol.ts'
import { FanOut } from './fan-out.ts'
import { shareSeries } from './shared-series.ts'
import { ACME, HOSTILE, minutes, passingFolder, TERMS } from './testing/study.ts'

const MANNERS = ['good', 'throws', 'loops', 'good', 'buffers', 'heap', 'good', 'exits', 'kills', 'good']
/** The 50th bar opens 49 minutes after the first. */
const FIFTIETH = 1_704_153_600e6 + 49 * 60e6

async function played(): Promise<{ readonly done: readonly MeasuredRun[]; readonly printed: string }> {
  const directory = passingFolder()
  const orders = MANNERS.map((manner, run): RunOrder => ({ run, params: { instrument: ACME.id, manner } }))
  let printed = ''
  const fanOut = new FanOut({
    file: {
      path: HOSTILE,
      limits: { stallMs: 1_000, heapMiB: 96, memoryMiB: 512 },
      onPrint: (text) => (printed += text),
    },
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
  return { done, printed }
}

describe('a strategy that misbehaves', { timeout: 240_000 }, () => {
  it('fails alone, with callback, bar and reason, and the rest of its shard goes on unharmed', async () => {
    const { done } = await played()
    const faults = MANNERS.map((manner, run) => [manner, done[run]?.fault ?? null] as const)
    const whole = done.filter(({ fault }) => fault === null)
    expect(faults.filter(([, fault]) => fault === null).map(([manner]) => manner)).toEqual([
      'good',
      'good',
      'good',
      'good',
    ])
    expect(new Set(whole.map(({ digests }) => digests?.decisions)).size).toBe(1)
    const faultOf = (manner: string) => faults.find(([one]) => one === manner)?.[1]
    expect(faultOf('throws')).toMatchObject({
      kind: 'STRATEGY',
      callback: 'onBar',
      message: expect.stringContaining('no idea') as string,
    })
    expect(faultOf('loops')).toMatchObject({
      kind: 'STALLED',
      callback: 'onBar',
      at: FIFTIETH,
      input: 'onBar at 2024-01-02T00:49:00.000000Z',
    })
    expect(faultOf('buffers')).toMatchObject({
      kind: 'MEMORY',
      callback: 'onBar',
      at: FIFTIETH,
      message: 'it took more than 512 MiB of memory',
    })
    expect(faultOf('heap')).toMatchObject({
      kind: 'MEMORY',
      callback: 'onBar',
      at: FIFTIETH,
      message: 'it took more than 96 MiB of heap',
    })
    expect(faultOf('exits')).toMatchObject({ kind: 'EXITED', callback: 'onBar', at: FIFTIETH })
    expect(faultOf('kills')).toMatchObject({
      kind: 'KILLED',
      callback: 'onBar',
      at: FIFTIETH,
      message: 'it was killed (SIGKILL)',
    })
  })
})
