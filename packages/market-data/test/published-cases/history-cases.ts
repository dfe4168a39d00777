/** The published cases of gaps, unfinished bars, trimming and the import of trades. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { sharedPath } from '@quarterdeck/testkit'
import { barAt, firstRowAtOrAfter, sliceBars } from '../../src/columns/bar-columns.ts'
import { timesOf } from '../../src/columns/column-table.ts'
import { readFileRows } from '../../src/file/read-rows.ts'
import { dropUnfinished, fillGaps } from '../../src/resample/fill-gaps.ts'
import { validateBars } from '../../src/validation/validate.ts'
import { barsOfRows, readJson, type FreqtradeRow, type PublishedCase } from './published.ts'

type Case = (published: PublishedCase) => Promise<string | void>

const MINUTE = 60e6

const gapFill: Case = async ({ expected, input }) => {
  const published = expected as {
    readonly rows_without_fill: number
    readonly rows_after_fill: number
    readonly filled_row_index: number
    readonly filled_row: Readonly<Record<string, number>>
  }
  const imported = barsOfRows(input as readonly FreqtradeRow[])
  const finished = dropUnfinished(imported)
  assert.equal(finished.length, published.rows_without_fill)
  const filled = fillGaps(finished, { timeframe: '5m' })
  assert.equal(filled.length, published.rows_after_fill)
  const { time_ms: millis, ...values } = published.filled_row
  assert.deepEqual(barAt(filled, published.filled_row_index), { time: millis! * 1000, ...values })
  const ohlc = validateBars(imported, { timeframe: '5m' }).rules.find(({ rule }) => rule === 'OHLC')!
  assert.deepEqual([ohlc.verdict, ohlc.findings.map(({ row }) => row)], ['FAIL', [3]])
}

const dropLast: Case = async ({ expected, input }) => {
  const bars = barsOfRows(input as readonly FreqtradeRow[])
  assert.deepEqual({ keep_incomplete: bars.length, drop_incomplete: dropUnfinished(bars).length }, expected)
}

const missingFrames: Case = async ({ expected }) => {
  const bars = barsOfRows(readJson<readonly FreqtradeRow[]>('freqtrade/UNITTEST_BTC-1m.json'))
  const published = expected as Record<string, string | number>
  const shown = (time: number): string => new Date(time / 1000).toISOString().replace('.000Z', '+00:00')
  assert.equal(shown(bars.time[0]!), published['first'])
  assert.equal(shown(bars.time.at(-1)!), published['last'])
  assert.equal(bars.length, published['rows'])
  const gaps = validateBars(bars, { timeframe: '1m' }).gaps!
  // They count minutes between the first and the last bar, we count bars: the last one is one more of each.
  assert.match(
    String(published['freqtrade_message']),
    new RegExp(`expected ${gaps.expected - 1}, got ${bars.length}`),
  )
  assert.match(String(published['freqtrade_message']), new RegExp(`that's ${gaps.missing - 1} missing`))
  return 'we count the last bar as well: 14,398 expected and 717 missing, as the note of the case does'
}

interface Trim {
  readonly remove: string
  readonly row_delta: number
  readonly first_row_equals_original_index?: number
  readonly last_row_equals_original_index?: number
}

const trim: Case = async ({ expected }) => {
  const bars = fillGaps(barsOfRows(readJson<readonly FreqtradeRow[]>('freqtrade/UNITTEST_BTC-1m.json')), {
    timeframe: '1m',
  })
  const first = bars.time[0]!
  const last = bars.time.at(-1)!
  const ranges = [
    { from: first + 30 * MINUTE },
    { to: last - 30 * MINUTE + 1 },
    { from: first + 25 * MINUTE, to: last - 30 * MINUTE + 1 },
    { from: first + 20 * MINUTE },
  ]
  for (const [index, wanted] of (expected as readonly Trim[]).entries()) {
    const { from = first, to = last + 1 } = ranges[index]!
    const trimmed = sliceBars(bars, firstRowAtOrAfter(bars.time, from), firstRowAtOrAfter(bars.time, to))
    assert.equal(trimmed.length - bars.length, wanted.row_delta, wanted.remove)
    const head = wanted.first_row_equals_original_index
    if (head !== undefined) assert.deepEqual(barAt(trimmed, 0), barAt(bars, head))
    const tail = wanted.last_row_equals_original_index
    if (tail !== undefined)
      assert.deepEqual(barAt(trimmed, trimmed.length - 1), barAt(bars, bars.length + tail))
  }
}

const krakenTrades: Case = async ({ expected }) => {
  const key = { instrument: 'KRAKEN:BCH-EUR', kind: 'TRADES', timeframe: 'tick' } as const
  const published = expected as Record<string, string | number>
  const files = ['kraken-BCHEUR.csv', 'kraken-incremental_q2-BCHEUR.csv'].map((name) =>
    sharedPath('data', 'market-data', 'freqtrade', name),
  )
  const times: number[] = []
  for (const file of files) times.push(...timesOf((await readFileRows(file, { key, disorder: 'SORT' })).rows))
  times.sort((a, b) => a - b)
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))
  const shown = (time: number): string => new Date(time / 1000).toISOString().replace('.000Z', '+00:00')
  assert.equal(times.length, published['lines_in_files'])
  assert.equal(new Set(lines).size, published['distinct_lines'])
  assert.equal(new Set(times).size, published['distinct_timestamps'])
  assert.equal(new Set(times).size, published['freqtrade_asserted_trades'])
  assert.deepEqual([shown(times[0]!), shown(times.at(-1)!)], [published['first'], published['last']])
  return 'we keep all 634 trades; the 340 of the assertion are the distinct seconds among them'
}

export const HISTORY_CASES: Readonly<Record<string, Case>> = {
  'ft-gap-fill-5m': gapFill,
  'ft-drop-incomplete': dropLast,
  'ft-missing-frames-1m': missingFrames,
  'ft-trim-1m': trim,
  'ft-kraken-csv-import': krakenTrades,
}
