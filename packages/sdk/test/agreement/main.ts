/** Prints how far our indicators agree with published numbers, writes that into docs/assurance, and the list of indicators into docs. */

import { writeFileSync } from 'node:fs'
import { INDICATORS_FILE, indicatorsPage } from '../indicators/page.ts'
import { TABLE_FILE, casesArePresent, runAllCases, tableOf } from './table.ts'

writeFileSync(INDICATORS_FILE, indicatorsPage())
if (!casesArePresent) {
  process.stdout.write('The published cases are not here (../shared): nothing was compared.\n')
} else {
  const table = tableOf(runAllCases())
  writeFileSync(TABLE_FILE, table)
  process.stdout.write(table)
}
