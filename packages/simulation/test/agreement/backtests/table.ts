/** Plays every published backtest that lies beside the repository, and writes what came of each as a table. */

import { existsSync, readFileSync } from 'node:fs'
import { computeStats, readmeCross } from './backtesting-py-goog.ts'
import { backtestingPySmall } from './backtesting-py-small.ts'
import { positionAndCommission, smaCross } from './backtrader.ts'
import { freqtrade } from './freqtrade.ts'
import { lean } from './lean.ts'
import { nautilus } from './nautilus.ts'
import { verdictOf } from './verdict.ts'
import type { PlayedCase, Verdict } from './verdict.ts'

/** Beside the repository, never in it: other people's data. */
const EXPECTED = new URL('../../../../../../shared/data/expected/backtest/', import.meta.url)

/** Where the table is kept for readers. */
export const BACKTEST_TABLE = new URL('../../../../../docs/assurance/backtest-agreement.md', import.meta.url)

/** Figures of a case that the table shows before it says how many more there are. */
const FIGURES_SHOWN = 4

interface Family {
  readonly file: string
  readonly source: string
  readonly tolerance: string
  readonly play: (file: never) => readonly PlayedCase[]
}

export interface PlayedFamily extends Omit<Family, 'play'> {
  readonly cases: readonly PlayedCase[]
}

const FAMILIES: readonly Family[] = [
  {
    file: 'backtestingpy-readme-smacross-goog',
    source: 'backtesting.py',
    tolerance: 'trades one by one to 6 decimals; figures as printed',
    play: readmeCross,
  },
  {
    file: 'backtestingpy-small',
    source: 'backtesting.py',
    tolerance: 'prices and counts exact; money as printed',
    play: backtestingPySmall,
  },
  {
    file: 'backtestingpy-test_compute_stats',
    source: 'backtesting.py',
    tolerance: 'trades one by one to 6 decimals; figures to 1e-8 of the value',
    play: computeStats,
  },
  {
    file: 'backtrader-position-commission',
    source: 'backtrader',
    tolerance: 'exact',
    play: positionAndCommission,
  },
  {
    file: 'backtrader-sma-cross-2006',
    source: 'backtrader',
    tolerance: 'signals, fills, value and cash to the cent',
    play: smaCross,
  },
  {
    file: 'freqtrade-exit-cases',
    source: 'freqtrade',
    tolerance: 'trades, reasons and candles exact; profit to 3 decimals',
    play: freqtrade,
  },
  {
    file: 'lean-regression',
    source: 'LEAN',
    tolerance: 'statistics as printed; fills and order states exact',
    play: lean,
  },
  {
    file: 'nautilus-ema-cross-usdjpy',
    source: 'nautilus_trader',
    tolerance: 'counts exact; balance to the cent',
    play: nautilus,
  },
]

/** Whether the published cases are there. */
export function backtestsArePresent(): boolean {
  return existsSync(EXPECTED)
}

/** Plays every family, or one whose file begins as said. */
export function playFamilies(beginning = ''): readonly PlayedFamily[] {
  return FAMILIES.filter(({ file }) => file.startsWith(beginning)).map(({ play, ...rest }) => ({
    ...rest,
    cases: play(JSON.parse(readFileSync(new URL(`${rest.file}.json`, EXPECTED), 'utf8')) as never),
  }))
}

/** The table and every number of it, as Markdown. */
export function backtestTable(families: readonly PlayedFamily[]): string {
  const all = families.flatMap(({ cases }) => cases)
  return [
    '# Backtests against published answers',
    '',
    "Written by `npm run agreement -w @quarterdeck/simulation`; a test compares. The cases are other projects' own test",
    'assertions, kept beside the repository. Each is played through a strategy on our SDK, the engine with its gate and',
    'ledger, and the simulated venue; the expected numbers are read only to be compared.',
    '',
    '| file | published by | compared to | cases | agreed | declared difference | not applicable | differed |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...families.map(
      ({ file, source, tolerance, cases }) =>
        `| ${file} | ${source} | ${tolerance} | ${counts(cases).join(' | ')} |`,
    ),
    `| **all** | | | ${counts(all).join(' | ')} |`,
    '',
    ...section(
      'Declared differences',
      families.flatMap(({ file, cases }) =>
        cases
          .filter((one) => one.difference !== undefined)
          .map((one) => `- **${file}, ${one.name}.** ${one.difference} ${differing(one)}`),
      ),
    ),
    ...section(
      'Not applicable',
      families.flatMap(({ file, cases }) =>
        cases
          .filter((one) => one.notApplicable !== undefined)
          .map((one) => `- **${file}, ${one.name}.** ${one.notApplicable}`),
      ),
    ),
    ...section(
      'How cases are played',
      families.flatMap(({ file, cases }) =>
        cases.filter((one) => one.note !== undefined).map((one) => `- **${file}, ${one.name}.** ${one.note}`),
      ),
    ),
    '## Every case, theirs and ours',
    '',
    '| file | case | figure | published | ours | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...families.flatMap(({ file, cases }) => cases.flatMap((one) => rowsOf(file, one))),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, '']
}

function differing({ compared }: PlayedCase): string {
  const parts = compared
    .filter((one) => !one.agrees)
    .map(({ name, theirs, ours }) => `${name}: ${theirs} published, ${ours} here`)
  return `(${parts.join('; ')}.)`
}

const WORDS: Readonly<Record<Verdict, string>> = {
  AGREED: 'agreed',
  DECLARED: 'declared',
  NOT_APPLICABLE: 'not applicable',
  DIFFERED: '**differed**',
  AGREED_AGAINST_DECLARATION: '**agreed, though declared**',
}

/** One row a figure, what differs first; a case with many figures says how many more agreed. */
function rowsOf(file: string, one: PlayedCase): readonly string[] {
  const verdict = WORDS[verdictOf(one)]
  if (one.compared.length === 0) return [`| ${file} | ${cell(one.name)} | | | | ${verdict} |`]
  const ordered = [
    ...one.compared.filter(({ agrees }) => !agrees),
    ...one.compared.filter(({ agrees }) => agrees),
  ]
  const rows = ordered
    .slice(0, FIGURES_SHOWN)
    .map(
      ({ name, theirs, ours }, index) =>
        `| ${index === 0 ? file : ''} | ${index === 0 ? cell(one.name) : ''} | ${cell(name)} | ${cell(theirs)} | ${cell(ours)} | ${index === 0 ? verdict : ''} |`,
    )
  const more = ordered.length - FIGURES_SHOWN
  return more > 0 ? [...rows, `| | | ${more} more figures | | all agree | |`] : rows
}

function cell(value: string): string {
  const short = value.length > 120 ? `${value.slice(0, 117)}...` : value
  return short.replaceAll('"', '').replaceAll('|', '\\|')
}

function counts(cases: readonly PlayedCase[]): number[] {
  const verdicts = cases.map(verdictOf)
  const agreed = verdicts.filter((one) => one === 'AGREED').length
  const declared = verdicts.filter((one) => one === 'DECLARED').length
  const not = verdicts.filter((one) => one === 'NOT_APPLICABLE').length
  return [cases.length, agreed, declared, not, cases.length - agreed - declared - not]
}
