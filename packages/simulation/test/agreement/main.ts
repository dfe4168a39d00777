/** Prints how far our figures and backtests agree with the published ones, and writes the same tables into docs/assurance. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { BACKTEST_TABLE, backtestTable, playFamilies } from './backtests/table.ts'
import { TABLE_FILE, casesArePresent, runAllCases, tableOf } from './table.ts'

function publish(file: URL, table: string): void {
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, table)
  process.stdout.write(table)
}

if (!casesArePresent()) {
  process.stdout.write('The published cases are not here (../shared): nothing was compared.\n')
} else {
  publish(TABLE_FILE, tableOf(runAllCases()))
  publish(BACKTEST_TABLE, backtestTable(playFamilies()))
}
