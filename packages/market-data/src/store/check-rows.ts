/** What every row must be before it is kept: finite numbers, whole microseconds, in order of time. */
import { timesOf, type ColumnTable } from '../columns/column-table.ts'
import { MarketDataError } from '../market-data-error.ts'
import { isTickKind, type SeriesKind } from '../series/series-key.ts'

/** Throws `BAD_ROW` or `BAD_ORDER` with the row (counted from 1) and column of the first fault. */
export function checkRows(kind: SeriesKind, table: ColumnTable): void {
  for (const [index, column] of table.columns.entries()) {
    if (column.length !== table.length) {
      const message = `${column.length} values where there are ${table.length} rows`
      throw new MarketDataError('BAD_ROW', message, { column: table.fields[index]! })
    }
    for (let row = 0; row < column.length; row += 1) {
      if (Number.isFinite(column[row]!)) continue
      throw new MarketDataError('BAD_ROW', `${column[row]!} is not a finite number`, {
        row: row + 1,
        column: table.fields[index]!,
      })
    }
  }
  const times = timesOf(table)
  const mayRepeat = isTickKind(kind)
  for (let row = 0; row < times.length; row += 1) {
    const time = times[row]!
    if (!Number.isSafeInteger(time)) {
      throw new MarketDataError('BAD_ROW', `${time} is not a whole number of microseconds`, {
        row: row + 1,
        column: 'time',
      })
    }
    const before = row === 0 ? Number.NEGATIVE_INFINITY : times[row - 1]!
    if (time > before || (mayRepeat && time === before)) continue
    throw new MarketDataError('BAD_ORDER', 'rows must be in order of time, each bar once', {
      row: row + 1,
      column: 'time',
    })
  }
}
