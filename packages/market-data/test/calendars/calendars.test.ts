/** All published calendar cases agree; where they are absent only the committed table can be read. */
import { readFileSync } from 'node:fs'
import { sharedIsPresent } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { allAnswers, casesOf, TABLE_FILE, tableOf } from './table.ts'

const CASES = 408

const played = sharedIsPresent ? [{ answers: allAnswers() }] : []
if (!sharedIsPresent) {
  process.stdout.write('calendars: ../shared/data/expected is absent, so no published case was compared\n')
}

describe('calendars: published answers', () => {
  it('the committed table counts every case as agreed', () => {
    expect(readFileSync(TABLE_FILE, 'utf8')).toContain(`| **all** | | | ${CASES} | ${CASES} |`)
  })

  it.each(played)('every case agrees, and so does the separate list of closings', ({ answers }) => {
    const cases = casesOf(answers)
    expect(cases).toHaveLength(CASES)
    expect([...cases, answers.holidays].filter(({ difference }) => difference !== null)).toEqual([])
  })

  it.each(played)('the committed table is what the cases say', ({ answers }) => {
    expect(readFileSync(TABLE_FILE, 'utf8')).toBe(tableOf(answers))
  })
})
