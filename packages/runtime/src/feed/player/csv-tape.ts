/** Plain CSV of quotes, trades or bars, with a mapping from what we need to the columns of the file. */

import type { Instrument, Side } from '@quarterdeck/sdk'
import { priceGrid } from '../price-grid.ts'
import { quoteAround, quotesOfTradeBar } from './intrabar.ts'
import { RowReader } from './row-reader.ts'
import type { Cell, OffTick } from './row-reader.ts'
import { csvRows } from './rows.ts'
import type { CsvRow } from './rows.ts'
import { TapeFault, emptyReport, playRows } from './tape.ts'
import type { BadRows, Tape, TapeEvent } from './tape.ts'
import type { TimeFormat } from './time-format.ts'

/** A column by its name in the header, or by its number from 0 in a file without one. */
export type Column = string | number

interface CsvShape {
  readonly delimiter?: string
  /** Whether the first row names the columns; true unless told. */
  readonly header?: boolean
  readonly time: TimeFormat
  /** IANA zone of times that carry none; UTC unless told. */
  readonly zone?: string
}

export type CsvFormat =
  | (CsvShape & {
      readonly rows: 'QUOTES'
      readonly columns: {
        readonly time: Column
        readonly bid: Column
        readonly ask: Column
        readonly bidSize?: Column
        readonly askSize?: Column
      }
    })
  | (CsvShape & {
      readonly rows: 'TRADES'
      /** `side` holds that of the aggressor: buy or sell, in any case. */
      readonly columns: {
        readonly time: Column
        readonly price: Column
        readonly size: Column
        readonly side?: Column
      }
      /** Quotes each trade with this spread, 1 tick or more; unless told a trade is no quote, and nothing can trade against it. */
      readonly spreadTicks?: number
    })
  | (CsvShape & {
      readonly rows: 'BARS'
      readonly columns: {
        readonly time: Column
        readonly open: Column
        readonly high: Column
        readonly low: Column
        readonly close: Column
      }
      /** Length of a bar; its time is that of its start. */
      readonly barSeconds: number
      /** Spread of the quotes that a bar becomes, 1 tick or more. */
      readonly spreadTicks: number
    })

export interface CsvTapeOptions {
  readonly path: string
  readonly instrument: Instrument
  readonly format: CsvFormat
  readonly badRows: BadRows
  readonly offTick: OffTick
}

/** Opens a CSV tape; the file is read when events are asked for. Gzip and zip are unpacked on the way. */
export function csvTape(options: CsvTapeOptions): Tape {
  const { path, format } = options
  if (format.rows === 'BARS' && !(format.barSeconds > 0)) throw new RangeError('barSeconds must be above 0')
  const spread = format.rows === 'QUOTES' ? undefined : format.spreadTicks
  if (spread !== undefined && !(Number.isInteger(spread) && spread >= 1)) {
    throw new RangeError(`spreadTicks must be a whole number of 1 or more, not ${spread}`)
  }
  const report = emptyReport()
  const reader = new RowReader(path, priceGrid(options.instrument), options.offTick)
  return {
    path,
    report,
    async *events() {
      let columns: Columns | null = null
      const rows = csvRows(path, format.delimiter ?? ',')
      if (format.header ?? true) {
        const first = await rows.next()
        if (first.done === true) return
        columns = namedColumns(path, first.value, Object.values(format.columns))
      }
      const cell = (row: CsvRow, column: Column): Cell => {
        const index = typeof column === 'number' ? column : (columns?.get(column) ?? -1)
        return { column: String(column), text: row.cells[index] ?? '' }
      }
      yield* playRows(rows, {
        file: path,
        report,
        badRows: options.badRows,
        read: (row) => eventsOf({ line: row.line, cell: (column) => cell(row, column) }, format, reader),
      })
    },
  }
}

type Columns = ReadonlyMap<string, number>

/** Checks at once that every column the mapping names is there: one wrong name would spoil every row. */
function namedColumns(file: string, header: CsvRow, wanted: readonly Column[]): Columns {
  const columns = new Map(header.cells.map((name, index) => [name, index]))
  for (const column of wanted) {
    if (typeof column === 'number' || columns.has(column)) continue
    const place = { file, line: header.line, column }
    throw new TapeFault(place, {
      value: column,
      allowed: `must be a column of the file; it has ${[...columns.keys()].join(', ')}`,
    })
  }
  return columns
}

interface MappedRow {
  readonly line: number
  cell(column: Column): Cell
}

function eventsOf(row: MappedRow, format: CsvFormat, reader: RowReader): readonly TapeEvent[] {
  const at = reader.time(row.line, row.cell(format.columns.time), {
    time: format.time,
    zone: format.zone ?? 'UTC',
  })
  switch (format.rows) {
    case 'QUOTES':
      return [quoteOf(row, format.columns, { reader, at })]
    case 'TRADES': {
      const { price, size, side } = format.columns
      const aggressor = side === undefined ? null : sideOf(row, row.cell(side), reader)
      const priceTicks = reader.priceTicks(row.line, row.cell(price), 'TRADE')
      const lots = reader.lots(row.line, row.cell(size))
      const trade = { kind: 'TRADE', venueAt: at, receivedAt: at, priceTicks, lots, aggressor } as const
      return format.spreadTicks === undefined
        ? [trade]
        : [trade, quoteAround(at, priceTicks, reader.spread(format.spreadTicks))]
    }
    case 'BARS': {
      const { columns } = format
      const ticks = (column: Column): number => reader.priceTicks(row.line, row.cell(column), 'TRADE')
      const bar = {
        open: ticks(columns.open),
        high: ticks(columns.high),
        low: ticks(columns.low),
        close: ticks(columns.close),
      }
      if (bar.high < Math.max(bar.open, bar.low, bar.close)) {
        throw reader.fault(row.line, row.cell(columns.high), 'must be the highest price of its bar')
      }
      if (bar.low > Math.min(bar.open, bar.close)) {
        throw reader.fault(row.line, row.cell(columns.low), 'must be the lowest price of its bar')
      }
      return quotesOfTradeBar(
        bar,
        { start: at, end: at + format.barSeconds * 1e6 },
        reader.spread(format.spreadTicks),
      )
    }
  }
}

type QuoteColumns = Extract<CsvFormat, { rows: 'QUOTES' }>['columns']

function quoteOf(
  row: MappedRow,
  columns: QuoteColumns,
  { reader, at }: { readonly reader: RowReader; readonly at: number },
): TapeEvent {
  const side = (column: Column, role: 'BID' | 'ASK'): number | null => {
    const cell = row.cell(column)
    return cell.text === '' ? null : reader.priceTicks(row.line, cell, role)
  }
  const size = (column: Column | undefined): number | null => {
    if (column === undefined) return null
    const cell = row.cell(column)
    return cell.text === '' ? null : reader.lots(row.line, cell)
  }
  const bidTicks = side(columns.bid, 'BID')
  const askTicks = side(columns.ask, 'ASK')
  if (bidTicks !== null && askTicks !== null && bidTicks > askTicks) {
    throw reader.fault(
      row.line,
      row.cell(columns.bid),
      `must not be above the ask, ${row.cell(columns.ask).text}`,
    )
  }
  const bidLots = size(columns.bidSize)
  return {
    kind: 'QUOTE',
    venueAt: at,
    receivedAt: at,
    bidTicks,
    askTicks,
    bidLots,
    askLots: size(columns.askSize),
  }
}

function sideOf(row: MappedRow, cell: Cell, reader: RowReader): Side | null {
  const text = cell.text.toUpperCase()
  if (text === '') return null
  if (text !== 'BUY' && text !== 'SELL')
    throw reader.fault(row.line, cell, 'must be buy or sell, or empty where it is not known')
  return text
}
