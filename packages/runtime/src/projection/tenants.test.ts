/** What is read of the projections of a journal names the organization whose journal it is: no id alone is a way into another's books. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Projections of journals, and the journals. */
const TABLES = [
  'alert',
  'audit_entry',
  'balance',
  'book_snapshot',
  'fill',
  'journal_event',
  'kill_switch',
  'ledger_entry',
  'outbox_entry',
  'position',
  'risk_policy_version',
  'trade_order',
  'trading_account',
]
const SOURCES = join(import.meta.dirname, '..')
const READS = new RegExp(String.raw`\b(?:FROM|JOIN)\s+"?(?:${TABLES.join('|')})\b`)
const TEXT = /`([^`]*)`|'([^'\n]*)'/g

/** The statements of a file that read a projection, as far as they are written in one piece. */
function statementsIn(path: string): readonly string[] {
  return [...readFileSync(path, 'utf8').matchAll(TEXT)]
    .map(([, long, short]) => long ?? short ?? '')
    .filter((text) => READS.test(text))
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('testing/'),
)

it('names the organization in every statement that reads them', () => {
  const statements = files.flatMap((file) =>
    statementsIn(join(SOURCES, file)).map((text) => ({ file, text })),
  )
  expect(statements.length).toBeGreaterThan(10)
  const without = statements.filter(({ text }) => !/organization_id|conditions\.join/.test(text))
  expect(without.map(({ file, text }) => `${file}: ${text.slice(0, 80)}`)).toEqual([])
})
