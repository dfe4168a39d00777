/** `quarterdeck data actions import` and `show`: splits and dividends beside the series of an instrument, and what that changed. */

import { existsSync } from 'node:fs'
import {
  readActionFile,
  seriesName,
  type ActionChange,
  type ActionColumns,
  type ActionsReport,
  type CatalogueEntry,
  type CorporateAction,
  type MarketStore,
} from '@quarterdeck/market-data'
import { Refused, WrongUsage } from '../../exit.ts'
import { printResult, printRows } from '../../output/table.ts'
import { pairsOf } from '../backtest/run-options.ts'
import { timeframeOption } from '../backtest/sources.ts'
import { modeOf } from './import-data.ts'
import { keptSeries, kindOption, timeInWords, withStore, type SeriesOptions } from './open-store.ts'

export interface ImportActionsOptions extends SeriesOptions {
  readonly column: readonly string[]
  readonly mode: string
  readonly json: boolean
}

const ROLES = ['date', 'kind', 'value', 'dividend', 'split', 'referencePrice'] as const

export async function importActions(
  instrument: string,
  path: string,
  options: ImportActionsOptions,
): Promise<void> {
  await withStore(async (store) => {
    if (!existsSync(path)) throw new WrongUsage(`FILE: there is no file ${path}`)
    const mode = modeOf(options.mode)
    const columns = columnsOf(options.column)
    const { actions } = await readActionFile(path, columns)
    const reports = []
    for (const { key } of seriesOf(store, instrument, options)) {
      const report = await store.writeActions(key, actions, { mode, source: path })
      reports.push({ key, ...report })
    }
    const lines = reports.map(
      (report) => `${seriesName(report.key)} has ${report.actions.length}: ${changesInWords(report)}`,
    )
    printResult(
      { read: actions.length, series: reports },
      [`${actions.length} splits and dividends read.`, ...lines].join('\n'),
      options,
    )
  })
}

/** The series that the options leave; at least one. */
function seriesOf(store: MarketStore, instrument: string, options: SeriesOptions): readonly CatalogueEntry[] {
  const timeframe = timeframeOption(options.timeframe)
  const kind = options.kind === undefined ? null : kindOption(options.kind)
  const found = store
    .catalogue()
    .filter(
      ({ key }) =>
        key.instrument === instrument &&
        (timeframe === null || key.timeframe === timeframe) &&
        (kind === null || key.kind === kind),
    )
  if (found.length === 0)
    throw new Refused(`${instrument} is not in the store like that; see "quarterdeck data list".`)
  return found
}

function columnsOf(texts: readonly string[]): ActionColumns | undefined {
  if (texts.length === 0) return undefined
  const named = pairsOf('--column', texts)
  for (const role of Object.keys(named))
    if (!ROLES.some((one) => one === role))
      throw new WrongUsage(`--column must name one of ${ROLES.join(', ')} (was "${role}")`)
  const { date, kind, value, dividend, split } = named
  if (date === undefined) throw new WrongUsage('--column date=NAME must be given where columns are named')
  if ((kind === undefined || value === undefined) && dividend === undefined && split === undefined)
    throw new WrongUsage('--column must name kind and value, or dividend, split or both')
  return { ...named, date }
}

function changesInWords({
  added,
  changed,
  removed,
  unchanged,
  changes,
  readersTouched,
}: ActionsReport): string {
  const lines = [
    `${added} added, ${changed} changed, ${removed} removed, ${unchanged} as they were.`,
    ...changes.filter(({ before }) => before !== null).map(changeInWords),
  ]
  if (readersTouched.length > 0)
    lines.push(`Backtests that read what has changed: ${readersTouched.join(', ')}.`)
  return lines.join('\n')
}

function changeInWords({ before, after }: ActionChange): string {
  const words = (action: CorporateAction | null): string => (action === null ? 'nothing' : inWords(action))
  return `  ${timeInWords((after ?? before)!.exTime)}: ${words(before)} -> ${words(after)}`
}

function inWords(action: CorporateAction): string {
  return action.kind === 'SPLIT' ? `split of ${action.ratio}` : `dividend of ${action.amount}`
}

export async function showActions(
  instrument: string,
  options: SeriesOptions & { readonly json: boolean },
): Promise<void> {
  await withStore(async (store) => {
    const { key } = keptSeries(store, instrument, options)
    printRows<CorporateAction>(
      store.actionsOf(key),
      [
        { title: 'EX-DATE', of: ({ exTime }) => timeInWords(exTime) },
        { title: 'KIND', of: ({ kind }) => kind },
        {
          title: 'VALUE',
          of: (action) => (action.kind === 'SPLIT' ? action.ratio : action.amount),
          align: 'right',
        },
        {
          title: 'REFERENCE PRICE',
          of: (action) => (action.kind === 'CASH_DIVIDEND' ? action.referencePrice : undefined),
          align: 'right',
        },
      ],
      options,
    )
  })
}
