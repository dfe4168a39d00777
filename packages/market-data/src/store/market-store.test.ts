import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  barAt,
  barColumnsOf,
  concatBars,
  createBarColumns,
  sliceBars,
  type Bar,
} from '../columns/bar-columns.ts'
import type { SeriesKey } from '../series/series-key.ts'
import { MINUTE, NEW_YEAR, walk } from '../testing/bars.ts'
import { validateSeries } from '../validation/validate-series.ts'
import { loadBarFile, openBarFile } from './column-files.ts'
import { readManifest } from './manifest.ts'
import { openMarketStore, type MarketStore } from './market-store.ts'

const KEY = { instrument: 'TEST:BTC-USD', kind: 'BARS', timeframe: '1m' } as const satisfies SeriesKey
const STEPS = ['PLANNED', 'PART_WRITTEN', 'PARTS_WRITTEN', 'PUBLISHED', 'SWEPT'] as const
/** Three files: the end of January, February, and the start of March. */
const START = NEW_YEAR + 30 * 1_440 * MINUTE
const DAYS_32 = 32 * 1_440

let directory: string
let store: MarketStore

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'market-store-'))
  store = openMarketStore({ directory, now: () => 1 })
})
afterEach(() => {
  store.close()
  rmSync(directory, { recursive: true, force: true })
})

const append = { mode: 'APPEND', source: 'test' } as const
const correct = { mode: 'CORRECT', source: 'test' } as const
const replace = { mode: 'REPLACE', source: 'test' } as const

function changed(bars: ReturnType<typeof walk>, row: number, by: Partial<Bar>) {
  const rows = Array.from({ length: bars.length }, (_, index) => barAt(bars, index))
  rows[row] = { ...rows[row]!, ...by }
  return barColumnsOf(rows)
}

describe('store: writing and reading', () => {
  it('gives back what was written, over all its files, and says what it holds', async () => {
    const bars = walk(DAYS_32, { from: START })
    const report = await store.write(KEY, bars, { ...append, assetClass: 'CRYPTO' })
    expect(report.diff).toEqual({
      added: DAYS_32,
      removed: 0,
      changed: 0,
      unchanged: 0,
      absent: 0,
      examples: [],
    })
    expect(await store.read(KEY)).toEqual(bars)
    expect(store.parquetFiles(KEY)).toHaveLength(3)
    expect(store.catalogue()).toMatchObject([
      { key: KEY, assetClass: 'CRYPTO', rows: DAYS_32, first: START, last: START + (DAYS_32 - 1) * MINUTE },
    ])
    expect(await store.verify(KEY)).toEqual([])
  })

  it('knows of each file which write made it, and of each write where it came from', async () => {
    const bars = walk(DAYS_32, { from: START })
    const half = DAYS_32 / 2
    const first = await store.write(KEY, sliceBars(bars, 0, half), { mode: 'APPEND', source: 'a.csv' })
    const second = await store.write(KEY, bars, { mode: 'APPEND', source: 'b.csv', importId: 'nightly-7' })
    expect(second.importId).toBe('nightly-7')
    expect(store.describe(KEY)!.imports).toMatchObject([
      { id: first.importId, source: 'a.csv', rowsAdded: half },
      { id: 'nightly-7', source: 'b.csv', rowsAdded: half },
    ])
    const manifest = readManifest(join(store.parquetFiles(KEY)[0]!, '..'))!
    expect(manifest.parts.map(({ period, importId }) => [period, importId])).toEqual([
      ['2024-01', first.importId],
      ['2024-02', 'nightly-7'],
      ['2024-03', 'nightly-7'],
    ])
  })

  it('reads a range from its first time up to, without, its last', async () => {
    const bars = walk(DAYS_32, { from: START })
    await store.write(KEY, bars, append)
    const range = { from: START + 5 * MINUTE, to: START + 40_000 * MINUTE }
    expect(await store.read(KEY, range)).toEqual(sliceBars(bars, 5, 40_000))
    expect(
      (await store.read(KEY, { from: START + 2_000 * MINUTE + 1, to: START + 2_002 * MINUTE })).length,
    ).toBe(1)
    expect((await store.read(KEY, { to: START })).length).toBe(0)
  })

  it('refuses an unknown series, a bad key and bad rows, and names the part at fault', async () => {
    await expect(store.read(KEY)).rejects.toThrow('no series TEST:BTC-USD BARS 1m is kept')
    await expect(store.read({ ...KEY, instrument: 'BTC' })).rejects.toThrow('is not VENUE:SYMBOL')
    await expect(store.read({ ...KEY, timeframe: 'tick' })).rejects.toThrow(
      'timeframe "tick" of BARS must be',
    )
    const bars = walk(3)
    const refused = (row: number, by: Partial<Bar>) => store.write(KEY, changed(bars, row, by), append)
    await expect(refused(1, { close: Number.NaN })).rejects.toThrow('row 2, column close: NaN')
    await expect(refused(1, { time: NEW_YEAR })).rejects.toThrow('row 2, column time: rows must be in order')
    await expect(refused(0, { time: NEW_YEAR + 0.5 })).rejects.toThrow('not a whole number of microseconds')
    expect(store.catalogue()).toEqual([])
  })

  it('keeps trades that share one instant in their order', async () => {
    const key = { instrument: 'TEST:BTC-USD', kind: 'TRADES', timeframe: 'tick' } as const
    const time = Float64Array.of(NEW_YEAR, NEW_YEAR, NEW_YEAR + 1)
    const trades = {
      length: 3,
      time,
      price: Float64Array.of(3, 1, 2),
      size: Float64Array.of(1, 1, 1),
      aggressor: Float64Array.of(1, -1, 0),
    }
    await store.write(key, trades, append)
    expect(await store.read(key)).toEqual(trades)
    const again = await store.write(key, trades, append)
    expect(again.diff).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
    expect((await validateSeries(store, key)).verdict).toBe('PASS')
    expect(store.describe(key)?.verdict).toBe('PASS')
  })

  it('shares columns with threads and a file with processes', async () => {
    const bars = walk(DAYS_32, { from: START })
    await store.write(KEY, bars, append)
    expect((await store.read(KEY)).time.buffer).toBeInstanceOf(SharedArrayBuffer)
    const ref = await store.shareBars(KEY, { from: START + MINUTE })
    expect(loadBarFile(ref)).toEqual(sliceBars(bars, 1, bars.length))
    const file = openBarFile(ref)
    expect(file.read(ref.rows - 2, createBarColumns(10))).toEqual(
      sliceBars(bars, bars.length - 2, bars.length),
    )
    file.close()
    expect((await store.shareBars(KEY, { from: START + MINUTE })).path).toBe(ref.path)
    const january = await store.shareBars(KEY, { to: START + 1_440 * MINUTE })
    // What was handed out stays, whatever becomes of the series.
    await store.write(KEY, walk(DAYS_32, { from: START, seed: 2 }), correct)
    expect(loadBarFile(january)).toEqual(sliceBars(bars, 0, 1_440))
    expect(loadBarFile(ref)).toEqual(sliceBars(bars, 1, bars.length))
    expect(january.sha256).not.toBe((await store.shareBars(KEY, { to: START + 1_440 * MINUTE })).sha256)
  })

  it('makes a lost column file again from Parquet, and finds a damaged file', async () => {
    const bars = walk(100)
    await store.write(KEY, bars, append)
    const [parquet] = store.parquetFiles(KEY)
    rmSync(parquet!.replace('.parquet', '.columns'))
    expect(await store.read(KEY)).toEqual(bars)
    const bytes = readFileSync(parquet!)
    bytes.fill(0, 8, 400)
    writeFileSync(parquet!, bytes)
    expect(await store.verify(KEY)).toEqual([expect.stringContaining('2024-01')])
  })
})

describe('store: changing history', () => {
  it('appends what is new, and refuses to change what is kept, naming the first row', async () => {
    const bars = walk(100)
    await store.write(KEY, sliceBars(bars, 0, 60), append)
    const report = await store.write(KEY, sliceBars(bars, 40, 100), append)
    expect(report.diff).toMatchObject({ added: 40, changed: 0, unchanged: 20 })
    expect(await store.read(KEY)).toEqual(bars)
    const other = changed(bars, 7, { volume: 77_777 })
    await expect(store.write(KEY, other, append)).rejects.toThrow(/1 rows differ.*2024-01-01T00:07.*CORRECT/)
    expect(await store.read(KEY)).toEqual(bars)
  })

  it('shows rows added, changed and removed, before and after, and the readers that a change touches', async () => {
    const bars = walk(100)
    await store.write(KEY, bars, append)
    await store.pin('early', [{ key: KEY, range: { to: NEW_YEAR + 50 * MINUTE } }])
    await store.pin('late', [{ key: KEY, range: { from: NEW_YEAR + 50 * MINUTE } }])
    const next = changed(bars, 70, { close: bars.open[70]!, volume: 5 })
    const report = await store.write(KEY, next, correct)
    expect(report.diff).toMatchObject({ added: 0, removed: 0, changed: 1, unchanged: 99 })
    expect(report.diff.examples).toEqual([
      { time: NEW_YEAR + 70 * MINUTE, before: barAt(bars, 70), after: barAt(next, 70) },
    ])
    expect(report.readersTouched).toEqual(['late'])
    expect(await store.comparePin('early')).toEqual([])
    expect(await store.comparePin('late')).toEqual([
      expect.stringContaining('rows that were read have changed'),
    ])

    const fewer = await store.write(KEY, sliceBars(next, 10, 100), replace)
    expect(fewer.diff).toMatchObject({ removed: 10, unchanged: 90 })
    expect(fewer.diff.examples[0]).toEqual({ time: NEW_YEAR, before: barAt(bars, 0), after: null })
    expect(fewer.readersTouched).toEqual(['early'])
  })

  it('counts rows that a later source lacks, and keeps them', async () => {
    const bars = walk(DAYS_32, { from: START })
    await store.write(KEY, bars, append)
    // The source has dropped ten bars of the first file and the whole of the second.
    const third = 30 * 1_440
    const sparse = concatBars([
      sliceBars(bars, 0, 100),
      sliceBars(bars, 110, 1_440),
      sliceBars(bars, third, third + 5),
    ])
    const february = 29 * 1_440
    const { diff } = await store.write(KEY, sparse, append)
    expect(diff).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: sparse.length,
      absent: 10 + february,
    })
    expect(await store.read(KEY)).toEqual(bars)
  })

  it('touches no pin by adding rows after its end', async () => {
    const bars = walk(100)
    await store.write(KEY, sliceBars(bars, 0, 60), append)
    const pin = await store.pin('backtest', [{ key: KEY }])
    expect(pin.series[0]).toMatchObject({ from: NEW_YEAR, to: NEW_YEAR + 59 * MINUTE + 1 })
    expect((await store.write(KEY, bars, append)).readersTouched).toEqual([])
    expect(await store.comparePin('backtest')).toEqual([])
    expect(store.unpin('backtest')).toBe(true)
    expect(store.pinOf('backtest')).toBeUndefined()
  })

  it('removes a series whole and names its readers', async () => {
    await store.write(KEY, walk(10), append)
    await store.pin('backtest', [{ key: KEY }])
    expect(await store.remove(KEY)).toEqual(['backtest'])
    expect(store.catalogue()).toEqual([])
    expect(await store.comparePin('backtest')).toEqual(['TEST:BTC-USD BARS 1m is no longer kept'])
    await expect(store.remove(KEY)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('forgets a verdict with the content it was about', async () => {
    const { contentSha256 } = await store.write(KEY, walk(10), append)
    await store.recordVerdict(KEY, contentSha256, 'WARN')
    expect(store.describe(KEY)?.verdict).toBe('WARN')
    await store.write(KEY, walk(11), append)
    expect(store.describe(KEY)?.verdict).toBeNull()
    await store.recordVerdict(KEY, contentSha256, 'FAIL')
    expect(store.describe(KEY)?.verdict).toBeNull()
  })

  it('keeps the verdict of validation beside the content it was about', async () => {
    await store.write(KEY, walk(1_000), append)
    expect((await validateSeries(store, KEY)).verdict).toBe('PASS')
    expect(store.describe(KEY)?.verdict).toBe('PASS')
    await store.write(KEY, walk(10, { from: NEW_YEAR + 1_300 * MINUTE }), append)
    const report = await validateSeries(store, KEY)
    expect(report.gaps).toMatchObject({ missing: 300, runCount: 1 })
    expect(store.catalogue()[0]?.verdict).toBe('FAIL')
  })

  it('comes to the same content however the rows arrive, and a second time changes nothing', async () => {
    const bars = walk(300, { step: 300 * MINUTE })
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 299 }), { minLength: 1, maxLength: 4 })
    const property = fc.asyncProperty(cuts, fc.integer({ min: 0, max: 20 }), async (at, overlap) => {
      const key = { ...KEY, instrument: `TEST:C${at.join('-')}-${overlap}` } as const
      const whole = await store.write({ ...key, instrument: `${key.instrument}-whole` }, bars, append)
      const bounds = [0, ...at.sort((a, b) => a - b), bars.length]
      let last = whole
      for (const [index, to] of bounds.entries()) {
        if (index === 0) continue
        const from = Math.max(0, bounds[index - 1]! - overlap)
        last = await store.write(key, sliceBars(bars, from, to), append)
      }
      expect(last.contentSha256).toBe(whole.contentSha256)
      expect((await store.write(key, bars, correct)).diff).toMatchObject({
        added: 0,
        changed: 0,
        unchanged: 300,
      })
    })
    await fc.assert(property, { numRuns: 8 })
  })
})

describe('store: crashes and other writers', () => {
  it.each(STEPS)(
    'holds the old rows or the new ones, whole, when its process is killed at %s',
    async (step) => {
      const before = walk(DAYS_32, { from: START })
      await store.write(KEY, before, append)
      const module = JSON.stringify(join(import.meta.dirname, 'market-store.ts'))
      const bars = JSON.stringify(join(import.meta.dirname, '../testing/bars.ts'))
      const program = `
      const { openMarketStore } = await import(${module})
      const { walk } = await import(${bars})
      const onStep = (step) => { if (step === '${step}') process.kill(process.pid, 'SIGKILL') }
      const store = openMarketStore({ directory: ${JSON.stringify(directory)}, onStep })
      await store.write(${JSON.stringify(KEY)}, walk(${DAYS_32}, { from: ${START}, seed: 2 }), { mode: 'CORRECT', source: 'x' })
    `
      const killed = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
        encoding: 'utf8',
      })
      expect(killed.signal, killed.stderr).toBe('SIGKILL')

      const isNew = step === 'PUBLISHED' || step === 'SWEPT'
      const expected = isNew ? walk(DAYS_32, { from: START, seed: 2 }) : before
      expect(await store.read(KEY)).toEqual(expected)
      expect(await store.verify(KEY)).toEqual([])
      // The next writer is not locked out, and clears away what was left.
      const after = walk(10, { from: START + DAYS_32 * MINUTE })
      await store.write(KEY, after, append)
      expect(await store.read(KEY)).toEqual(concatBars([expected, after]))
      const folder = join(store.parquetFiles(KEY)[0]!, '..')
      expect(readdirSync(folder)).toHaveLength(1 + 2 * store.parquetFiles(KEY).length)
    },
  )

  it('lets writers of one process take turns, and tells another process that the store is busy', async () => {
    const parts = [
      walk(10),
      walk(10, { from: NEW_YEAR + 10 * MINUTE }),
      walk(10, { from: NEW_YEAR + 20 * MINUTE }),
    ]
    await Promise.all(parts.map((bars) => store.write(KEY, bars, append)))
    expect(await store.read(KEY)).toEqual(concatBars(parts))

    const other = openMarketStore({ directory, lockWaitMs: 0 })
    let refused: unknown
    const slow = openMarketStore({
      directory,
      onStep: (step) => {
        if (step === 'PLANNED') refused = other.write(KEY, walk(10), append).catch((error: unknown) => error)
      },
    })
    await slow.write(KEY, walk(40), correct)
    expect(await refused).toMatchObject({ code: 'BUSY' })
    slow.close()
    other.close()
  })

  it('lets a process without SQLite and native code read what was handed to it', async () => {
    const bars = walk(1_000)
    await store.write(KEY, bars, append)
    const ref = await store.shareBars(KEY)
    const program = `
      const { loadBarFile } = await import(${JSON.stringify(join(import.meta.dirname, '../index.ts'))})
      console.log(loadBarFile(${JSON.stringify(ref)}).close.at(-1))
    `
    const flags = [
      '--permission',
      '--no-experimental-sqlite',
      '--allow-fs-read=*',
      '--input-type=module',
      '--eval',
    ]
    const read = spawnSync(process.execPath, [...flags, program], { encoding: 'utf8' })
    expect(read.stdout.trim(), read.stderr).toBe(String(bars.close.at(-1)))
  })

  it('reads on while a write replaces the files', async () => {
    await store.write(KEY, walk(DAYS_32, { from: START }), append)
    const reader = openMarketStore({ directory, memoryBytes: 0 })
    const writes = (async () => {
      for (let seed = 2; seed < 6; seed += 1)
        await store.write(KEY, walk(DAYS_32, { from: START, seed }), correct)
    })()
    const totals = new Set([1, 2, 3, 4, 5].map((seed) => walk(DAYS_32, { from: START, seed }).close.at(-1)))
    for (let reads = 0; reads < 20; reads += 1) {
      const bars = await reader.read(KEY)
      expect(bars.length).toBe(DAYS_32)
      expect(totals).toContain(bars.close.at(-1))
    }
    await writes
    reader.close()
  })
})
