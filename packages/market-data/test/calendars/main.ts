/** Prints how far our calendars agree with the published answers, and writes the same table into docs/assurance. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { sharedIsPresent } from '@quarterdeck/testkit'
import { allAnswers, TABLE_FILE, tableOf } from './table.ts'

if (sharedIsPresent) {
  const table = tableOf(allAnswers())
  mkdirSync(new URL('.', TABLE_FILE), { recursive: true })
  writeFileSync(TABLE_FILE, table)
  process.stdout.write(table)
} else {
  process.stdout.write('The published answers are not here (../shared): nothing was compared.\n')
}
