/** Splits and dividends beside a series: kept whole, told apart, pinned with what a reader reads, and taken from files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readActionFile } from '../adjustment/action-file.ts'
import type { ActionColumns } from '../adjustment/action-rows.ts'
import type { CorporateAction } from '../adjustment/corporate-action.ts'
import { readPricedBars } from '../adjustment/read-priced.ts'
import { barColumnsOf } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { SeriesKey } from '../series/series-key.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { validateSeries } from '../validation/validate-series.ts'
import { openMarketStore, type MarketStore } from './market-store.ts'

const KEY = { instrument: 'XNAS:ACME', kind: 'BARS', timeframe: '1d' } as const satisfies SeriesKey
const split = (day: number, ratio: number): CorporateAction => ({
  kind: 'SPLIT',
  exTime: day * DAY_MICROS,
  ratio,
})
const dividend = (day: number, amount: number): CorporateAction => ({
  kind: 'CASH_DIVIDEND',
  exTime: day * DAY_MICROS,
  amount,
})
const append = { mode: 'APPEND', source: 'test' } as const

let directory: string
let store: MarketStore

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'series-actions-'))
  store = openMarketStore({ directory, now: () => 1 })
})
afterEach(() => {
  store.close()
  rmSync(directory, { recursive: true, force: true })
})

/** Forty days at 100, a two for one split on the twentieth. */
async function keepBars(): Promise<void> {
  const bars = Array.from({ length: 40 }, (_, day) => {
    const price = (day < 20 ? 100 : 50) * (1 + (day % 2) / 200)
    return { time: day * DAY_MICROS, open: price, high: price, low: price, close: price, volume: 10 }
  })
  await store.write(KEY, barColumnsOf(bars), append)
}

describe('store: splits and dividends', () => {
  it('keeps them in order beside the rows, over writes of rows and over a restart', async () => {
    await keepBars()
    const report = await store.writeActions(KEY, [dividend(30, 0.5), split(20, 2)], append)
    expect(report).toMatchObject({ added: 2, changed: 0, removed: 0, unchanged: 0 })
    await store.write(KEY, barColumnsOf([]), append)
    store.close()
    store = openMarketStore({ directory })
    expect(store.actionsOf(KEY)).toEqual([split(20, 2), dividend(30, 0.5)])
  })

  it('adds to what is kept, refuses to change it unless asked to, and shows the difference', async () => {
    await keepBars()
    await store.writeActions(KEY, [split(20, 2), dividend(30, 0.5)], append)
    const more = [dividend(30, 0.5), dividend(35, 0.5)]
    expect(await store.writeActions(KEY, more, append)).toMatchObject({ added: 1, unchanged: 2 })
    const other = [dividend(30, 0.6)]
    await expect(store.writeActions(KEY, other, append)).rejects.toThrow(/write with mode CORRECT/)
    const corrected = await store.writeActions(KEY, other, { mode: 'CORRECT', source: 'test' })
    expect(corrected.changes).toEqual([{ before: dividend(30, 0.5), after: dividend(30, 0.6) }])
    const replaced = await store.writeActions(KEY, [split(20, 2)], { mode: 'REPLACE', source: 'test' })
    expect(replaced).toMatchObject({ removed: 2, unchanged: 1 })
    expect(store.actionsOf(KEY)).toEqual([split(20, 2)])
  })

  it('names the readers in whose range one changed, and says so of their pins', async () => {
    await keepBars()
    await store.pin('late', [{ key: KEY, range: { from: 25 * DAY_MICROS } }])
    await store.pin('whole', [{ key: KEY }])
    const { readersTouched } = await store.writeActions(KEY, [split(20, 2)], append)
    expect(readersTouched).toEqual(['whole'])
    expect(await store.comparePin('whole')).toEqual([
      expect.stringMatching(/splits and dividends have changed/),
    ])
    expect(await store.comparePin('late')).toEqual([])
    expect(['whole', 'late', 'nobody'].map((reader) => store.hasPinnedActions(reader, KEY))).toEqual([
      false,
      true,
      true,
    ])
  })

  it('refuses two different ones of a kind and date, and those of a series that is not kept', async () => {
    await expect(store.writeActions(KEY, [split(20, 2)], append)).rejects.toThrow(/no series/)
    await keepBars()
    const twins = [dividend(3, 1), dividend(3, 2)]
    await expect(store.writeActions(KEY, twins, append)).rejects.toThrow(/two different CASH_DIVIDEND/)
  })

  it('reads prices as traded, in the last shares, or as total return, each with what still has to happen', async () => {
    await keepBars()
    await store.writeActions(KEY, [dividend(10, 1), split(20, 2), dividend(30, 0.5)], append)
    const raw = await readPricedBars(store, KEY, { prices: 'RAW' })
    expect(raw.bars.close[0]).toBe(100)
    expect(raw.actions).toHaveLength(3)
    const shares = await readPricedBars(store, KEY, { prices: 'SPLIT' })
    expect(shares.bars.close[0]).toBe(50)
    expect(shares.actions).toEqual([dividend(10, 0.5), dividend(30, 0.5)])
    const whole = await readPricedBars(store, KEY, { prices: 'ADJUSTED' })
    expect(whole.bars.close[0]).toBeCloseTo(50 * (1 - 1 / 100.5) * (1 - 0.5 / 50.25), 10)
    expect(whole.actions).toEqual([])
    const before = await readPricedBars(store, KEY, { prices: 'SPLIT', range: { to: 15 * DAY_MICROS } })
    expect(before.bars.close[0]).toBe(100)
  })

  it('explains a jump by a stored split, and tells of a stored split without its jump', async () => {
    await keepBars()
    const findings = async () => {
      const report = await validateSeries(store, KEY)
      return report.rules.find(({ rule }) => rule === 'SPLITS')!.findings.map(({ detail }) => detail)
    }
    expect(await findings()).toEqual([expect.stringMatching(/a split of 2 for 1\?/)])
    await store.writeActions(KEY, [split(20, 2)], append)
    expect(store.describe(KEY)!.verdict).toBeNull()
    expect(await findings()).toEqual([])
    await store.writeActions(KEY, [split(30, 3)], append)
    expect(await findings()).toEqual([expect.stringMatching(/adjusted for it already\?/)])
  })
})

describe('files of splits and dividends', () => {
  const read = (text: string, columns?: ActionColumns) => {
    const path = join(directory, 'acts.csv')
    writeFileSync(path, text)
    return readActionFile(path, columns)
  }

  it.each([
    ['Date,Dividends\n2020-08-07,0.82\n2020-11-06,0.205\n', ['CASH_DIVIDEND', 'CASH_DIVIDEND']],
    ['Date,Stock Splits\n2014-06-09,7:1\n2020-08-31,4:1\n', ['SPLIT', 'SPLIT']],
    [
      'Date,Dividends,Stock Splits\n2020-08-07 00:00:00-04:00,0.82,0.0\n2020-08-31 00:00:00-04:00,0.0,4.0\n',
      ['CASH_DIVIDEND', 'SPLIT'],
    ],
    ['ex_date,kind,value,reference_price\n2020-08-31,SPLIT,1/20,\n', ['SPLIT']],
    ['20200830,1,0.25,499\n20501231,1,1,0\n', ['SPLIT']],
  ])('knows its columns: %j', async (text, kinds) => {
    expect((await read(text)).actions.map(({ kind }) => kind)).toEqual(kinds)
  })

  it('takes columns by the names that it is told', async () => {
    const columns = { date: 'day', dividend: 'paid', split: 'new per old' }
    const good = await read('day;paid;new per old\n20200807;0.5;\n20200831;;3-for-2\n', columns)
    expect(good.actions).toEqual([dividend(18_481, 0.5), split(18_505, 1.5)])
  })

  it.each([
    ['Date,Dividends\n2020-08-07,much\n', 'BAD_ROW', /acts\.csv, row 2, column dividends: "much"/],
    ['Date,Stock Splits\n2020-08-07,2:0\n', 'BAD_ROW', /row 2, column stock splits: ratio of a SPLIT/],
    ['Date,Dividends\n07.08.2020,1\n', 'BAD_ROW', /row 2, column date: date "07\.08\.2020" is no day/],
    ['Date,Close\n2020-08-07,1\n', 'AMBIGUOUS', /name them/],
    ['', 'BAD_FILE', /no rows/],
  ])('refuses %j with the place of the fault', async (text, code, message) => {
    const fault = await read(text).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(MarketDataError)
    expect(fault).toMatchObject({ code, message: expect.stringMatching(message) as string })
  })
})
