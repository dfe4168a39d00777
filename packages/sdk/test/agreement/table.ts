/** Runs every published case that lies beside the repository, and writes what came of it as a table. */

import { sharedIsPresent } from '@quarterdeck/testkit'
import { backtrader } from './backtrader.ts'
import type { CaseResult, Verdict } from './case-result.ts'
import { lean } from './lean.ts'
import { stockcharts } from './stockcharts.ts'
import { technicalindicators } from './technicalindicators.ts'
import { tulip } from './tulip.ts'

export interface FileResult {
  /** Name below the folder of expected answers. */
  readonly file: string
  /** Whose numbers they are, and how near ours must be. */
  readonly source: string
  readonly cases: readonly CaseResult[]
}

/** Where the table is kept for readers. */
export const TABLE_FILE = new URL('../../../../docs/assurance/indicators-agreement.md', import.meta.url)

const FILES: readonly (readonly [file: string, source: string, run: () => CaseResult[]])[] = [
  ['backtrader-2006.json', 'backtrader; six decimals', backtrader],
  [
    'lean-indicator-files.json',
    "LEAN's sheets from other programs; its tests' tolerance, mostly 0.001",
    lean,
  ],
  ['ta-stockcharts.json', "StockCharts' sheets; five digits", stockcharts],
  [
    'technicalindicators-cases.json',
    'technicalindicators; nine digits, or as far as it printed',
    technicalindicators,
  ],
  ['tulip-atoz.json', 'Achelis by Tulip; 0.001', tulip],
]

/** Whether the published cases are there. */
export const casesArePresent = sharedIsPresent

export function runAllCases(): readonly FileResult[] {
  return FILES.map(([file, source, run]) => ({ file, source, cases: run() }))
}

/** The table and the reasons, as Markdown. */
export function tableOf(results: readonly FileResult[]): string {
  const rows = results.map(
    ({ file, source, cases }) => `| ${file} | ${source} | ${counts(cases).join(' | ')} |`,
  )
  const total = `| **all** | | ${counts(results.flatMap((result) => result.cases)).join(' | ')} |`
  const reasons = results.flatMap(({ file, cases }) =>
    cases.flatMap((one) =>
      one.reason === null ? [] : [`| ${file} | ${one.name} | ${WORDS[one.verdict]} | ${one.reason} |`],
    ),
  )
  return [
    '# Indicators against published answers',
    '',
    'Written by `npm run agreement -w @quarterdeck/sdk`; a test compares. The numbers are those of other projects and of a',
    'textbook, kept beside the repository. Each case is reckoned by our array form; that the streaming form gives the same',
    'to the last bit is a property of its own.',
    '',
    '| file | whose; how near | cases | agreed | declared difference | not applicable | disagreed |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    total,
    '',
    '## Cases that do not count as agreed, and why',
    '',
    '| file | case | verdict | reason, and both numbers where they differ |',
    '| --- | --- | --- | --- |',
    ...reasons,
    '',
    '## Every case',
    '',
    ...results.flatMap(({ file, cases }) => [
      `- **${file}**: ${cases.map(({ name, verdict }) => `${name}${verdict === 'AGREED' ? '' : ` (${WORDS[verdict]})`}`).join('; ')}`,
    ]),
    '',
  ].join('\n')
}

const WORDS: Readonly<Record<Verdict, string>> = {
  AGREED: 'agreed',
  DECLARED_DIFFERENCE: 'declared difference',
  NOT_APPLICABLE: 'not applicable',
  DISAGREED: 'disagreed',
}

function counts(cases: readonly CaseResult[]): number[] {
  const of = (verdict: Verdict): number => cases.filter((one) => one.verdict === verdict).length
  return [cases.length, of('AGREED'), of('DECLARED_DIFFERENCE'), of('NOT_APPLICABLE'), of('DISAGREED')]
}
