/** Prints how far our figures agree with the published ones, and writes the same table into docs/assurance. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { TABLE_FILE, casesArePresent, runAllCases, tableOf } from './table.ts'

if (!casesArePresent()) {
  process.stdout.write('The published cases are not here (../shared): nothing was compared.\n')
} else {
  const table = tableOf(runAllCases())
  mkdirSync(new URL('.', TABLE_FILE), { recursive: true })
  writeFileSync(TABLE_FILE, table)
  process.stdout.write(table)
}
