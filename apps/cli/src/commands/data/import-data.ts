/** `quarterdeck data import` and `update`: rows of a file into the store, all or nothing, and what that changed. */

import { existsSync } from 'node:fs'
import {
  classify,
  fileProvider,
  importFile,
  isTickKind,
  previewFile,
  updateSeries,
  type SeriesKey,
  type Timeframe,
  type WriteReport,
} from '@quarterdeck/market-data'
import { WrongUsage } from '../../exit.ts'
import { progress } from '../../output/progress.ts'
import { printResult } from '../../output/table.ts'
import { fileChoices, timeframeOption, type FileOptions } from '../backtest/sources.ts'
import { barsKey, keptSeries, kindOption, timeInWords, withStore, type SeriesOptions } from './open-store.ts'

export interface ImportDataOptions extends FileOptions, SeriesOptions {
  readonly instrument: string
  readonly mode: string
  readonly json: boolean
}

const MODES = ['APPEND', 'CORRECT', 'REPLACE'] as const

export async function importData(path: string, options: ImportDataOptions): Promise<void> {
  await withStore(
    async (store) => {
      mustExist(path)
      const kind = kindOption(options.kind)
      const timeframe = isTickKind(kind) ? 'tick' : await timeframeOf(path, options)
      const key: SeriesKey = { instrument: options.instrument, kind, timeframe }
      const [venue, symbol = ''] = options.instrument.split(':')
      const { assetClass } = classify({ symbol, ...(venue !== undefined && { venue }) })
      const bar = progress('import')
      const report = await importFile(store, path, {
        ...fileChoices(options),
        key,
        mode: modeOf(options.mode),
        ...(assetClass !== null && { assetClass }),
        onProgress: (share) => bar.to(Math.round(share * 1_000), 1_000),
      }).finally(() => bar.end())
      printResult(
        { key, ...report },
        `${report.dialect}: ${report.rowsRead} rows read. ${changesInWords(key, report, report.notes)}`,
        options,
      )
    },
    { makes: true },
  )
}

function mustExist(path: string): void {
  if (!existsSync(path)) throw new WrongUsage(`FILE: there is no file ${path}`)
}

async function timeframeOf(path: string, options: ImportDataOptions): Promise<Timeframe> {
  const said = timeframeOption(options.timeframe)
  if (said !== null) return said
  const { timeframe } = await previewFile(path, fileChoices(options))
  if (timeframe !== null) return timeframe
  throw new WrongUsage(
    `--timeframe must be given: how far the bars of ${path} lie apart cannot be told from its first rows`,
  )
}

export function modeOf(text: string): (typeof MODES)[number] {
  const found = MODES.find((one) => one === text.toUpperCase())
  if (found === undefined)
    throw new WrongUsage(`--mode must be one of append, correct, replace (was "${text}")`)
  return found
}

/** What a write did: counts, the first changes of history, and who had read what is no longer so. */
export function changesInWords(
  key: SeriesKey,
  { diff, rows, readersTouched }: WriteReport,
  notes: readonly string[],
): string {
  const { added, changed, removed, unchanged, absent, examples } = diff
  const lines = [
    `${key.instrument} ${key.kind} ${key.timeframe} has ${rows} rows: ${added} added, ${changed} changed, ${removed} removed, ${unchanged} as they were.`,
    ...notes.map((note) => `Note: ${note}.`),
    ...examples
      .slice(0, 5)
      .map(
        ({ time, before, after }) =>
          `  ${timeInWords(time)}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
      ),
  ]
  if (absent > 0) lines.push(`${absent} kept rows lie within the span of the file, which lacks them.`)
  if (readersTouched.length > 0)
    lines.push(`Backtests that read what has changed: ${readersTouched.join(', ')}.`)
  return lines.join('\n')
}

export interface UpdateDataOptions extends FileOptions, SeriesOptions {
  readonly file: string
  readonly mode: string
  readonly json: boolean
}

/** Adds what a newer file of the same source has after the last row, and compares the rows before it. */
export async function updateData(instrument: string, options: UpdateDataOptions): Promise<void> {
  await withStore(async (store) => {
    mustExist(options.file)
    const key = barsKey(keptSeries(store, instrument, options))
    const mode = modeOf(options.mode)
    if (mode === 'REPLACE')
      throw new WrongUsage('--mode of an update must be append or correct: "data import" replaces')
    const bar = progress('update')
    const report = await updateSeries(store, fileProvider(options.file, fileChoices(options)), {
      key,
      options: { mode, onProgress: (share) => bar.to(Math.round(share * 1_000), 1_000) },
    }).finally(() => bar.end())
    printResult({ key, ...report }, changesInWords(key, report, report.notes), options)
  })
}
