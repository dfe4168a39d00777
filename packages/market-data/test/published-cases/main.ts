/** Prints how far we agree with the published cases of data management, and writes the same table into docs/assurance. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { casesArePresent } from './published.ts'
import { TABLE_FILE, runAllCases, tableOf } from './table.ts'

if (!casesArePresent()) {
  process.stdout.write('The published cases are not here (../shared): nothing was compared.\n')
} else {
  const table = tableOf(await runAllCases())
  mkdirSync(new URL('.', TABLE_FILE), { recursive: true })
  writeFileSync(TABLE_FILE, table)
  process.stdout.write(table)
}
