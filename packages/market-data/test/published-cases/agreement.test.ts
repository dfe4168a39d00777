import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { casesArePresent } from './published.ts'
import { runAllCases, TABLE_FILE, tableOf } from './table.ts'

/** One entry where the published cases lie beside the repository, none elsewhere: then only the table can be read. */
const played = casesArePresent() ? [{ results: await runAllCases() }] : []
if (played.length === 0) {
  process.stdout.write('data-manager agreement: ../shared/data/expected is absent, so no case was compared\n')
}
const table = readFileSync(TABLE_FILE, 'utf8')

describe('data management: agreement with published answers', () => {
  it('keeps a table in which all 13 cases agree', () => {
    expect(table).toContain('**13 of 13 cases agree.**')
  })

  it.each(played)('agrees with every published case', ({ results }) => {
    expect(results).toHaveLength(13)
    expect(results.filter(({ verdict }) => verdict !== 'agreed')).toEqual([])
  })

  it.each(played)('keeps the table that the cases give', ({ results }) => {
    expect(tableOf(results)).toBe(table)
  })
})
