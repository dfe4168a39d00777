import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { barAt, barColumnsOf, sliceBars } from '../columns/bar-columns.ts'
import type { Timeframe } from '../series/timeframe.ts'
import { openMarketStore, type MarketStore } from '../store/market-store.ts'
import { MINUTE, NEW_YEAR, walk } from '../testing/bars.ts'
import { updateSeries } from '../provider/bar-provider.ts'
import { exportSeries } from './export-series.ts'
import { fileProvider, importFile, type ImportOptions } from './import-file.ts'
import { previewFile } from './preview-file.ts'

let directory: string
let store: MarketStore

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'import-file-'))
  store = openMarketStore({ directory: join(directory, 'store') })
})
afterEach(() => {
  store.close()
  rmSync(directory, { recursive: true, force: true })
})

const keyOf = (timeframe: Timeframe = '1d') => ({ instrument: 'TEST:X', kind: 'BARS', timeframe }) as const

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

async function imported(
  path: string,
  options: Partial<ImportOptions> & { readonly timeframe?: Timeframe } = {},
) {
  const { timeframe, ...others } = options
  const key = keyOf(timeframe)
  const report = await importFile(store, path, { key, ...others })
  return { report, bars: await store.read(key) }
}

/** What the import says, after checking that the store holds nothing. */
async function refusal(
  path: string,
  options: Partial<ImportOptions> & { readonly timeframe?: Timeframe } = {},
) {
  const error = await imported(path, options).then(
    () => undefined,
    (fault: unknown) => fault as Error,
  )
  expect(store.catalogue()).toEqual([])
  return error?.message
}

const at = (text: string): number => Date.parse(text) * 1000
const DAYS = ['2024-01-02,10,12,9,11,100', '2024-01-03,11,13,10,12,200', '2024-01-04,12,14,11,13,300']
const PLAIN = 'date,open,high,low,close,volume'
const MIDNIGHT = '2024-01-02T00:00:00Z'
const first = (time: string) => ({ time: at(time), open: 10, high: 12, low: 9, close: 11, volume: 100 })
const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`

describe('importing: dialects', () => {
  const DATE_TIME = '10,12,9,11,100'
  it.each<readonly [string, string, string, Timeframe, Partial<ImportOptions>, string]>([
    [
      'YAHOO',
      'x.csv',
      lines(
        'Date,Open,High,Low,Close,Adj Close,Volume',
        '2024-01-02,10,12,9,11,5,100',
        '2024-01-03,null,null,null,null,null,null',
      ),
      '1d',
      {},
      MIDNIGHT,
    ],
    ['STOOQ', 'x.csv', lines('Date,Open,High,Low,Close,Volume', ...DAYS), '1d', {}, MIDNIGHT],
    [
      'STOOQ',
      'x.txt',
      lines(
        '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
        'X.US,5,20240102,153500,10,12,9,11,100,0',
      ),
      '5m',
      { zone: 'Europe/Warsaw' },
      '2024-01-02T14:35:00Z',
    ],
    [
      'BINANCE_KLINES',
      'x.csv',
      lines('1704153600000,10,12,9,11,100,1704153659999,1,2,3,4,0'),
      '1m',
      {},
      '2024-01-02T00:00:00Z',
    ],
    [
      'BINANCE_KLINES',
      'x.csv',
      lines('1735689600000000,10,12,9,11,100,1735689659999999,1,2,3,4,0'),
      '1m',
      {},
      '2025-01-01T00:00:00Z',
    ],
    [
      'BINANCE_KLINES',
      'x.csv',
      lines(
        'open_time,open,high,low,close,volume,close_time,quote_volume,count',
        '1704153600000,10,12,9,11,100,1704153659999,1,2',
      ),
      '1m',
      {},
      '2024-01-02T00:00:00Z',
    ],
    [
      'METATRADER',
      'EURUSD60.csv',
      lines('2024.01.02,14:00,10,12,9,11,100'),
      '1h',
      { zone: 'Europe/Athens' },
      '2024-01-02T12:00:00Z',
    ],
    [
      'METATRADER',
      'EURUSD_H1.csv',
      lines(
        '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
        '2024.01.02\t14:00:00\t10\t12\t9\t11\t100\t0\t3',
      ),
      '1h',
      { zone: 'UTC' },
      '2024-01-02T14:00:00Z',
    ],
    [
      'BACKTRADER',
      'x.csv',
      lines('Date,Time,Open,High,Low,Close,Volume,OpenInterest', `2024-01-02,09:05:00,${DATE_TIME},0`),
      '5m',
      { zone: 'UTC' },
      '2024-01-02T09:00:00Z',
    ],
    [
      'KAGGLE',
      'all_stocks_5yr.csv',
      lines(
        'date,open,high,low,close,volume,Name',
        '2024-01-02,10,12,9,11,100,AAL',
        '2024-01-02,1,1,1,1,1,AAPL',
      ),
      '1d',
      { symbol: 'AAL' },
      MIDNIGHT,
    ],
    [
      'KAGGLE',
      'bitstampUSD.csv',
      lines(
        'Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price',
        '1704153600,10,12,9,11,100,7,10',
        '1704153660,NaN,NaN,NaN,NaN,NaN,NaN,NaN',
      ),
      '1m',
      {},
      '2024-01-02T00:00:00Z',
    ],
    [
      'LEAN',
      '20240102_x_minute_trade.csv',
      lines('34200000,100000,120000,90000,110000,100'),
      '1m',
      {},
      '2024-01-02T14:30:00Z',
    ],
    [
      'GENERIC',
      'x.csv',
      lines(
        'when;o;h;l;c;v',
        '02.01.2024 15:30;10,0;12,0;9,0;11,0;100',
        '15.01.2024 15:30;11,0;12,0;9,0;11,0;100',
      ),
      '1m',
      { columns: { time: 'when' }, zone: 'UTC' },
      '2024-01-02T15:30:00Z',
    ],
    [
      'GENERIC',
      'x.csv',
      lines('timestamp,close,volume,open,high,low', '2024-01-02T10:00:00.5+01:00,11,100,10,12,9'),
      '1m',
      {},
      '2024-01-02T09:00:00.500Z',
    ],
  ])('reads %s (%s)', async (dialect, name, content, timeframe, options, time) => {
    const { report, bars } = await imported(file(name, content), { timeframe, ...options })
    expect(report.dialect).toBe(dialect)
    expect(barAt(bars, 0)).toEqual(first(time))
  })

  it('reads zip, gzip, UTF-8 with a mark, UTF-16, CRLF, quotes and a last line without its end', async () => {
    const text = lines(PLAIN, ...DAYS)
    const quoted = `${text.replaceAll(/[^,\n]+/g, '"$&"').replaceAll('\n', '\r\n')}`.trimEnd()
    const forms: readonly (readonly [string, string | Uint8Array])[] = [
      ['a.zip', zipSync({ 'x.csv': Buffer.from(text) })],
      ['a.csv.gz', gzipSync(text)],
      ['b.csv', `\uFEFF${text}`],
      ['c.csv', Buffer.from(`\uFEFF${text}`, 'utf16le')],
      ['d.csv', quoted],
    ]
    for (const [name, content] of forms) {
      const { bars } = await imported(file(name, content), { mode: 'REPLACE' })
      expect(bars.length, name).toBe(3)
      expect(barAt(bars, 0), name).toEqual(first(MIDNIGHT))
    }
  })

  it('turns a file from new to old round, and says so', async () => {
    const { report, bars } = await imported(file('x.csv', lines(PLAIN, ...DAYS.toReversed())))
    expect(barAt(bars, 0)).toEqual(first(MIDNIGHT))
    expect(report.notes).toEqual(['rows run from new to old and were turned round'])
  })

  it('takes a separator within quotes for a letter', async () => {
    const text = lines(`note,${PLAIN}`, ...DAYS.map((day) => `"a, b",${day}`))
    expect(barAt((await imported(file('x.csv', text))).bars, 0)).toEqual(first(MIDNIGHT))
  })

  it.each([
    ['BINANCE_TRADES', '1,42000.5,0.25,1,1704153600000,True,True', -1],
    ['BINANCE_TRADES', '1,42000.5,0.25,7,8,1704153600000,false,True', 1],
    ['GENERIC', 'time,side,price,amount\n2024-01-02T00:00:00Z,buy,42000.5,0.25', 1],
    ['GENERIC', 'time,side,price,amount\n2024-01-02T00:00:00Z,Sell,42000.5,0.25', -1],
    ['GENERIC', '1704153600,42000.5,0.25', 0],
  ])('reads trades (%s), with the side that took', async (dialect, text, side) => {
    const key = { instrument: 'TEST:X', kind: 'TRADES', timeframe: 'tick' } as const
    const report = await importFile(store, file('x.csv', `${text}\n`), { key })
    expect(report.dialect).toBe(dialect)
    const { time, price, size, aggressor } = await store.read(key)
    expect([time[0], price[0], size[0], aggressor[0]]).toEqual([
      at('2024-01-02T00:00:00Z'),
      42_000.5,
      0.25,
      side,
    ])
  })

  it('refuses a side that is none', async () => {
    const key = { instrument: 'TEST:X', kind: 'TRADES', timeframe: 'tick' } as const
    const path = file(
      'x.csv',
      'time,side,price,amount\n2024-01-02T00:00:00Z,buy,1,1\n2024-01-02T00:00:01Z,both,1,1\n',
    )
    await expect(importFile(store, path, { key })).rejects.toThrow('row 3, column side: "both" names no side')
  })

  it('previews what it would do and writes nothing', async () => {
    const preview = await previewFile(file('x.csv', lines(PLAIN, ...DAYS, '2024-01-05,12,11,10,13,1')))
    expect(preview).toMatchObject({
      dialect: 'GENERIC',
      kind: 'BARS',
      timeframe: '1d',
      zone: null,
      mapping: { time: 'date', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' },
      questions: [],
      problems: ['OHLC: 1 rows, first in row 5: high 11 is below open 12 or close 13'],
    })
    expect(preview.rows[0]).toEqual(first(MIDNIGHT))
    expect(store.catalogue()).toEqual([])
    const open = await previewFile(file('y.csv', lines('time,bid,ask', '02/03/2024 10:00:00,1,2')))
    expect(open.questions).toEqual([
      expect.stringContaining('choose dateOrder'),
      expect.stringContaining('choose zone'),
    ])
  })

  it('tells progress from 0 to 1, first reading, then writing', async () => {
    const told: (readonly [number, string])[] = []
    await imported(file('x.csv', lines(PLAIN, ...DAYS)), {
      onProgress: (share, stage) => void told.push([share, stage]),
    })
    expect(told).toEqual([
      [0.5, 'READ'],
      [1, 'WRITE'],
    ])
  })
})

type Options = Partial<ImportOptions> & { readonly timeframe?: Timeframe }
type BadInput = readonly [name: string, content: string | Uint8Array, message: RegExp, options?: Options]

describe('importing: bad input leaves the store as it was and names the place', () => {
  const minute = (time: string): string => `${time},10,12,9,11,100`
  const BAD: readonly BadInput[] = [
    [
      'a file cut off inside a row',
      `${PLAIN}\n${DAYS[0]}\n2024-01-03,11,13`,
      /x\.csv, row 3: 3 columns where 6 are expected: the file ends inside a row/,
    ],
    [
      'a row with a column too many',
      lines(PLAIN, DAYS[0]!, `${DAYS[1]},7`),
      /row 3: 7 columns where 6 are expected/,
    ],
    [
      'a number that is none',
      lines(PLAIN, '2024-01-02,10,12,9,eleven,100'),
      /row 2, column close: "eleven" is no number/,
    ],
    [
      'bytes of another encoding',
      Buffer.concat([
        Buffer.from(lines(PLAIN, DAYS[0]!)),
        Buffer.from('2024-01-03,11,13,10,1\xe92,5\n', 'latin1'),
      ]),
      /row 3, column close: byte 0xE9 .* mixes encodings/,
    ],
    [
      'UTF-16 after UTF-8',
      Buffer.concat([Buffer.from(lines(PLAIN, ...DAYS)), Buffer.from(`${DAYS[2]}\n`, 'utf16le')]),
      /zero bytes/,
    ],
    ['the wrong separator', lines(PLAIN, ...DAYS), /no separator|no column for|columns/, { separator: ';' }],
    ['no separator at all', lines('just text', 'and more'), /no separator found/],
    [
      'a missing column',
      lines('date,open,high,low,volume', '2024-01-02,1,1,1,1'),
      /no column for close of BARS; there are date, open, high, low, volume/,
    ],
    ['an empty file', '', /holds no rows/],
    ['a header without rows', `${PLAIN}\n`, /no time|holds no rows/],
    [
      'rows out of order',
      lines(PLAIN, DAYS[1]!, DAYS[0]!, DAYS[2]!),
      /row 3, column time: earlier than the row before it.*disorder SORT/,
    ],
    [
      'a row twice',
      lines(PLAIN, DAYS[0]!, DAYS[0]!, DAYS[1]!),
      /row 3, column time: the time of row 2 again.*duplicates FIRST or LAST/,
    ],
    [
      'a high below the low',
      lines(PLAIN, '2024-01-02,10,8,9,10,1'),
      /row 2, column high: 8 is below low 9: choose impossible DROP or KEEP/,
    ],
    ['a price of zero', lines(PLAIN, '2024-01-02,0,12,0,11,1'), /row 2, column low: 0 is not above 0/],
    [
      'a day that does not exist',
      lines(PLAIN, '2023-02-29,10,12,9,11,1'),
      /row 2, column date: "2023-02-29" has day 29 of a month of 28/,
    ],
    [
      'times without a zone',
      lines(PLAIN, minute('2024-01-02 10:00')),
      /carry no offset from UTC: choose zone/,
      { timeframe: '1m' },
    ],
    [
      'times without a date',
      lines('time,open,high,low,close', '10:00:00,10,12,9,11'),
      /row 2, column time: "10:00:00" is a time of day without a date/,
      { timeframe: '1m' },
    ],
    [
      'an hour that is skipped',
      lines(PLAIN, minute('2024-03-10 02:30')),
      /row 2, column date: 2024-03-10 02:30:00 does not exist in America\/New_York/,
      { timeframe: '1m', zone: 'America/New_York' },
    ],
    [
      'an hour that is lived twice',
      lines(PLAIN, minute('2024-11-03 01:30')),
      /happens twice in America\/New_York: choose repeatedHour/,
      { timeframe: '1m', zone: 'America/New_York' },
    ],
    [
      'a zone that is none',
      lines(PLAIN, minute('2024-01-02 10:00')),
      /"Mars" is no time zone/,
      { timeframe: '1m', zone: 'Mars' },
    ],
    ['dates of unknown order', lines(PLAIN, '02/03/2024,10,12,9,11,1'), /choose dateOrder DMY or MDY/],
    ['many instruments', lines(`${PLAIN},Name`, `${DAYS[0]},A`, `${DAYS[0]},B`), /choose symbol/],
    [
      'another instrument later on',
      lines(
        `${PLAIN},Name`,
        ...Array.from(
          { length: 500 },
          (_, day) => `${new Date(day * 864e5).toISOString().slice(0, 10)},10,12,9,11,1,A`,
        ),
        `${DAYS[0]},B`,
      ),
      /row 502, column Name: B after A: choose symbol/,
    ],
    [
      'an order book',
      lines('timestamp,side,update_type,price,qty', '1704153600000,b,set,1,1'),
      /those of an order book/,
    ],
    ['Parquet that is none', 'PAR1 and nothing else', /is no readable Parquet/],
    [
      'a zip that is cut off',
      zipSync({ 'x.csv': Buffer.from(lines(PLAIN, ...DAYS)) }).subarray(0, 60),
      /cut off or damaged/,
    ],
    ['a gzip that is cut off', gzipSync(lines(PLAIN, ...DAYS)).subarray(0, 40), /cut off or damaged/],
    [
      'a zip of two files',
      zipSync({ 'a.csv': Buffer.from('x'), 'b.csv': Buffer.from('x') }),
      /holds 2 files: choose entry, one of a\.csv, b\.csv/,
    ],
    [
      'another dialect than was said',
      lines(PLAIN, ...DAYS),
      /is not laid out as METATRADER/,
      { dialect: 'METATRADER' },
    ],
  ]
  const cases = BAD.map(([name, content, message, options = {}]) => ({ name, content, message, options }))
  it.each(cases)('$name', async ({ content, message, options }) => {
    expect(await refusal(file('x.csv', content), options)).toMatch(message)
  })

  it('names a file that is not there', async () => {
    expect(await refusal(join(directory, 'none.csv'))).toContain('none.csv: there is no such file')
  })

  it('names the columns of Parquet with another schema, and empty values in it', async () => {
    const { createDuck } = await import('../store/parquet.ts')
    const duck = createDuck(1)
    const write = (name: string, select: string) =>
      duck.run((connection) =>
        connection.run(`COPY (${select}) TO '${join(directory, name)}' (FORMAT parquet)`),
      )
    await write('a.parquet', "SELECT 1 AS x, 'a' AS y")
    await write(
      'b.parquet',
      "SELECT TIMESTAMP '2024-01-02' AS time, 'ten' AS open, 1 AS high, 1 AS low, 1 AS close",
    )
    await write(
      'c.parquet',
      "SELECT TIMESTAMP '2024-01-02' AS time, 1.5 AS open, 2 AS high, NULL::DOUBLE AS low, 1 AS close",
    )
    duck.close()
    expect(await refusal(join(directory, 'a.parquet'))).toMatch(
      /a\.parquet, row 1: no column for time, .* there are x, y/,
    )
    expect(await refusal(join(directory, 'b.parquet'))).toMatch(
      /b\.parquet, column open: holds VARCHAR; open needs numbers/,
    )
    expect(await refusal(join(directory, 'c.parquet'))).toMatch(/c\.parquet, row 1, column low: is empty/)
  })

  it('settles what the caller chose to settle, and counts it', async () => {
    const text = lines(PLAIN, DAYS[1]!, DAYS[0]!, '2024-01-02,9,9,9,9,9', DAYS[2]!, '2024-01-05,1,1,2,1,1')
    const { report, bars } = await imported(file('x.csv', text), {
      disorder: 'SORT',
      duplicates: 'FIRST',
      impossible: 'DROP',
    })
    expect(bars.length).toBe(3)
    expect(barAt(bars, 0)).toEqual(first(MIDNIGHT))
    expect(report.notes).toEqual([
      expect.stringContaining('sorted by time'),
      '1 impossible bars were left out, the first in row 6',
      expect.stringContaining('1 rows of a time already seen'),
    ])
    const again = await imported(file('y.csv', lines(PLAIN, minute('2024-11-03 01:30'))), {
      timeframe: '1m',
      zone: 'America/New_York',
      repeatedHour: 'LATER',
    })
    expect(again.bars.time[0]).toBe(at('2024-11-03T06:30:00Z'))
  })
})

describe('exporting and updating', () => {
  it.each(['CSV', 'PARQUET'] as const)(
    'exports to %s what is the same, bit for bit, when it is imported again',
    async (format) => {
      const number = fc.double({ min: 1e-9, max: 1e9, noNaN: true })
      const rows = fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 30 })
      const property = fc.asyncProperty(rows, async (values) => {
        const bars = barColumnsOf(
          values.map(([open, close, volume], row) => ({
            time: NEW_YEAR + row * MINUTE + 7,
            open,
            high: Math.max(open, close),
            low: Math.min(open, close),
            close,
            volume,
          })),
        )
        const before = await store.write(keyOf('1m'), bars, { mode: 'REPLACE', source: 'test' })
        const path = join(directory, 'out')
        expect(await exportSeries(store, path, { key: keyOf('1m'), format })).toBe(bars.length)
        const key = { ...keyOf('1m'), instrument: 'TEST:AGAIN' } as const
        const after = await importFile(store, path, { key, mode: 'REPLACE' })
        expect(after.contentSha256).toBe(before.contentSha256)
      })
      await fc.assert(property, { numRuns: 6 })
      expect(readdirSync(directory).filter((name) => name.startsWith('out'))).toEqual(['out'])
    },
  )

  it('brings a series up to date: only what is new is added, and a history that changed is refused', async () => {
    const bars = walk(200)
    const key = keyOf('1m')
    const provider = (until: number, seed = 1) => ({
      name: 'test',
      bars: async ({ range }: { range: { readonly from?: number } }) => {
        const from = range.from === undefined ? 0 : (range.from - NEW_YEAR) / MINUTE
        return {
          bars: sliceBars(seed === 1 ? bars : walk(200, { seed }), from, until),
          source: 'test',
          notes: [],
        }
      },
    })
    expect((await updateSeries(store, provider(100), { key })).diff.added).toBe(100)
    expect((await updateSeries(store, provider(150), { key })).diff).toMatchObject({
      added: 50,
      unchanged: 11,
    })
    expect(await store.read(key)).toEqual(sliceBars(bars, 0, 150))
    await expect(updateSeries(store, provider(200, 2), { key })).rejects.toThrow(
      'differ from those that are kept',
    )
    const path = file('x.csv', lines(PLAIN, ...DAYS))
    expect((await updateSeries(store, fileProvider(path), { key: keyOf() })).diff.added).toBe(3)
  })
})
