import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { importFile, type ImportOptions } from '../../src/file/import-file.ts'
import { readFileRows } from '../../src/file/read-rows.ts'
import { columnsOfTable, type ColumnsOfKind } from '../../src/columns/column-table.ts'
import type { SeriesKind } from '../../src/series/series-key.ts'
import type { Timeframe } from '../../src/series/timeframe.ts'
import { openMarketStore } from '../../src/store/market-store.ts'
import { validateBars } from '../../src/validation/validate.ts'
import { exchangeCalendar } from '../../src/calendar/calendars.ts'

interface RealFile {
  readonly path: string
  readonly dialect: string
  readonly kind?: SeriesKind
  readonly timeframe: Timeframe
  readonly options?: Partial<ImportOptions>
  /** The first row, written down from the file by hand. */
  readonly first: Readonly<Record<string, number>>
  readonly firstTime: string
  /** Where it is not the number of lines that the index of the reference material counts. */
  readonly rows?: number
}

const EUROPE = { zone: 'Europe/Berlin' } as const
const equity = { assetClass: 'EQUITY' } as const

const FILES: readonly RealFile[] = [
  {
    path: 'backtestingpy/GOOG.csv',
    dialect: 'GENERIC',
    timeframe: '1d',
    first: { open: 100, close: 100.34, volume: 22_351_900 },
    firstTime: '2004-08-19T00:00:00.000Z',
  },
  {
    path: 'zipline/KO.csv',
    dialect: 'GENERIC',
    timeframe: '1d',
    first: { open: 35.075001, volume: 15_639_600 },
    firstTime: '2012-01-03T00:00:00.000Z',
  },
  {
    path: 'zipline/QUANDL_ARCHIVE.zip',
    dialect: 'GENERIC',
    timeframe: '1d',
    options: { symbol: 'AAPL' },
    first: { open: 555.68, close: 553.13 },
    firstTime: '2014-01-02T00:00:00.000Z',
    rows: 252,
  },
  {
    path: 'plotly/finance-charts-apple.csv',
    dialect: 'GENERIC',
    timeframe: '1d',
    first: { open: 127.489998, volume: 63_152_400 },
    firstTime: '2015-02-17T00:00:00.000Z',
  },
  {
    path: 'mplfinance/yahoofinance-AAPL-20040819-20180120.csv',
    dialect: 'YAHOO',
    timeframe: '1d',
    first: { close: 2.193571, volume: 97_230_000 },
    firstTime: '2004-08-19T00:00:00.000Z',
  },
  {
    path: 'backtrader/orcl-1995-2014.csv',
    dialect: 'YAHOO',
    timeframe: '1d',
    first: { high: 2.191358 },
    firstTime: '1995-01-03T00:00:00.000Z',
  },
  {
    path: 'backtrader/2006-day-001.csv',
    dialect: 'BACKTRADER',
    timeframe: '1d',
    first: { open: 3578.73, close: 3604.33 },
    firstTime: '2006-01-02T00:00:00.000Z',
  },
  {
    path: 'backtrader/2006-01-02-volume-min-001.csv',
    dialect: 'BACKTRADER',
    timeframe: '1m',
    options: EUROPE,
    first: { open: 3602, volume: 5699 },
    firstTime: '2006-01-02T08:00:00.000Z',
  },
  {
    path: 'backtrader/2006-min-005.csv',
    dialect: 'BACKTRADER',
    timeframe: '5m',
    options: EUROPE,
    first: { open: 3578.73, low: 3578.73 },
    firstTime: '2006-01-02T08:00:00.000Z',
  },
  {
    path: 'backtrader/bidask.csv',
    dialect: 'GENERIC',
    kind: 'QUOTES',
    timeframe: 'tick',
    options: { ...EUROPE, dateOrder: 'DMY' },
    first: { bid: 0.5346, ask: 0.5347 },
    firstTime: '2010-03-02T15:53:50.000Z',
  },
  {
    path: 'nautilus/fxcm/usdjpy-m1-bid-2013.csv',
    dialect: 'GENERIC',
    kind: 'BID_BARS',
    timeframe: '1m',
    first: { open: 91.715, low: 91.653 },
    firstTime: '2013-02-01T00:00:00.000Z',
  },
  {
    path: 'nautilus/truefx/usdjpy-ticks.csv',
    dialect: 'GENERIC',
    kind: 'QUOTES',
    timeframe: 'tick',
    first: { bid: 86.655, ask: 86.728 },
    firstTime: '2013-01-01T22:00:00.295Z',
  },
  {
    path: 'nautilus/binance/btcusdt-trades.parquet',
    dialect: 'PARQUET',
    kind: 'TRADES',
    timeframe: 'tick',
    first: { price: 39_432.48, size: 0.000263, aggressor: -1 },
    firstTime: '2021-01-08T00:00:00.278Z',
  },
  {
    path: 'nautilus/binance/btcusdt-quotes.parquet',
    dialect: 'PARQUET',
    kind: 'QUOTES',
    timeframe: 'tick',
    first: { bid: 39_432.99, askSize: 0.066851 },
    firstTime: '2021-01-08T00:00:01.076Z',
  },
  {
    path: 'freqtrade/UNITTEST_BTC-5m.parquet',
    dialect: 'PARQUET',
    timeframe: '5m',
    first: { open: 0.0984, volume: 1820.54447418 },
    firstTime: '2018-01-10T04:55:00.000Z',
  },
  {
    path: 'freqtrade/kraken-BCHEUR.csv',
    dialect: 'GENERIC',
    kind: 'TRADES',
    timeframe: 'tick',
    options: { disorder: 'SORT' },
    first: { price: 90.54, size: 1.1044842 },
    firstTime: '2023-01-01T00:03:56.000Z',
  },
  {
    path: 'lean/Data/equity/usa/daily/spy.zip',
    dialect: 'LEAN',
    timeframe: '1d',
    options: equity,
    first: { open: 97.31, high: 97.53, volume: 2_150_000 },
    firstTime: '1998-01-02T00:00:00.000Z',
  },
  {
    path: 'lean/Data/equity/usa/hour/spy.zip',
    dialect: 'LEAN',
    timeframe: '1h',
    options: equity,
    first: { open: 97.31, close: 97.03 },
    firstTime: '1998-01-02T14:00:00.000Z',
  },
  {
    path: 'lean/Data/equity/usa/minute/spy/20131011_trade.zip',
    dialect: 'LEAN',
    timeframe: '1m',
    options: equity,
    first: { open: 168.95, volume: 800 },
    firstTime: '2013-10-11T08:00:00.000Z',
  },
  {
    path: 'lean/Data/equity/usa/minute/spy/20131011_quote.zip',
    dialect: 'LEAN',
    kind: 'ASK_BARS',
    timeframe: '1m',
    options: equity,
    first: { open: 168.99, low: 168.95, volume: 100 },
    firstTime: '2013-10-11T08:00:00.000Z',
  },
  {
    path: 'lean/Data/forex/oanda/minute/eurusd/20140507_quote.zip',
    dialect: 'LEAN',
    kind: 'BID_BARS',
    timeframe: '1m',
    first: { open: 1.39286, low: 1.39278 },
    firstTime: '2014-05-07T00:00:00.000Z',
  },
  {
    path: 'lean/Data/crypto/coinbase/daily/btcusd_trade.zip',
    dialect: 'LEAN',
    timeframe: '1d',
    options: { impossible: 'KEEP' },
    first: { open: 300, high: 370, volume: 0.05655554 },
    firstTime: '2014-12-01T00:00:00.000Z',
  },
  {
    path: 'lean/Data/crypto/coinbase/minute/btcusd/20180404_trade.zip',
    dialect: 'LEAN',
    timeframe: '1m',
    first: { open: 7424.91, close: 7422 },
    firstTime: '2018-04-04T00:00:00.000Z',
  },
]

const present = sharedIsPresent ? FILES : []
if (!sharedIsPresent) process.stdout.write('real files: ../shared/data is absent, so none was imported\n')

interface IndexEntry {
  readonly file: string
  readonly content?: { readonly rows?: number }
}
const index: readonly IndexEntry[] = sharedIsPresent
  ? (JSON.parse(readFileSync(sharedPath('data', 'index.json'), 'utf8')) as { files: readonly IndexEntry[] })
      .files
  : []

const directory = mkdtempSync(join(tmpdir(), 'real-files-'))
const store = openMarketStore({ directory })
afterAll(() => {
  store.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('importing real files', () => {
  it.each(present)(
    'reads $path whole',
    async ({ path, dialect, kind = 'BARS', timeframe, options, first, firstTime, rows }) => {
      const key = { instrument: `REAL:${path.replaceAll('/', '-').slice(-60)}`, kind, timeframe } as const
      const report = await importFile(store, sharedPath('data', 'market-data', path), { key, ...options })
      expect(report.dialect).toBe(dialect)
      const counted = index.find(({ file }) => file === `market-data/${path}`)?.content?.rows
      expect(report.rows).toBe(rows ?? counted)
      const columns: ColumnsOfKind<SeriesKind> = await store.read(key)
      expect(new Date(columns.time[0]! / 1000).toISOString()).toBe(firstTime)
      const named = columns as unknown as Readonly<Record<string, Float64Array>>
      expect(Object.fromEntries(Object.keys(first).map((field) => [field, named[field]![0]]))).toEqual(first)
    },
  )

  it.each(present.slice(0, 1))(
    'finds the splits and the sessions of shares that were not adjusted',
    async () => {
      const read = async (path: string) => {
        const key = { instrument: 'REAL:X', kind: 'BARS', timeframe: '1d' } as const
        const { rows } = await readFileRows(sharedPath('data', 'market-data', path), {
          key,
          assetClass: 'EQUITY',
        })
        return columnsOfTable('BARS', rows)
      }
      const calendar = exchangeCalendar('XNYS')
      const aig = validateBars(await read('lean/Data/equity/usa/daily/aig.zip'), {
        timeframe: '1d',
        calendar,
      })
      const splits = aig.rules.find(({ rule }) => rule === 'SPLITS')!
      // Twenty old shares became one on 2009-07-01.
      expect(
        splits.findings.map(({ time, detail }) => [new Date(time / 1000).toISOString().slice(0, 10), detail]),
      ).toContainEqual(['2009-07-01', expect.stringContaining('1 for 20')])
      const spy = validateBars(await read('lean/Data/equity/usa/daily/spy.zip'), {
        timeframe: '1d',
        calendar,
      })
      expect(spy.rules.find(({ rule }) => rule === 'SESSIONS')).toMatchObject({ verdict: 'PASS' })
      expect(spy.rules.find(({ rule }) => rule === 'SPLITS')).toMatchObject({ verdict: 'PASS' })
      expect(spy.gaps!.missing).toBeLessThan(spy.rows / 100)
    },
  )
})
