/** Files of corporate actions: the list of our own, Yahoo's events, LEAN factor files, or any table whose columns are named. */
import { basename } from 'node:path'
import { separatorOf, splitLine } from '../csv/sample.ts'
import { openSourceFile } from '../file/source-file.ts'
import { MarketDataError } from '../market-data-error.ts'
import { readActionRows, type ActionColumns } from './action-rows.ts'
import type { CorporateAction } from './corporate-action.ts'
import { readLeanFactorFile } from './lean-factor-file.ts'

/** A file of actions is small: one for each day of a century is 2 MB. */
const BYTES_MAX = 8 * 2 ** 20
const LEAN_LINE = /^\d{8},[\d.]+,[\d.]+/

/** Names by which columns are known, in lower case; the first of a role that is there counts. */
const KNOWN: Readonly<Record<keyof ActionColumns, readonly string[]>> = {
  date: ['ex_date', 'exdate', 'ex-date', 'ex_dividend_date', 'date'],
  kind: ['kind', 'type', 'action', 'event'],
  value: ['value', 'amount', 'ratio'],
  dividend: ['dividends', 'dividend', 'cash_dividend', 'cash amount', 'cash_amount'],
  split: ['stock splits', 'stock_splits', 'splits', 'split', 'split ratio', 'split_ratio'],
  referencePrice: ['reference_price', 'referenceprice'],
}

export interface ActionFile {
  /** How the file was read: as a LEAN factor file, or by which columns. */
  readonly layout: 'LEAN' | ActionColumns
  /** In order of time. */
  readonly actions: readonly CorporateAction[]
}

/**
 * Reads a file of splits and dividends. `columns` names the columns of a table that is not known by their names. Throws `BAD_FILE`,
 * `BAD_ROW` with file, row and column, or `AMBIGUOUS` where the columns must be named.
 */
export async function readActionFile(path: string, columns?: ActionColumns): Promise<ActionFile> {
  const text = await textOf(path)
  const file = basename(path)
  const first = text.split(/\r?\n/, 1)[0] ?? ''
  if (text.trim() === '') throw new MarketDataError('BAD_FILE', 'holds no rows', { file })
  if (columns === undefined && LEAN_LINE.test(first))
    return { layout: 'LEAN', actions: readLeanFactorFile(text, file) }
  const separator = separatorOf([first]) ?? ','
  const layout = columns ?? columnsOf(splitLine(first, separator), file)
  return { layout, actions: readActionRows(text, { file, separator, columns: layout }) }
}

function columnsOf(header: readonly string[], file: string): ActionColumns {
  const names = header.map((name) => name.toLowerCase())
  const found = (role: keyof ActionColumns): string | undefined =>
    KNOWN[role].find((name) => names.includes(name))
  const [date, kind, value, dividend, split, referencePrice] = [
    found('date'),
    found('kind'),
    found('value'),
    found('dividend'),
    found('split'),
    found('referencePrice'),
  ]
  const reference = referencePrice === undefined ? {} : { referencePrice }
  if (date !== undefined && kind !== undefined && value !== undefined)
    return { date, kind, value, ...reference }
  if (date !== undefined && (dividend !== undefined || split !== undefined)) {
    const paid = dividend === undefined ? {} : { dividend }
    return { date, ...paid, ...(split === undefined ? {} : { split }), ...reference }
  }
  throw new MarketDataError(
    'AMBIGUOUS',
    `columns ${header.join(', ')} do not say which holds the ex-date, and which kind and value, dividends or splits: name them`,
    { file, row: 1, field: 'columns' },
  )
}

async function textOf(path: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of openSourceFile(path).chunks()) {
    bytes += chunk.length
    if (bytes > BYTES_MAX)
      throw new MarketDataError('BAD_FILE', `is larger than ${BYTES_MAX} bytes: it is no list of actions`, {
        file: basename(path),
      })
    pieces.push(chunk)
  }
  try {
    return decoder.decode(Buffer.concat(pieces))
  } catch {
    throw new MarketDataError('BAD_FILE', 'is no text in UTF-8', { file: basename(path) })
  }
}
