import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEPTH_FIELDS, DEPTH_FLAGS, type DepthColumns } from '../columns/tick-columns.ts'
import { withDuck } from './read-rows.ts'
import { exportSeries } from './export-series.ts'
import { importFile, type ImportOptions } from './import-file.ts'
import { previewFile } from './preview-file.ts'
import { csvLines, openImportDesk, type ImportDesk } from '../testing/import-desk.ts'

const KEY = { instrument: 'TEST:X', kind: 'DEPTH', timeframe: 'tick' } as const
const AT = Date.parse('2024-01-02T00:00:00Z') * 1_000

let desk: ImportDesk

beforeEach(() => {
  desk = openImportDesk()
})
afterEach(() => desk.close())

async function imported(path: string, options: Partial<ImportOptions> = {}) {
  const report = await importFile(desk.store, path, { key: KEY, ...options })
  return { report, rows: words(await desk.store.read(KEY)) }
}

/** Rows in words: where a message starts, whether it is a snapshot, side, price and size. */
function words({ length, time, side, price, size, flags }: DepthColumns): string[] {
  return Array.from({ length }, (_, row) => {
    const start = (flags[row]! & DEPTH_FLAGS.START) === 0 ? '' : `${(time[row]! - AT) / 1_000} `
    const whole = (flags[row]! & DEPTH_FLAGS.SNAPSHOT) === 0 ? '' : 'whole '
    return `${start}${whole}${side[row] === 1 ? 'bid' : 'ask'} ${price[row]!} ${size[row]!}`
  })
}

async function refusal(content: string, options: Partial<ImportOptions> = {}): Promise<string> {
  const error = await imported(desk.file('x.csv', content), options).then(
    () => new Error('it was imported'),
    (fault: unknown) => fault as Error,
  )
  expect(desk.store.catalogue()).toEqual([])
  return error.message
}

const MS = Date.parse('2024-01-02T00:00:00Z')

describe('importing: order books', () => {
  it('keeps changes as they came, a message at a time, from files of one level a row', async () => {
    const tardis = csvLines(
      'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount',
      `e,X,${MS}000,${MS}500,true,bid,10,1`,
      `e,X,${MS}000,${MS}500,true,ask,11,2`,
      `e,X,${MS}900,${MS + 1}000,false,bid,10,0`,
      `e,X,${MS}900,${MS + 1}000,false,bid,9.5,4`,
      `e,X,${MS}950,${MS + 2}000,false,ask,11,3`,
    )
    const { report, rows } = await imported(desk.file('x.csv', tardis))
    expect(report.notes).toEqual([])
    // The time at which it was received counts.
    expect(rows).toEqual(['0.5 whole bid 10 1', 'whole ask 11 2', '1 bid 10 0', 'bid 9.5 4', '2 ask 11 3'])
  })

  it('reads the numbers of messages where the venue gives them, and takes update types for snapshots', async () => {
    const binance = csvLines(
      'symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty',
      `X,${MS},7,7,b,snap,10,1`,
      `X,${MS},7,7,a,snap,11,2`,
      `X,${MS},8,9,a,set,11,0`,
      `X,${MS},10,12,a,set,12,5`,
    )
    const { rows } = await imported(desk.file('x.csv', binance))
    expect(rows).toEqual(['0 whole bid 10 1', 'whole ask 11 2', '0 ask 11 0', '0 ask 12 5'])
    const { sequenceFrom, sequence } = await desk.store.read(KEY)
    expect([...sequenceFrom]).toEqual([7, 7, 8, 10])
    expect([...sequence]).toEqual([7, 7, 9, 12])
  })

  it.each([
    [
      'Kaggle',
      'time,bid_price_1,bid_size_1,bid_price_2,bid_size_2,ask_price_1,ask_size_1,ask_price_2,ask_size_2',
    ],
    [
      'Tardis',
      'timestamp,bids[0].price,bids[0].amount,bids[1].price,bids[1].amount,asks[0].price,asks[0].amount,asks[1].price,asks[1].amount',
    ],
    ['Databento', 'ts_recv,bid_px_00,bid_sz_00,bid_px_01,bid_sz_01,ask_px_00,ask_sz_00,ask_px_01,ask_sz_01'],
  ])('keeps whole books as what changed from one to the next, each day anew: %s', async (_, header) => {
    const day = 86_400_000
    const file = csvLines(
      header,
      `${MS},10,1,9,2,11,3,12,4`,
      `${MS + 1},10,1,9,2,11,3,12,4`,
      `${MS + 2},10.5,7,10,1,11,5,,`,
      `${MS + day},10.5,7,10,1,11,5,13,0`,
    )
    const { rows, report } = await imported(desk.file('x.csv', file))
    expect(report.dialect).toBe('GENERIC')
    expect(rows).toEqual([
      '0 whole bid 10 1',
      'whole bid 9 2',
      'whole ask 11 3',
      'whole ask 12 4',
      '2 bid 9 0',
      'bid 10.5 7',
      'ask 12 0',
      'ask 11 5',
      `${day} whole bid 10.5 7`,
      'whole bid 10 1',
      'whole ask 11 5',
    ])
  })

  it('reads whole books from Parquet, and columns that are named by the caller', async () => {
    const path = join(desk.directory, 'x.parquet')
    const sql = `COPY (SELECT make_timestamp(${AT}) AS t, 10.0 AS b, 1 AS bq, 11.0 AS a, NULL::DOUBLE AS aq, 12.0 AS a2, 5 AS aq2) TO '${path}' (FORMAT parquet)`
    await withDuck((duck) => duck.run((connection) => connection.run(sql)))
    const columns = {
      time: 't',
      bid1: 'b',
      bidSize1: 'bq',
      ask1: 'a',
      askSize1: 'aq',
      ask2: 'a2',
      askSize2: 'aq2',
    }
    const { rows } = await imported(path, { columns })
    expect(rows).toEqual(['0 whole bid 10 1', 'whole ask 12 5'])
  })

  it('takes the first message for the snapshot where no column says which one is', async () => {
    const rows = [`${MS},buy,10,1`, `${MS},sell,11,2`, `${MS + 1},buy,10,0`]
    const { report } = await imported(desk.file('x.csv', csvLines('time,side,price,size', ...rows)))
    expect(report.notes).toEqual([
      'no column says which rows are a snapshot: those of the first message were taken for one',
    ])
    expect(words(await desk.store.read(KEY))).toEqual(['0 whole bid 10 1', 'whole ask 11 2', '1 bid 10 0'])
  })

  it("reads recordings of Binance's stream: changes wait for the snapshot, and what it has is left out", async () => {
    const line = (micros: number, message: object): string => `${AT + micros}000 ${JSON.stringify(message)}`
    const change = (U: number, u: number, b: unknown, a: unknown = []) => ({
      stream: 'x@depth@100ms',
      data: { e: 'depthUpdate', s: 'X', U, u, b, a },
    })
    const text = csvLines(
      line(0, change(1, 4, [['9', '1']])),
      line(1_000, change(5, 8, [['10', '3']])),
      line(2_000, { lastUpdateId: 6, bids: [['10', '1']], asks: [['11', '2']] }),
      line(3_000, change(9, 9, [], [['11', '0']])),
      line(4_000, { stream: 'x@trade', data: { s: 'X', p: '11', q: '0.5', m: false } }),
      line(5_000, { stream: 'x@bookTicker', data: { s: 'X', b: '10', B: '3', a: '12', A: '1' } }),
    )
    const path = desk.file('x.gz', gzipSync(text))
    const { rows, report } = await imported(path)
    expect(report).toMatchObject({
      dialect: 'BINANCE_STREAM',
      notes: ['1 messages are in a snapshot already and were left out'],
    })
    expect(rows).toEqual(['2 whole bid 10 1', 'whole ask 11 2', '2 bid 10 3', '3 ask 11 0'])
    expect(await previewFile(path)).toMatchObject({ kind: 'DEPTH', timeframe: 'tick', problems: [] })
    const trades = { ...KEY, kind: 'TRADES' } as const
    await importFile(desk.store, path, { key: trades })
    const { price, size, aggressor } = await desk.store.read(trades)
    expect([price[0], size[0], aggressor[0]]).toEqual([11, 0.5, 1])
    const quotes = { ...KEY, kind: 'QUOTES' } as const
    await importFile(desk.store, path, { key: quotes })
    expect([...(await desk.store.read(quotes)).ask]).toEqual([12])
  })

  it.each(['CSV', 'PARQUET'] as const)(
    'exports to %s what is the same, bit for bit, when it is imported again',
    async (format) => {
      const level = fc.tuple(
        fc.constantFrom(1, -1),
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        fc.nat(9),
      )
      const messages = fc.array(
        fc.tuple(fc.boolean(), fc.nat(2), fc.array(level, { minLength: 1, maxLength: 3 })),
        { maxLength: 8 },
      )
      const property = fc.asyncProperty(messages, async (drawn) => {
        let time = AT
        const rows = [[true, 0, [[1, 5, 1]]] as const, ...drawn].flatMap(
          ([isSnapshot, pause, levels], index) => {
            time += pause
            const flags = isSnapshot ? DEPTH_FLAGS.SNAPSHOT : 0
            return levels.map(([side, price, size], place) => [
              time,
              index,
              index,
              side,
              price,
              size,
              flags + (place === 0 ? 1 : 0),
            ])
          },
        )
        const column = (at: number): Float64Array => Float64Array.from(rows, (row) => row[at]!)
        const named = Object.fromEntries(DEPTH_FIELDS.map((field, at) => [field, column(at)]))
        const columns = { length: rows.length, ...named } as unknown as DepthColumns
        const before = await desk.store.write(KEY, columns, { mode: 'REPLACE', source: 'test' })
        const path = join(desk.directory, 'out')
        await exportSeries(desk.store, path, { key: KEY, format })
        const key = { ...KEY, instrument: 'TEST:AGAIN' } as const
        const after = await importFile(desk.store, path, { key, mode: 'REPLACE' })
        expect(after.contentSha256).toBe(before.contentSha256)
      })
      await fc.assert(property, { numRuns: 4 })
    },
  )

  const LEVELS = 'time,is_snapshot,side,price,size'
  it.each<readonly [string, string, Partial<ImportOptions>, RegExp]>([
    [
      'a size below 0',
      csvLines(LEVELS, `${MS},1,bid,10,1`, `${MS},1,ask,11,-2`),
      {},
      /row 3, column size: -2 is below 0: choose impossible DROP or KEEP/,
    ],
    ['a price of nothing', csvLines(LEVELS, `${MS},1,bid,0,1`), {}, /row 2, column price: 0 is not above 0/],
    [
      'a side that is none',
      csvLines(LEVELS, `${MS},1,both,10,1`),
      {},
      /row 2, column side: "both" names no side/,
    ],
    [
      'a word that says nothing',
      csvLines(LEVELS, `${MS},maybe,bid,10,1`),
      {},
      /column is_snapshot: "maybe" is none of 0, 1, true/,
    ],
    ['no snapshot at all', csvLines(LEVELS, `${MS},0,bid,10,1`), {}, /no snapshot for them to change/],
    [
      'rows out of order',
      csvLines(LEVELS, `${MS + 1},1,bid,10,1`, `${MS + 2},0,bid,10,2`, `${MS},0,bid,10,3`),
      {},
      /row 4, column time: earlier than the row before it/,
    ],
    [
      'sizes that lack',
      csvLines('time,is_snapshot,side,price', `${MS},1,bid,10`),
      {},
      /no column for size of DEPTH/,
    ],
    [
      'one price twice in a whole book',
      csvLines(
        'time,bid_price_1,bid_size_1,bid_price_2,bid_size_2,ask_price_1,ask_size_1',
        `${MS},10,1,10,2,11,1`,
      ),
      {},
      /row 2: one price stands twice on a side: choose impossible/,
    ],
    [
      "a line that is none of Binance's",
      `${AT}000 {"lastUpdateId":1,"bids":[],"asks":[["1","x"]]}\n`,
      {},
      /row 1, column asks: must be a list of prices/,
    ],
    [
      'bars out of it',
      csvLines(LEVELS, `${MS},1,bid,10,1`),
      { key: { ...KEY, kind: 'BARS', timeframe: '1m' } },
      /are those of an order book: import it as DEPTH/,
    ],
  ])('refuses %s, and keeps nothing', async (_, content, options, message) => {
    expect(await refusal(content, options)).toMatch(message)
  })

  it('leaves out what is impossible where that is chosen', async () => {
    const rows = [`${MS},1,bid,10,1`, `${MS},1,ask,11,-2`, `${MS},1,ask,12,2`]
    const path = desk.file('x.csv', csvLines(LEVELS, ...rows))
    const { rows: kept, report } = await imported(path, { impossible: 'DROP' })
    expect(kept).toEqual(['0 whole bid 10 1', 'whole ask 12 2'])
    expect(report.notes).toContain('1 impossible levels were left out')
  })
})
