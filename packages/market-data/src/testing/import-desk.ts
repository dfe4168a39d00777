/** A store and a folder of files to import into it, for tests of imports. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BarColumns } from '../columns/bar-columns.ts'
import { importFile, type ImportOptions, type ImportReport } from '../file/import-file.ts'
import type { Timeframe } from '../series/timeframe.ts'
import { openMarketStore, type MarketStore } from '../store/market-store.ts'

export type DeskOptions = Partial<ImportOptions> & { readonly timeframe?: Timeframe }

export interface ImportDesk {
  readonly directory: string
  readonly store: MarketStore
  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string
  /** Imports daily bars, unless the options say otherwise, and reads back what is kept. */
  imported(
    path: string,
    options?: DeskOptions,
  ): Promise<{ readonly report: ImportReport; readonly bars: BarColumns }>
  /** What an import says that must be refused and leave the store empty. */
  refusal(path: string, options?: DeskOptions): Promise<string>
  close(): void
}

export const keyOf = (timeframe: Timeframe = '1d') =>
  ({ instrument: 'TEST:X', kind: 'BARS', timeframe }) as const

export function openImportDesk(): ImportDesk {
  const directory = mkdtempSync(join(tmpdir(), 'import-desk-'))
  const store = openMarketStore({ directory: join(directory, 'store') })
  const imported: ImportDesk['imported'] = async (path, { timeframe, ...options } = {}) => {
    const key = keyOf(timeframe)
    const report = await importFile(store, path, { key, ...options })
    return { report, bars: await store.read(key) }
  }
  return {
    directory,
    store,
    imported,
    file(name, content) {
      const path = join(directory, name)
      writeFileSync(path, content)
      return path
    },
    async refusal(path, options) {
      const error = await imported(path, options).then(
        () => new Error('it was imported'),
        (fault: unknown) => fault as Error,
      )
      if (store.catalogue().length > 0) throw new Error(`something was kept: ${error.message}`)
      return error.message
    },
    close() {
      store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Three days of bars as CSV rows, their header, and the first of them. */
export const PLAIN_HEADER = 'date,open,high,low,close,volume'
export const PLAIN_DAYS: readonly string[] = [
  '2024-01-02,10,12,9,11,100',
  '2024-01-03,11,13,10,12,200',
  '2024-01-04,12,14,11,13,300',
]
export const FIRST_MIDNIGHT = '2024-01-02T00:00:00Z'

/** The first of those bars at another time. */
export const firstBarAt = (time: string) => ({
  time: Date.parse(time) * 1000,
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  volume: 100,
})

export const csvLines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`
