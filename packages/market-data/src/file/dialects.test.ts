import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { barAt } from '../columns/bar-columns.ts'
import type { Timeframe } from '../series/timeframe.ts'
import { importFile, type ImportOptions } from './import-file.ts'
import { previewFile } from './preview-file.ts'
import {
  csvLines,
  FIRST_MIDNIGHT,
  firstBarAt,
  openImportDesk,
  PLAIN_DAYS,
  PLAIN_HEADER,
  type ImportDesk,
} from '../testing/import-desk.ts'

let desk: ImportDesk

beforeEach(() => {
  desk = openImportDesk()
})
afterEach(() => desk.close())

const instant = (text: string): number => Date.parse(text) * 1000

describe('importing: dialects', () => {
  const DATE_TIME = '10,12,9,11,100'
  it.each<readonly [string, string, string, Timeframe, Partial<ImportOptions>, string]>([
    [
      'YAHOO',
      'x.csv',
      csvLines(
        'Date,Open,High,Low,Close,Adj Close,Volume',
        '2024-01-02,10,12,9,11,5,100',
        '2024-01-03,null,null,null,null,null,null',
      ),
      '1d',
      {},
      FIRST_MIDNIGHT,
    ],
    ['STOOQ', 'x.csv', csvLines('Date,Open,High,Low,Close,Volume', ...PLAIN_DAYS), '1d', {}, FIRST_MIDNIGHT],
    [
      'STOOQ',
      'x.txt',
      csvLines(
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
      csvLines('1704153600000,10,12,9,11,100,1704153659999,1,2,3,4,0'),
      '1m',
      {},
      '2024-01-02T00:00:00Z',
    ],
    [
      'BINANCE_KLINES',
      'x.csv',
      csvLines('1735689600000000,10,12,9,11,100,1735689659999999,1,2,3,4,0'),
      '1m',
      {},
      '2025-01-01T00:00:00Z',
    ],
    [
      'BINANCE_KLINES',
      'x.csv',
      csvLines(
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
      csvLines('2024.01.02,14:00,10,12,9,11,100'),
      '1h',
      { zone: 'Europe/Athens' },
      '2024-01-02T12:00:00Z',
    ],
    [
      'METATRADER',
      'EURUSD_H1.csv',
      csvLines(
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
      csvLines('Date,Time,Open,High,Low,Close,Volume,OpenInterest', `2024-01-02,09:05:00,${DATE_TIME},0`),
      '5m',
      { zone: 'UTC' },
      '2024-01-02T09:00:00Z',
    ],
    [
      'KAGGLE',
      'all_stocks_5yr.csv',
      csvLines(
        'date,open,high,low,close,volume,Name',
        '2024-01-02,10,12,9,11,100,AAL',
        '2024-01-02,1,1,1,1,1,AAPL',
      ),
      '1d',
      { symbol: 'AAL' },
      FIRST_MIDNIGHT,
    ],
    [
      'KAGGLE',
      'bitstampUSD.csv',
      csvLines(
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
      csvLines('34200000,100000,120000,90000,110000,100'),
      '1m',
      {},
      '2024-01-02T14:30:00Z',
    ],
    [
      'GENERIC',
      'x.csv',
      csvLines(
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
      csvLines(PLAIN_HEADER, '1/2/2024 2:30 PM,10,12,9,11,100', '1/13/2024 12:05 AM,10,12,9,11,100'),
      '1m',
      { zone: 'America/New_York' },
      '2024-01-02T19:30:00Z',
    ],
    [
      'GENERIC',
      'x.csv',
      csvLines('timestamp,close,volume,open,high,low', '2024-01-02T10:00:00.5+01:00,11,100,10,12,9'),
      '1m',
      {},
      '2024-01-02T09:00:00.500Z',
    ],
  ])('reads %s (%s)', async (dialect, name, content, timeframe, options, time) => {
    const { report, bars } = await desk.imported(desk.file(name, content), { timeframe, ...options })
    expect(report.dialect).toBe(dialect)
    expect(barAt(bars, 0)).toEqual(firstBarAt(time))
  })

  it('reads zip, gzip, UTF-8 with a mark, UTF-16, CRLF, quotes and a last line without its end', async () => {
    const text = csvLines(PLAIN_HEADER, ...PLAIN_DAYS)
    const quoted = `${text.replaceAll(/[^,\n]+/g, '"$&"').replaceAll('\n', '\r\n')}`.trimEnd()
    const forms: readonly (readonly [string, string | Uint8Array])[] = [
      ['a.zip', zipSync({ 'x.csv': Buffer.from(text) })],
      ['a.csv.gz', gzipSync(text)],
      ['b.csv', `\uFEFF${text}`],
      ['c.csv', Buffer.from(`\uFEFF${text}`, 'utf16le')],
      ['d.csv', quoted],
    ]
    for (const [name, content] of forms) {
      const { bars } = await desk.imported(desk.file(name, content), { mode: 'REPLACE' })
      expect(bars.length, name).toBe(3)
      expect(barAt(bars, 0), name).toEqual(firstBarAt(FIRST_MIDNIGHT))
    }
  })

  it('turns a file from new to old round, and says so', async () => {
    const { report, bars } = await desk.imported(
      desk.file('x.csv', csvLines(PLAIN_HEADER, ...PLAIN_DAYS.toReversed())),
    )
    expect(barAt(bars, 0)).toEqual(firstBarAt(FIRST_MIDNIGHT))
    expect(report.notes).toEqual(['rows run from new to old and were turned round'])
  })

  it('asks for no zone where bars are known by their dates', async () => {
    const header = '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>'
    const path = desk.file('aapl.us.txt', csvLines(header, 'AAPL.US,D,20240102,000000,10,12,9,11,100,0'))
    expect((await previewFile(path)).questions).toEqual([])
    expect(barAt((await desk.imported(path)).bars, 0)).toEqual(firstBarAt(FIRST_MIDNIGHT))
    const late = desk.file('x.csv', csvLines(PLAIN_HEADER, '2024-01-02 16:00,10,12,9,11,100'))
    expect(barAt((await desk.imported(late)).bars, 0)).toEqual(firstBarAt(FIRST_MIDNIGHT))
  })

  it.each([
    ['the address of a download', 'https://www.example.com'],
    ['remarks and an empty line', '# exported on 2024-02-01, by hand\n# a,b\n'],
  ])('leaves out %s above the header', async (_, above) => {
    const path = desk.file('x.csv', csvLines(above, PLAIN_HEADER, ...PLAIN_DAYS))
    const { bars, report } = await desk.imported(path)
    expect([report.rows, barAt(bars, 0)]).toEqual([3, firstBarAt(FIRST_MIDNIGHT)])
  })

  it('takes a separator within quotes for a letter', async () => {
    const text = csvLines(`note,${PLAIN_HEADER}`, ...PLAIN_DAYS.map((day) => `"a, b",${day}`))
    expect(barAt((await desk.imported(desk.file('x.csv', text))).bars, 0)).toEqual(firstBarAt(FIRST_MIDNIGHT))
  })

  it.each([
    ['BINANCE_TRADES', '1,42000.5,0.25,1,1704153600000,True,True', -1],
    ['BINANCE_TRADES', '1,42000.5,0.25,7,8,1704153600000,false,True', 1],
    ['GENERIC', 'time,side,price,amount\n2024-01-02T00:00:00Z,buy,42000.5,0.25', 1],
    ['GENERIC', 'time,side,price,amount\n2024-01-02T00:00:00Z,Sell,42000.5,0.25', -1],
    ['GENERIC', '1704153600,42000.5,0.25', 0],
  ])('reads trades (%s), with the side that took', async (dialect, text, side) => {
    const key = { instrument: 'TEST:X', kind: 'TRADES', timeframe: 'tick' } as const
    const report = await importFile(desk.store, desk.file('x.csv', `${text}\n`), { key })
    expect(report.dialect).toBe(dialect)
    const { time, price, size, aggressor } = await desk.store.read(key)
    expect([time[0], price[0], size[0], aggressor[0]]).toEqual([
      instant('2024-01-02T00:00:00Z'),
      42_000.5,
      0.25,
      side,
    ])
  })

  it('refuses a side that is none', async () => {
    const key = { instrument: 'TEST:X', kind: 'TRADES', timeframe: 'tick' } as const
    const path = desk.file(
      'x.csv',
      'time,side,price,amount\n2024-01-02T00:00:00Z,buy,1,1\n2024-01-02T00:00:01Z,both,1,1\n',
    )
    await expect(importFile(desk.store, path, { key })).rejects.toThrow(
      'row 3, column side: "both" names no side',
    )
  })

  it('previews what it would do and writes nothing', async () => {
    const preview = await previewFile(
      desk.file('x.csv', csvLines(PLAIN_HEADER, ...PLAIN_DAYS, '2024-01-05,12,11,10,13,1')),
    )
    expect(preview).toMatchObject({
      dialect: 'GENERIC',
      kind: 'BARS',
      timeframe: '1d',
      zone: null,
      mapping: { time: 'date', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' },
      questions: [],
      problems: ['OHLC: 1 rows, first in row 5: high 11 is below open 12 or close 13'],
    })
    expect(preview.rows[0]).toEqual(firstBarAt(FIRST_MIDNIGHT))
    expect(desk.store.catalogue()).toEqual([])
    const open = await previewFile(desk.file('y.csv', csvLines('time,bid,ask', '02/03/2024 10:00:00,1,2')))
    expect(open.questions).toEqual([
      { choice: 'dateOrder', text: expect.stringContaining('choose dateOrder') },
      { choice: 'zone', text: expect.stringContaining('choose zone') },
    ])
  })

  it('tells progress from 0 to 1, first reading, then writing', async () => {
    const told: (readonly [number, string])[] = []
    await desk.imported(desk.file('x.csv', csvLines(PLAIN_HEADER, ...PLAIN_DAYS)), {
      onProgress: (share, stage) => void told.push([share, stage]),
    })
    expect(told).toEqual([
      [0.5, 'READ'],
      [1, 'WRITE'],
    ])
  })
})
