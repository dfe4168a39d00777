import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { barColumnsOf, sliceBars } from '../columns/bar-columns.ts'
import { MINUTE, NEW_YEAR, walk } from '../testing/bars.ts'
import { updateSeries } from '../provider/bar-provider.ts'
import { exportSeries } from './export-series.ts'
import { fileProvider, importFile } from './import-file.ts'
import {
  csvLines,
  keyOf,
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
        const before = await desk.store.write(keyOf('1m'), bars, { mode: 'REPLACE', source: 'test' })
        const path = join(desk.directory, 'out')
        expect(await exportSeries(desk.store, path, { key: keyOf('1m'), format })).toBe(bars.length)
        const key = { ...keyOf('1m'), instrument: 'TEST:AGAIN' } as const
        const after = await importFile(desk.store, path, { key, mode: 'REPLACE' })
        expect(after.contentSha256).toBe(before.contentSha256)
      })
      await fc.assert(property, { numRuns: 6 })
      expect(readdirSync(desk.directory).filter((name) => name.startsWith('out'))).toEqual(['out'])
    },
  )

  it.each(['CSV', 'PARQUET'] as const)('exports trades to %s with the side that took', async (format) => {
    const time = Float64Array.of(NEW_YEAR, NEW_YEAR, NEW_YEAR)
    const one = Float64Array.of(1, 1, 1)
    const trades = { length: 3, time, price: one, size: one, aggressor: Float64Array.of(1, -1, 0) }
    const key = { instrument: 'TEST:X', kind: 'TRADES', timeframe: 'tick' } as const
    await desk.store.write(key, trades, { mode: 'REPLACE', source: 'test' })
    const path = join(desk.directory, 'out')
    await exportSeries(desk.store, path, { key, format })
    await importFile(desk.store, path, { key: { ...key, instrument: 'TEST:AGAIN' } })
    expect([...(await desk.store.read({ ...key, instrument: 'TEST:AGAIN' })).aggressor]).toEqual([1, -1, 0])
  })

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
    expect((await updateSeries(desk.store, provider(100), { key })).diff.added).toBe(100)
    expect((await updateSeries(desk.store, provider(150), { key })).diff).toMatchObject({
      added: 50,
      unchanged: 11,
    })
    expect(await desk.store.read(key)).toEqual(sliceBars(bars, 0, 150))
    await expect(updateSeries(desk.store, provider(200, 2), { key })).rejects.toThrow(
      'differ from those that are kept',
    )
    const path = desk.file('x.csv', csvLines(PLAIN_HEADER, ...PLAIN_DAYS))
    expect((await updateSeries(desk.store, fileProvider(path), { key: keyOf() })).diff.added).toBe(3)
  })
})
