/** A strategy on an order book decides the same alone, in a worker, and in a sweep over shared columns. */

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Strategy } from '@quarterdeck/sdk'
import { randomBook } from '../kernel/testing/book.ts'
import { runBacktest } from '../run/backtest.ts'
import type { MarketSeries } from '../run/request.ts'
import { runInWorker } from './run-in-worker.ts'
import { runStudy } from './run-study.ts'
import bookMaker from './testing/book-maker.ts'
import { ACME, TERMS } from './testing/study.ts'

const FILE = { path: join(import.meta.dirname, 'testing', 'book-maker.ts') }
const { depth, trades } = randomBook(600, 23)
const series: readonly MarketSeries[] = [
  { kind: 'DEPTH', instrumentId: ACME.id, depth },
  { kind: 'TRADES', instrumentId: ACME.id, trades },
]

function alone(distance: number) {
  const { definitions: _, calendars: __, ...terms } = TERMS
  return runBacktest({
    ...terms,
    strategy: bookMaker as unknown as Strategy,
    series,
    params: { instrument: ACME.id, distance },
  })
}

describe('one strategy on one order book', { timeout: 240_000 }, () => {
  it('decides the same alone and in a worker, to the last field of the result', async () => {
    const params = { instrument: ACME.id, distance: 1 }
    const { result } = await runInWorker(FILE, { terms: TERMS, series, params })
    const { timings: _, ...own } = alone(1)
    const { timings: __, ...theirs } = result
    expect(theirs).toEqual(own)
    expect(own.fills.length).toBeGreaterThan(30)
  })

  it('decides the same in a sweep', async () => {
    const { trials } = await runStudy({
      file: FILE,
      terms: TERMS,
      series,
      params: { instrument: ACME.id },
      axes: [{ name: 'distance', values: [0, 1, 2, 3] }],
      method: { kind: 'GRID' },
      metric: 'sharpe',
      workers: 2,
      memoryBytes: 4 * 2 ** 30,
      journal: null,
    })
    expect(trials).toHaveLength(4)
    for (const { parameters, measured } of trials)
      expect(measured.digests).toEqual(alone(Number(parameters['distance'])).digests)
    expect(new Set(trials.map(({ measured }) => measured.digests?.decisions)).size).toBe(4)
  })
})
