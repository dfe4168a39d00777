/** `quarterdeck data list`, `show`, `validate` and `export`: what the store keeps, how good it is, and out of it again. */

import {
  coverageOf,
  exchangeCalendar,
  exportSeries,
  isTickKind,
  validateSeries,
  type CatalogueEntry,
  type MarketStore,
  type ValidationReport,
} from '@quarterdeck/market-data'
import { Refused, WrongUsage } from '../../exit.ts'
import { printResult, printRows } from '../../output/table.ts'
import { plainNumber } from '../backtest/report-run.ts'
import { spanOf } from '../backtest/run-options.ts'
import { barsKey, keptSeries, timeInWords, withStore, type SeriesOptions } from './open-store.ts'

interface Printed {
  readonly json: boolean
}

export async function listData(options: Printed): Promise<void> {
  await withStore(
    async (store) => {
      printRows<CatalogueEntry>(
        store.catalogue(),
        [
          { title: 'INSTRUMENT', of: ({ key }) => key.instrument },
          { title: 'CLASS', of: ({ assetClass }) => assetClass },
          { title: 'KIND', of: ({ key }) => key.kind },
          { title: 'TIMEFRAME', of: ({ key }) => key.timeframe },
          { title: 'ROWS', of: ({ rows }) => rows, align: 'right' },
          { title: 'FROM', of: ({ first }) => timeInWords(first) },
          { title: 'TO', of: ({ last }) => timeInWords(last) },
          { title: 'VERDICT', of: ({ verdict }) => verdict },
          { title: 'CONTENT', of: ({ contentSha256 }) => contentSha256.slice(0, 12) },
        ],
        options,
      )
    },
    { makes: true },
  )
}

const ROWS_SHOWN = 5

/** Where a series comes from, how well it covers its sessions, and its first and last rows. */
export async function showData(
  instrument: string,
  options: SeriesOptions & Printed & { readonly calendar?: string },
): Promise<void> {
  await withStore(async (store) => {
    const entry = keptSeries(store, instrument, options)
    const { key } = entry
    const coverage = options.calendar === undefined ? null : await coverageIn(store, entry, options.calendar)
    const { length, ...columns } = await store.read(key)
    const fields = Object.entries(columns)
    const shown = [...new Set([...firstRows(length), ...lastRows(length)])].map(
      (row): Readonly<Record<string, number>> =>
        Object.fromEntries(fields.map(([field, column]) => [field, column[row]!])),
    )
    if (options.json) {
      const rows = isTickKind(key.kind) ? { ticks: shown } : { bars: shown }
      process.stdout.write(
        `${JSON.stringify({ ...entry, coverage, rows: entry.rows, ...rows }, plainNumber, 2)}\n`,
      )
      return
    }
    process.stdout.write(
      `${key.instrument} ${key.kind} ${key.timeframe}: ${entry.rows} rows, content ${entry.contentSha256}\n`,
    )
    for (const { at, source, rowsAdded, rowsChanged, rowsRemoved } of entry.imports.slice(-ROWS_SHOWN))
      process.stdout.write(
        `${timeInWords(at)} from ${source}: ${rowsAdded} added, ${rowsChanged} changed, ${rowsRemoved} removed\n`,
      )
    if (coverage !== null)
      process.stdout.write(
        `${(coverage.share * 100).toFixed(2)} % of ${coverage.expected} expected bars are there, ${coverage.unexpected} more were not expected\n`,
      )
    printRows(
      shown,
      [
        { title: 'TIME', of: ({ time }) => timeInWords(time ?? null) },
        ...fields
          .filter(([field]) => field !== 'time')
          .map(([field]) => ({
            title: field.toUpperCase(),
            of: (row: Readonly<Record<string, number>>) => row[field],
            align: 'right' as const,
          })),
      ],
      options,
    )
  })
}

/** How well bars cover the sessions of a calendar. */
async function coverageIn(
  store: MarketStore,
  entry: CatalogueEntry,
  calendar: string,
): Promise<ReturnType<typeof coverageOf>> {
  const key = barsKey(entry)
  return coverageOf(await store.read(key), {
    timeframe: key.timeframe,
    calendar: exchangeCalendar(calendar),
  })
}

const firstRows = (length: number): number[] =>
  Array.from({ length: Math.min(ROWS_SHOWN, length) }, (_, row) => row)
const lastRows = (length: number): number[] =>
  Array.from(
    { length: Math.min(ROWS_SHOWN, length) },
    (_, row) => length - Math.min(ROWS_SHOWN, length) + row,
  )

/** Exit 1 where the data fails: nobody should trade on it unseen. */
export async function validateData(
  instrument: string,
  options: SeriesOptions & Printed & { readonly calendar?: string },
): Promise<void> {
  await withStore(async (store) => {
    const { key } = keptSeries(store, instrument, options)
    const calendar = options.calendar === undefined ? {} : { calendar: exchangeCalendar(options.calendar) }
    const report = await validateSeries(store, key, calendar)
    if (options.json) process.stdout.write(`${JSON.stringify(report, plainNumber, 2)}\n`)
    else printVerdicts(report, key.kind === 'DEPTH')
    if (report.verdict === 'FAIL')
      throw new Refused(`${instrument} ${key.kind} ${key.timeframe} fails: do not trade on it unseen.`)
  })
}

function printVerdicts({ verdict, rows, rules, ranges, gaps }: ValidationReport, isBook: boolean): void {
  printRows(
    rules,
    [
      { title: 'RULE', of: ({ rule }) => rule },
      { title: 'VERDICT', of: (one) => one.verdict },
      { title: 'COUNT', of: ({ count }) => count, align: 'right' },
      {
        title: 'FIRST',
        of: ({ findings: [first], note }) =>
          first === undefined ? note : `${timeInWords(first.time)} row ${first.row + 1}: ${first.detail}`,
      },
    ],
    { json: false },
  )
  if (gaps !== null && isBook)
    process.stdout.write(
      `\nThe book is not known in ${gaps.runCount} spans; ${gaps.missing} of the venue's messages are missing.\n`,
    )
  else if (gaps !== null)
    process.stdout.write(
      `\n${gaps.missing} of ${gaps.expected} expected bars are missing, in ${gaps.runCount} gaps.\n`,
    )
  const broken = ranges.filter((range) => range.verdict !== 'PASS')
  process.stdout.write(
    `${broken.length} of ${ranges.length} ranges have findings${broken.length === 0 ? '' : `, the first from ${timeInWords(broken[0]!.from)}`}.\n`,
  )
  process.stdout.write(`${verdict}: ${rows} rows\n`)
}

export async function exportData(
  instrument: string,
  options: SeriesOptions &
    Printed & { readonly output: string; readonly from?: string; readonly to?: string },
): Promise<void> {
  await withStore(async (store) => {
    const { key } = keptSeries(store, instrument, options)
    const format = /\.csv$/i.test(options.output)
      ? 'CSV'
      : /\.parquet$/i.test(options.output)
        ? 'PARQUET'
        : null
    if (format === null)
      throw new WrongUsage(`--output must end with .csv or .parquet (was "${options.output}")`)
    const rows = await exportSeries(store, options.output, { key, range: spanOf(options), format })
    printResult({ key, rows, file: options.output }, `${rows} rows written to ${options.output}.`, options)
  })
}
