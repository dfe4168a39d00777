/** At least 95 % of the published indicator cases agree, none disagrees without a declared reason, and the tables are true. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { INDICATORS_FILE, indicatorsPage } from '../indicators/page.ts'
import { judge } from './case-result.ts'
import { TABLE_FILE, casesArePresent, runAllCases, tableOf } from './table.ts'

const CASES = 162

/** One entry where the published cases lie beside the repository, none elsewhere: then only the table can be read. */
const played = casesArePresent ? [{ results: runAllCases() }] : []
const table = readFileSync(TABLE_FILE, 'utf8')

if (!casesArePresent)
  process.stdout.write('indicator agreement: ../shared/data/expected is absent, so no case was compared\n')

describe('agreement of indicators with published answers', () => {
  it('the committed table holds no case that disagrees', () => {
    expect(table).toMatch(/\| \*\*all\*\* \| \| 162 \| \d+ \| \d+ \| \d+ \| 0 \|/)
  })

  it.each(played)('all cases were run, none disagrees, and at least 95 % agree', ({ results }) => {
    const cases = results.flatMap((result) => result.cases)
    expect(cases).toHaveLength(CASES)
    expect(cases.filter((one) => one.verdict === 'DISAGREED')).toEqual([])
    expect(cases.filter((one) => one.verdict === 'AGREED').length).toBeGreaterThanOrEqual(0.95 * CASES)
  })

  it.each(played)('the committed table is what the command writes', ({ results }) => {
    expect(table).toBe(tableOf(results))
  })

  it('docs/indicators.md is what the command writes', () => {
    expect(readFileSync(INDICATORS_FILE, 'utf8')).toBe(indicatorsPage())
  })
})

describe('the judge of agreement', () => {
  const tolerance = { absolute: 0.01, relative: 0 }

  it.each([
    ['a value beyond the tolerance', [1, 2, 3.02], [3]],
    ['a value that we do not have', [Number.NaN, Number.NaN], [1]],
    ['more values than ours', [1], [1, 1]],
    ['nothing to compare', [1], [Number.NaN]],
  ])('refuses %s', (_what, ours, theirs) => {
    expect(judge('case', tolerance, [{ line: 'line', ours, theirs }]).verdict).toBe('DISAGREED')
  })

  it('aligns both at their end', () => {
    expect(judge('case', tolerance, [{ line: 'line', ours: [9, 2, 3], theirs: [2, 3.005] }]).verdict).toBe(
      'AGREED',
    )
  })

  it('refuses a declared difference where there is none', () => {
    const comparisons = [{ line: 'line', ours: [1], theirs: [1] }]
    expect(judge('case', tolerance, comparisons, 'a reason').verdict).toBe('DISAGREED')
  })
})
