/** Every rule that a person may be refused by is explained. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SUBMISSION_RULES } from '../submission/submission-refused.ts'
import { BUILD_RULES } from './outcome.ts'

const page = readFileSync(
  join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'strategy-builds.md'),
  'utf8',
)

it.each([...SUBMISSION_RULES, ...BUILD_RULES])('docs/strategy-builds.md explains %s', (rule) => {
  expect(page).toContain(`\`${rule}\``)
})
