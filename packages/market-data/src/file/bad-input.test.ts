import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { MarketDataError } from '../market-data-error.ts'
import { previewFile } from './preview-file.ts'
import { readFileRows } from './read-rows.ts'
import { barAt } from '../columns/bar-columns.ts'
import {
  csvLines,
  FIRST_MIDNIGHT,
  firstBarAt,
  keyOf,
  openImportDesk,
  PLAIN_DAYS,
  PLAIN_HEADER,
  type DeskOptions,
  type ImportDesk,
} from '../testing/import-desk.ts'

let desk: ImportDesk

beforeEach(() => {
  desk = openImportDesk()
})
afterEach(() => desk.close())

const instant = (text: string): number => Date.parse(text) * 1000

type BadInput = readonly [name: string, content: string | Uint8Array, message: RegExp, options?: DeskOptions]

describe('importing: bad input leaves the store as it was and names the place', () => {
  const minute = (time: string): string => `${time},10,12,9,11,100`
  const BAD: readonly BadInput[] = [
    [
      'a file cut off inside a row',
      `${PLAIN_HEADER}\n${PLAIN_DAYS[0]}\n2024-01-03,11,13`,
      /x\.csv, row 3: 3 columns where 6 are expected: the file ends inside a row/,
    ],
    [
      'a row with a column too many',
      csvLines(PLAIN_HEADER, PLAIN_DAYS[0]!, `${PLAIN_DAYS[1]},7`),
      /row 3: 7 columns where 6 are expected/,
    ],
    [
      'a number that is none',
      csvLines(PLAIN_HEADER, '2024-01-02,10,12,9,eleven,100'),
      /row 2, column close: "eleven" is no number/,
    ],
    [
      'bytes of another encoding',
      Buffer.concat([
        Buffer.from(csvLines(PLAIN_HEADER, PLAIN_DAYS[0]!)),
        Buffer.from('2024-01-03,11,13,10,1\xe92,5\n', 'latin1'),
      ]),
      /row 3, column close: byte 0xE9 .* mixes encodings/,
    ],
    [
      'UTF-16 after UTF-8',
      Buffer.concat([
        Buffer.from(csvLines(PLAIN_HEADER, ...PLAIN_DAYS)),
        Buffer.from(`${PLAIN_DAYS[2]}\n`, 'utf16le'),
      ]),
      /zero bytes/,
    ],
    [
      'the wrong separator',
      csvLines(PLAIN_HEADER, ...PLAIN_DAYS),
      /no separator|no column for|columns/,
      { separator: ';' },
    ],
    ['no separator at all', csvLines('just text', 'and more'), /no separator found/],
    [
      'a missing column',
      csvLines('date,open,high,low,volume', '2024-01-02,1,1,1,1'),
      /no column for close of BARS; there are date, open, high, low, volume/,
    ],
    ['an empty file', '', /holds no rows/],
    ['a header without rows', `${PLAIN_HEADER}\n`, /no time|holds no rows/],
    [
      'rows out of order',
      csvLines(PLAIN_HEADER, PLAIN_DAYS[1]!, PLAIN_DAYS[0]!, PLAIN_DAYS[2]!),
      /row 3, column time: earlier than the row before it.*disorder SORT/,
    ],
    [
      'a row twice',
      csvLines(PLAIN_HEADER, PLAIN_DAYS[0]!, PLAIN_DAYS[0]!, PLAIN_DAYS[1]!),
      /row 3, column time: the time of row 2 again.*duplicates FIRST or LAST/,
    ],
    [
      'a high below the low',
      csvLines(PLAIN_HEADER, '2024-01-02,10,8,9,10,1'),
      /row 2, column high: 8 is below low 9: choose impossible DROP or KEEP/,
    ],
    [
      'a price of zero',
      csvLines(PLAIN_HEADER, '2024-01-02,0,12,0,11,1'),
      /row 2, column low: 0 is not above 0/,
    ],
    [
      'a day that does not exist',
      csvLines(PLAIN_HEADER, '2023-02-29,10,12,9,11,1'),
      /row 2, column date: "2023-02-29" has day 29 of a month of 28/,
    ],
    [
      'times without a zone',
      csvLines(PLAIN_HEADER, minute('2024-01-02 10:00')),
      /carry no offset from UTC: choose zone/,
      { timeframe: '1m' },
    ],
    [
      'times without a date',
      csvLines('time,open,high,low,close', '10:00:00,10,12,9,11'),
      /row 2, column time: "10:00:00" is a time of day without a date/,
      { timeframe: '1m' },
    ],
    [
      'an hour that is skipped',
      csvLines(PLAIN_HEADER, minute('2024-03-10 02:30')),
      /row 2, column date: 2024-03-10 02:30:00 does not exist in America\/New_York/,
      { timeframe: '1m', zone: 'America/New_York' },
    ],
    [
      'an hour that is lived twice',
      csvLines(PLAIN_HEADER, minute('2024-11-03 01:30')),
      /happens twice in America\/New_York: choose repeatedHour/,
      { timeframe: '1m', zone: 'America/New_York' },
    ],
    [
      'a zone that is none',
      csvLines(PLAIN_HEADER, minute('2024-01-02 10:00')),
      /"Mars" is no time zone/,
      { timeframe: '1m', zone: 'Mars' },
    ],
    [
      'dates of unknown order',
      csvLines(PLAIN_HEADER, '02/03/2024,10,12,9,11,1'),
      /choose dateOrder DMY or MDY/,
    ],
    [
      'many instruments',
      csvLines(`${PLAIN_HEADER},Name`, `${PLAIN_DAYS[0]},A`, `${PLAIN_DAYS[0]},B`),
      /choose symbol/,
    ],
    [
      'another instrument later on',
      csvLines(
        `${PLAIN_HEADER},Name`,
        ...Array.from(
          { length: 500 },
          (_, day) => `${new Date(day * 864e5).toISOString().slice(0, 10)},10,12,9,11,1,A`,
        ),
        `${PLAIN_DAYS[0]},B`,
      ),
      /row 502, column Name: B after A: choose symbol/,
    ],
    [
      'an order book as bars',
      csvLines('timestamp,side,update_type,price,qty', '1704153600000,b,set,1,1'),
      /those of an order book/,
    ],
    ['Parquet that is none', 'PAR1 and nothing else', /is no readable Parquet/],
    [
      'a zip that is cut off',
      zipSync({ 'x.csv': Buffer.from(csvLines(PLAIN_HEADER, ...PLAIN_DAYS)) }).subarray(0, 60),
      /cut off or damaged/,
    ],
    [
      'a gzip that is cut off',
      gzipSync(csvLines(PLAIN_HEADER, ...PLAIN_DAYS)).subarray(0, 40),
      /cut off or damaged/,
    ],
    [
      'a zip of two files',
      zipSync({ 'a.csv': Buffer.from('x'), 'b.csv': Buffer.from('x') }),
      /holds 2 files: choose entry, one of a\.csv, b\.csv/,
    ],
    [
      'another dialect than was said',
      csvLines(PLAIN_HEADER, ...PLAIN_DAYS),
      /is not laid out as METATRADER/,
      { dialect: 'METATRADER' },
    ],
  ]
  const cases = BAD.map(([name, content, message, options = {}]) => ({ name, content, message, options }))
  it.each(cases)('$name', async ({ content, message, options }) => {
    expect(await desk.refusal(desk.file('x.csv', content), options)).toMatch(message)
  })

  it('refuses what is broken anywhere, and never fails otherwise', { timeout: 120_000 }, async () => {
    const sound = Buffer.from(csvLines(PLAIN_HEADER, ...PLAIN_DAYS))
    const change = fc.record({
      at: fc.nat(sound.length - 1),
      kind: fc.constantFrom('set', 'cut', 'repeat', 'drop'),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from(',;"\n\r\t.-+eE#: ZT0'))),
    })
    const broken = fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
      let bytes: Buffer = Buffer.from(sound)
      for (const { at, kind, byte } of changes) {
        const head = bytes.subarray(0, at)
        const tail = bytes.subarray(at)
        if (kind === 'set' && at < bytes.length) bytes[at] = byte
        else if (kind === 'cut') bytes = head
        else if (kind === 'repeat') bytes = Buffer.concat([head, tail, tail])
        else if (kind === 'drop') bytes = Buffer.concat([head, tail.subarray(1)])
      }
      return bytes
    })
    const key = keyOf()
    const property = fc.asyncProperty(broken, async (bytes) => {
      const path = desk.file('x.csv', bytes)
      const faults = await Promise.allSettled([previewFile(path), readFileRows(path, { key })])
      for (const fault of faults) {
        if (fault.status === 'rejected') expect(fault.reason).toBeInstanceOf(MarketDataError)
      }
    })
    await fc.assert(property, { numRuns: 200 })
  })

  it('names a file that is not there', async () => {
    expect(await desk.refusal(join(desk.directory, 'none.csv'))).toContain('none.csv: there is no such file')
  })

  it('names the columns of Parquet with another schema, and empty values in it', async () => {
    const { createDuck } = await import('../store/parquet.ts')
    const duck = createDuck(1)
    const write = (name: string, select: string) =>
      duck.run((connection) =>
        connection.run(`COPY (${select}) TO '${join(desk.directory, name)}' (FORMAT parquet)`),
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
    expect(await desk.refusal(join(desk.directory, 'a.parquet'))).toMatch(
      /a\.parquet, row 1: no column for time, .* there are x, y/,
    )
    expect(await desk.refusal(join(desk.directory, 'b.parquet'))).toMatch(
      /b\.parquet, column open: holds VARCHAR; open needs numbers/,
    )
    expect(await desk.refusal(join(desk.directory, 'c.parquet'))).toMatch(
      /c\.parquet, row 1, column low: is empty/,
    )
  })

  it('settles what the caller chose to settle, and counts it', async () => {
    const text = csvLines(
      PLAIN_HEADER,
      PLAIN_DAYS[1]!,
      PLAIN_DAYS[0]!,
      '2024-01-02,9,9,9,9,9',
      PLAIN_DAYS[2]!,
      '2024-01-05,1,1,2,1,1',
    )
    const { report, bars } = await desk.imported(desk.file('x.csv', text), {
      disorder: 'SORT',
      duplicates: 'FIRST',
      impossible: 'DROP',
    })
    expect(bars.length).toBe(3)
    expect(barAt(bars, 0)).toEqual(firstBarAt(FIRST_MIDNIGHT))
    expect(report.notes).toEqual([
      expect.stringContaining('sorted by time'),
      '1 impossible bars were left out, the first in row 6',
      expect.stringContaining('1 rows of a time already seen'),
    ])
    const again = await desk.imported(
      desk.file('y.csv', csvLines(PLAIN_HEADER, minute('2024-11-03 01:30'))),
      {
        timeframe: '1m',
        zone: 'America/New_York',
        repeatedHour: 'LATER',
      },
    )
    expect(again.bars.time[0]).toBe(instant('2024-11-03T06:30:00Z'))
  })
})
