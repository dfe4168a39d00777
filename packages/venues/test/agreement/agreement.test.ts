/** Every published case of matching and paper broking that uses only what we have agrees; the table says which do not apply. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TABLE_FILE, casesArePresent, runAllCases, tableOf } from './table.ts'

const AGREED_MIN = 128

/** One entry where the published cases lie beside the repository, none elsewhere: then only the table can be read. */
const played = casesArePresent() ? [{ results: runAllCases() }] : []
const table = readFileSync(TABLE_FILE, 'utf8')
const shown = played.map(({ results }) => tableOf(results))

process.stdout.write(
  shown[0] ?? 'matching agreement: ../shared/data/expected is absent, so no case was compared\n',
)

describe('agreement with published answers (SV)', () => {
  it('[SV-37] the committed table holds no case that disagrees', () => {
    expect(table).toMatch(/\| \*\*all\*\* +\| +\| +\d+ \| +\d+ \| +\d+ \| +\d+ \| +0 \|/)
  })

  it.each(played)('[SV-37] no case disagrees, and those that agree were really played', ({ results }) => {
    const cases = results.flatMap((result) => result.cases)
    expect(cases.filter((one) => one.verdict === 'DISAGREED')).toEqual([])
    expect(cases.filter((one) => one.verdict === 'AGREED').length).toBeGreaterThanOrEqual(AGREED_MIN)
  })

  it.each(shown.map((written) => ({ written })))(
    '[SV-37] the committed table is what the cases say',
    ({ written }) => {
      expect(written).toBe(table)
    },
  )
})
