/** Reads the sheets of published values: a header, then one row a bar; what is no number is NaN. */

import { readFileSync } from 'node:fs'
import { sharedPath } from '@quarterdeck/testkit'

export interface Sheet {
  readonly length: number
  /** A column by its header, whatever its case; throws if there is none. */
  column(header: string): Float64Array
  /** The rows whose `header` cell has this text. */
  where(header: string, text: string): Sheet
}

export function readSheet(file: string): Sheet {
  const text = readFileSync(sharedPath('data', file), 'utf8').replace(/^\uFEFF/, '')
  const [header = '', ...rows] = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return sheetOf(
    header.split(',').map((cell) => cell.trim().toLowerCase()),
    rows.map((row) => row.split(',')),
  )
}

function sheetOf(headers: readonly string[], rows: readonly (readonly string[])[]): Sheet {
  const index = (header: string): number => {
    const at = headers.indexOf(header.toLowerCase())
    if (at < 0) throw new Error(`there is no column ${header} among ${headers.join(', ')}`)
    return at
  }
  return {
    length: rows.length,
    column: (header) => {
      const at = index(header)
      return Float64Array.from(rows, (row) => number(row[at]))
    },
    where: (header, text) => {
      const at = index(header)
      return sheetOf(
        headers,
        rows.filter((row) => row[at] === text),
      )
    },
  }
}

function number(cell = ''): number {
  return cell.trim() === '' ? Number.NaN : Number(cell)
}
