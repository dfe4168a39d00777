/** Prints rows: an aligned table for people, JSON for machines. */

import Table from 'cli-table3'

export interface Column<Row> {
  readonly title: string
  readonly of: (row: Row) => string | number | null | undefined
  readonly align?: 'left' | 'right'
}

/** Writes rows to standard output; with `json` the rows themselves. */
export function printRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: { readonly json: boolean },
): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
    return
  }
  if (rows.length === 0) {
    process.stdout.write('None.\n')
    return
  }
  const table = new Table({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => column.align ?? 'left'),
    style: { head: [], border: [], compact: true },
    chars: {
      mid: '',
      'left-mid': '',
      'mid-mid': '',
      'right-mid': '',
      left: '',
      right: '',
      top: '',
      'top-left': '',
      'top-mid': '',
      'top-right': '',
      bottom: '',
      'bottom-left': '',
      'bottom-mid': '',
      'bottom-right': '',
      middle: '  ',
    },
  })
  for (const row of rows) table.push(columns.map((column) => column.of(row) ?? '-'))
  process.stdout.write(`${table.toString()}\n`)
}

/** Writes one result: JSON for machines, a sentence for people. */
export function printResult(result: unknown, sentence: string, options: { readonly json: boolean }): void {
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${sentence}\n`)
}
