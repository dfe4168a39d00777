/** Plays every published case of performance that lies beside the repository, and writes what came of it as a table. */
import { existsSync, readFileSync } from 'node:fs'
import type { CaseResult, FileResult } from './case-result.ts'
import { backtestingPy } from './backtesting-py.ts'
import { empyrical } from './empyrical.ts'
import { freqtrade } from './freqtrade.ts'
import { pyfolio } from './pyfolio.ts'
import { btTurnover } from './turnover.ts'

/** Beside the repository, never in it: other people's data. */
const SHARED = new URL('../../../../../shared/data/', import.meta.url)

/** Where the table is kept for readers. */
export const TABLE_FILE = new URL('../../../../docs/assurance/performance-agreement.md', import.meta.url)

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, SHARED), 'utf8')) as T
}

function text(file: string): string {
  return readFileSync(new URL(file, SHARED), 'utf8')
}

type FreqtradeTrades = Parameters<typeof freqtrade>[1]

function freqtradeTrades(): FreqtradeTrades {
  const file = read<{ strategy: Record<string, { trades: FreqtradeTrades }> }>(
    'market-data/freqtrade/backtest-result.json',
  )
  return Object.values(file.strategy)[0]?.trades ?? []
}

interface Played extends Omit<FileResult, 'cases'> {
  readonly play: (file: string) => CaseResult[]
}

const FILES: readonly Played[] = [
  {
    file: 'performance/bt-turnover.json',
    source: 'bt',
    tolerance: '1e-12 of the value',
    play: (file) => btTurnover(read(file)),
  },
  {
    file: 'performance/empyrical-tables.json',
    source: 'empyrical',
    tolerance: '8 decimals; 4 for series of returns, as the file says',
    play: (file) => empyrical(read(file)),
  },
  {
    file: 'performance/freqtrade-metrics.json',
    source: 'freqtrade',
    tolerance: '1e-6 of the value; 4 decimals for CAGR',
    play: (file) => freqtrade(read(file), freqtradeTrades()),
  },
  {
    file: 'performance/pyfolio-drawdowns.json',
    source: 'pyfolio',
    tolerance: 'exact dates and counts; 8 decimals',
    play: (file) => pyfolio(read(file)),
  },
  {
    file: 'backtest/backtestingpy-test_compute_stats.json',
    source: "backtesting.py, from its engine's own 66 trades",
    tolerance: '1e-8 of the value, as its test asks',
    play: (file) =>
      backtestingPy(read(file), {
        trades: text('expected/backtest/engine-run/er_10_30_final.csv'),
        bars: text('market-data/backtestingpy/GOOG.csv'),
      }),
  },
]

/** Whether the published cases are there. */
export function casesArePresent(): boolean {
  return existsSync(SHARED)
}

export function runAllCases(): readonly FileResult[] {
  return FILES.map(({ play, ...rest }) => ({ ...rest, cases: play(`expected/${rest.file}`) }))
}

/** The table and every number of it, as Markdown. */
export function tableOf(results: readonly FileResult[]): string {
  const rows = results.map(
    ({ file, source, tolerance, cases }) =>
      `| ${file} | ${source} | ${tolerance} | ${counts(cases).join(' | ')} |`,
  )
  const total = `| **all** | | | ${counts(results.flatMap((result) => result.cases)).join(' | ')} |`
  return [
    '# Performance figures against published answers',
    '',
    "Written by `npm run agreement -w @quarterdeck/simulation`; a test compares. The cases are other projects' own test",
    'assertions, kept beside the repository. Where definitions differ, the one of the source is asked for by name: see',
    '[reports](../reports.md#definitions).',
    '',
    '| file | published by | compared to | cases | agreed | differed |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...rows,
    total,
    '',
    '## Every case, theirs and ours',
    '',
    '| file | case | published | ours | |',
    '| --- | --- | --- | --- | --- |',
    ...results.flatMap(({ file, cases }) =>
      cases.map(
        (one) =>
          `| ${file.replace(/^.*\//, '').replace('.json', '')} | ${cell(one.name)} | ${cell(one.expected)} | ${cell(one.ours)} | ${one.agrees ? 'agreed' : '**differed**'} |`,
      ),
    ),
    '',
  ].join('\n')
}

function cell(value: string): string {
  return value.replaceAll('"', '').replaceAll('|', '\\|')
}

function counts(cases: readonly CaseResult[]): number[] {
  const agreed = cases.filter((one) => one.agrees).length
  return [cases.length, agreed, cases.length - agreed]
}
