/** Runs every published case of data management that lies beside the repository, and writes what came of it as a table. */
import { CASES_FILE, publishedCases, type PublishedCase } from './published.ts'
import { HISTORY_CASES } from './history-cases.ts'
import { RESAMPLE_CASES } from './resample-cases.ts'

/** Where the table is kept for readers. */
export const TABLE_FILE = new URL('../../../../docs/assurance/data-manager-agreement.md', import.meta.url)

export interface CaseResult {
  readonly id: string
  readonly verdict: 'agreed' | 'disagreed'
  /** What a reader should know of an agreement, or why there is none. */
  readonly note: string
}

const CASES = { ...RESAMPLE_CASES, ...HISTORY_CASES }

export async function runAllCases(): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = []
  for (const published of publishedCases()) results.push(await runCase(published))
  return results
}

async function runCase(published: PublishedCase): Promise<CaseResult> {
  const { id } = published
  const run = CASES[id]
  if (run === undefined) return { id, verdict: 'disagreed', note: 'nothing of ours answers it' }
  try {
    return { id, verdict: 'agreed', note: (await run(published)) ?? '' }
  } catch (error) {
    return { id, verdict: 'disagreed', note: (error as Error).message.replaceAll('\n', ' ') }
  }
}

export function tableOf(results: readonly CaseResult[]): string {
  const agreed = results.filter(({ verdict }) => verdict === 'agreed').length
  return [
    '# Data management against published answers',
    '',
    `Written by \`npm run agreement:data-manager -w @quarterdeck/market-data\`; a test compares. The cases are those of`,
    `\`${CASES_FILE}\`: shipped pairs of files and other projects' own test assertions, kept beside the repository.`,
    '',
    `**${agreed} of ${results.length} cases agree.**`,
    '',
    '| case | verdict | note |',
    '| --- | --- | --- |',
    ...results.map(({ id, verdict, note }) => `| ${id} | ${verdict} | ${note} |`),
    '',
  ].join('\n')
}
