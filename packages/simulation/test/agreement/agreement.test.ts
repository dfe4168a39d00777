/** Every published case of performance agrees with what our functions and the report say. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TABLE_FILE, casesArePresent, runAllCases, tableOf } from './table.ts'

/** Cases under expected/performance; the full statistics of backtesting.py come on top. */
const PERFORMANCE_CASES = 89

/** One entry where the published cases lie beside the repository, none elsewhere: then only the table can be read. */
const played = casesArePresent() ? [{ results: runAllCases() }] : []
const table = readFileSync(TABLE_FILE, 'utf8')
if (played.length === 0)
  process.stdout.write('performance agreement: ../shared/data/expected is absent, so no case was compared\n')

describe('agreement with published performance figures', () => {
  it('the committed table holds no case that differs', () => {
    expect(table).toMatch(/\| \*\*all\*\* +\| +\| +\| +(\d+) \| +\1 \| +0 \|/)
  })

  it.each(played)('no case differs, and every case was played', ({ results }) => {
    const cases = results.flatMap((result) => result.cases)
    expect(cases.filter((one) => !one.agrees)).toEqual([])
    const performance = results.filter(({ file }) => file.startsWith('performance/'))
    expect(performance.flatMap((result) => result.cases)).toHaveLength(PERFORMANCE_CASES)
  })

  it.each(played)('the committed table is what the cases say', ({ results }) => {
    expect(tableOf(results)).toBe(table)
  })
})
