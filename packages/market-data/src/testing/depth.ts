/** Order books in a few words, for tests: messages of levels, and columns of them. */
import { columnsOfTable, emptyTable, fieldsOfKind } from '../columns/column-table.ts'
import { DEPTH_FLAGS, type DepthColumns } from '../columns/tick-columns.ts'
import { NEW_YEAR } from './bars.ts'

/** A bid or an ask, its price, and the size that stands there from now on. */
export type LevelWords = readonly [side: 'BID' | 'ASK', price: number, size: number]

export interface MessageWords {
  /** Milliseconds after the first instant; its place in the list when left out. */
  readonly at?: number
  readonly isSnapshot?: boolean
  readonly from?: number
  readonly sequence?: number
  readonly levels: readonly LevelWords[]
}

/** The columns of messages; the first is a snapshot. */
export function depthOf(messages: readonly MessageWords[], start: number = NEW_YEAR): DepthColumns {
  const rows = messages.flatMap(({ at, isSnapshot, from, sequence = 0, levels }, index) =>
    levels.map(([side, price, size], place) => [
      start + (at ?? index) * 1_000,
      from ?? sequence,
      sequence,
      side === 'BID' ? 1 : -1,
      price,
      size,
      (place === 0 ? DEPTH_FLAGS.START : 0) + ((isSnapshot ?? index === 0) ? DEPTH_FLAGS.SNAPSHOT : 0),
    ]),
  )
  const table = emptyTable(fieldsOfKind('DEPTH'), rows.length)
  for (const [row, values] of rows.entries())
    for (const [field, value] of values.entries()) table.columns[field]![row] = value
  return columnsOfTable('DEPTH', table)
}
