/** Runs every published case that lies beside the repository, and writes what came of it as a table. */

import { existsSync, readFileSync } from 'node:fs'
import type { CaseResult, FileResult, Verdict } from './case-result.ts'
import { exchangeCoreBook } from './exchange-core.ts'
import { exchangeCoreFees } from './exchange-core-fees.ts'
import { exchangeCoreFeature } from './exchange-core-feature.ts'
import { l3Book } from './l3-book.ts'
import { liquibook } from './liquibook.ts'
import { nautilus } from './nautilus.ts'
import { nodeOrderBook } from './node-order-book.ts'
import { orderMatcher } from './order-matcher.ts'

/** Beside the repository, never in it: other people's data. */
const EXPECTED = new URL('../../../../../shared/data/expected/', import.meta.url)

/** Where the table is kept for readers. */
export const TABLE_FILE = new URL('../../../../docs/assurance/matching-agreement.md', import.meta.url)

const BOOK = 'the matching book'

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, EXPECTED), 'utf8')) as T
}

const FILES: readonly (readonly [file: string, subject: string, run: (file: string) => CaseResult[]])[] = [
  ['matching/exchange-core-basic-feature.json', BOOK, (file) => exchangeCoreFeature(read(file))],
  ['matching/exchange-core-fees.json', `${BOOK} and the engine`, (file) => exchangeCoreFees(read(file))],
  ['matching/exchange-core-orderbook.json', BOOK, (file) => exchangeCoreBook(read(file))],
  ['matching/hftbacktest-l3-book.json', BOOK, (file) => l3Book(read(file))],
  ['matching/liquibook-ioc-fok-stop.json', BOOK, (file) => liquibook(read(file))],
  ['matching/liquibook-orderbook-a.json', BOOK, (file) => liquibook(read(file))],
  [
    'matching/nodejs-order-book.json',
    `${BOOK}, stops in the market rejected`,
    (file) => nodeOrderBook(read(file)),
  ],
  ['matching/order-matcher-cases.json', `${BOOK} and the fee schedule`, (file) => orderMatcher(read(file))],
  [
    'paper-broker/nautilus-exchange-cases.json',
    'the simulated venue, set to their top-of-book rule',
    (file) => nautilus(read(file)),
  ],
]

/** Whether the published cases are there. */
export function casesArePresent(): boolean {
  return existsSync(EXPECTED)
}

export function runAllCases(): readonly FileResult[] {
  return FILES.map(([file, subject, run]) => ({ file, subject, cases: run(file) }))
}

/** The table and the reasons, as Markdown. */
export function tableOf(results: readonly FileResult[]): string {
  const rows = results.map(
    ({ file, subject, cases }) => `| ${file} | ${subject} | ${counts(cases).join(' | ')} |`,
  )
  const total = `| **all** | | ${counts(results.flatMap((result) => result.cases)).join(' | ')} |`
  const reasons = results.flatMap(({ file, cases }) =>
    cases.flatMap((one) =>
      one.reason === null
        ? []
        : [`| ${file} | ${one.name} | ${WORDS[one.verdict]} | ${one.reason.replaceAll('\n', ' ')} |`],
    ),
  )
  return [
    '# Matching and paper broking against published answers',
    '',
    "Written by `npm run agreement -w @quarterdeck/venues`; a test compares. The cases are other projects' own test",
    'assertions, kept beside the repository. Every case that uses only what we have must agree.',
    '',
    '| file | answered by | cases | agreed | declared difference | not applicable | disagreed |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    total,
    '',
    '## Cases that do not count as agreed, and why',
    '',
    '| file | case | verdict | reason |',
    '| --- | --- | --- | --- |',
    ...reasons,
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
