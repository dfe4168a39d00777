/** Every published case of matching and paper broking that uses only what we have agrees; the table says which do not apply. */

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TABLE_FILE, casesArePresent, runAllCases, tableOf } from './table.ts'

describe('agreement with published answers (SV)', () => {
  if (!casesArePresent()) {
    it('[SV-41] has nothing to compare with: the published cases are not beside the repository', () => {
      process.stdout.write('matching agreement: ../shared/data/expected is absent, no case was compared\n')
      expect(existsSync(TABLE_FILE)).toBe(true)
    })
    return
  }

  const results = runAllCases()

  it.each(
    results.flatMap(({ file, cases }) =>
      cases.filter((one) => one.verdict === 'DISAGREED').map((one) => ({ file, ...one })),
    ),
  )('$file $name', ({ reason }) => expect.unreachable(reason ?? ''))

  it('[SV-41] no case disagrees, and those that agree were really played', () => {
    process.stdout.write(`${tableOf(results)}\n`)
    const cases = results.flatMap((result) => result.cases)
    expect(cases.filter((one) => one.verdict === 'DISAGREED')).toEqual([])
    expect(cases.filter((one) => one.verdict === 'AGREED').length).toBeGreaterThanOrEqual(128)
  })

  it('[SV-41] the committed table is what the cases say', () => {
    expect(readFileSync(TABLE_FILE, 'utf8')).toBe(tableOf(results))
  })
})
