/**
 * Recordings in the layout of LEAN: zipped CSV without a header, whose meaning is in the path
 * (`equity/usa/minute/spy/20131007_quote.zip`, `forex/oanda/daily/eurusd.zip`).
 *
 * Quote files hold bars of bid and ask with sizes, trade files bars of trades; equities and options count prices in
 * ten-thousandths. Minute files count milliseconds from local midnight, the others write the local date.
 */

import type { Instrument } from '@quarterdeck/sdk'
import type { BarTicks, BarTimes } from '@quarterdeck/venues'
import { parseCivilDay } from '../calendar/civil-day.ts'
import type { CivilDay } from '../calendar/civil-day.ts'
import { instantOf } from '../calendar/zone.ts'
import { priceGrid } from '../price-grid.ts'
import { quotesOfQuoteBar, quotesOfTradeBar } from './intrabar.ts'
import type { SideBar } from './intrabar.ts'
import { RowReader } from './row-reader.ts'
import type { Cell, OffTick, PriceRole } from './row-reader.ts'
import { csvRows } from './rows.ts'
import type { CsvRow } from './rows.ts'
import { emptyReport, playRows } from './tape.ts'
import type { BadRows, Tape, TapeEvent } from './tape.ts'

export interface LeanTapeOptions {
  readonly path: string
  readonly instrument: Instrument
  readonly badRows: BadRows
  readonly offTick: OffTick
  /** Spread of the quotes that a trade bar becomes; 1 tick unless told. Quote bars have their own. */
  readonly spreadTicks?: number
  /** IANA zone of the file's times; unless told New York, for crypto and forex UTC. */
  readonly zone?: string
}

/** What the path says. */
interface LeanFile {
  readonly zone: string
  readonly tenThousandths: boolean
  readonly resolution: 'minute' | 'hour' | 'daily'
  /** Date of a minute file. */
  readonly date: CivilDay | null
}

const PATH =
  /(?:^|[/\\])([a-z]+)[/\\][^/\\]+[/\\](minute|hour|daily)[/\\](?:[^/\\]+[/\\](\d{4})(\d{2})(\d{2})_)?[^/\\]*$/
const LOCAL_TIME = /^(\d{4})(\d{2})(\d{2}) (\d{2}):(\d{2})$/
const UTC_CLASSES = new Set(['crypto', 'cryptofuture', 'forex', 'cfd'])
const TEN_THOUSANDTH_CLASSES = new Set(['equity', 'option', 'indexoption'])
/** Offsets of the prices that bid and ask had at the same moment. */
const SIMULTANEOUS = [
  ['open', 0],
  ['close', 3],
] as const
const TRADE_COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume']
const QUOTE_COLUMNS = [
  'time',
  ...['open', 'high', 'low', 'close', 'size'].map((name) => `bid ${name}`),
  ...['open', 'high', 'low', 'close', 'size'].map((name) => `ask ${name}`),
]

function leanFile(path: string, zone: string | undefined): LeanFile {
  const match = PATH.exec(path)
  const resolution = match?.[2]
  const securityType = match?.[1] ?? ''
  const dated = match?.[3] !== undefined
  if (resolution !== 'minute' && resolution !== 'hour' && resolution !== 'daily') {
    throw new Error(`${path}: a LEAN file lies under <class>/<market>/<minute, hour or daily>/`)
  }
  if (dated !== (resolution === 'minute')) {
    throw new Error(
      `${path}: a LEAN minute file is named <yyyymmdd>_<quote or trade> in a folder of its symbol, others by symbol`,
    )
  }
  return {
    zone: zone ?? (UTC_CLASSES.has(securityType) ? 'UTC' : 'America/New_York'),
    tenThousandths: TEN_THOUSANDTH_CLASSES.has(securityType),
    resolution,
    date: dated ? parseCivilDay(`${match?.[3]}-${match?.[4]}-${match?.[5]}`) : null,
  }
}

/** Opens a LEAN recording. Throws at once when the path does not say what the file is. */
export function leanTape(options: LeanTapeOptions): Tape {
  const { path } = options
  const file = leanFile(path, options.zone)
  const report = emptyReport()
  const reader = new LeanReader(file, new RowReader(path, priceGrid(options.instrument), options.offTick))
  return {
    path,
    report,
    events: () =>
      playRows(csvRows(path, ','), {
        file: path,
        report,
        badRows: options.badRows,
        read: (row) => reader.events(row, options.spreadTicks ?? 1),
      }),
  }
}

class LeanReader {
  readonly #file: LeanFile
  readonly #reader: RowReader

  constructor(file: LeanFile, reader: RowReader) {
    this.#file = file
    this.#reader = reader
  }

  events(row: CsvRow, spreadTicks: number): readonly TapeEvent[] {
    const { line } = row
    if (row.cells.length !== TRADE_COLUMNS.length && row.cells.length !== QUOTE_COLUMNS.length) {
      const cell = { column: '(row)', text: row.cells.join(',') }
      throw this.#reader.fault(
        line,
        cell,
        `must have ${TRADE_COLUMNS.length} cells (trades) or ${QUOTE_COLUMNS.length} (quotes)`,
      )
    }
    const times = this.#times(line, { column: 'time', text: row.cells[0] ?? '' })
    if (row.cells.length === TRADE_COLUMNS.length) {
      return quotesOfTradeBar(
        this.#bar(row, { from: 1, names: TRADE_COLUMNS, role: 'TRADE' }),
        times,
        this.#reader.spread(spreadTicks),
      )
    }
    const bid = this.#side(row, 1, 'BID')
    const ask = this.#side(row, 6, 'ASK')
    if (bid !== null && ask !== null) this.#refuseCrossed(row, bid.ticks, ask.ticks)
    return quotesOfQuoteBar({ bid, ask }, times)
  }

  #refuseCrossed(row: CsvRow, bid: BarTicks, ask: BarTicks): void {
    for (const [point, offset] of SIMULTANEOUS) {
      if (bid[point] <= ask[point]) continue
      const cell = { column: `bid ${point}`, text: row.cells[1 + offset] ?? '' }
      throw this.#reader.fault(row.line, cell, `must not be above the ask ${point}, ${row.cells[6 + offset]}`)
    }
  }

  #side(row: CsvRow, from: number, role: PriceRole): SideBar | null {
    if (row.cells[from] === '') return null
    const ticks = this.#bar(row, { from, names: QUOTE_COLUMNS, role })
    const size = { column: QUOTE_COLUMNS[from + 4] ?? '', text: withoutNoise(row.cells[from + 4] ?? '') }
    const lots = this.#reader.lots(row.line, size)
    // A size of 0 beside a price is how LEAN writes that the source has no sizes (forex).
    return { ticks, lots: Number(size.text) === 0 ? null : lots }
  }

  #bar(
    row: CsvRow,
    at: { readonly from: number; readonly names: readonly string[]; readonly role: PriceRole },
  ): BarTicks {
    const ticks = (offset: number): number => {
      const text = row.cells[at.from + offset] ?? ''
      const cell = {
        column: at.names[at.from + offset] ?? '',
        text: this.#file.tenThousandths ? tenThousandths(text) : text,
      }
      return this.#reader.priceTicks(row.line, cell, at.role)
    }
    return { open: ticks(0), high: ticks(1), low: ticks(2), close: ticks(3) }
  }

  #times(line: number, cell: Cell): BarTimes {
    const { date, zone, resolution } = this.#file
    if (date !== null) {
      if (!/^\d{1,8}$/.test(cell.text))
        throw this.#reader.fault(line, cell, 'must be milliseconds since local midnight')
      const milliseconds = Number(cell.text)
      const start = instantOf(zone, date, Math.floor(milliseconds / 60_000)) + (milliseconds % 60_000) * 1000
      return { start, end: start + 60e6 }
    }
    const match = LOCAL_TIME.exec(cell.text)
    if (match === null) throw this.#reader.fault(line, cell, 'must be a local time such as 20131007 09:00')
    const day = parseCivilDay(`${match[1]}-${match[2]}-${match[3]}`)
    const minutes = Number(match[4]) * 60 + Number(match[5])
    const start = instantOf(zone, day, minutes)
    // A day ends at the next local midnight: 23 or 25 hours later when clocks change.
    return { start, end: resolution === 'hour' ? start + 3600e6 : instantOf(zone, day + 1, minutes) }
  }
}

/** LEAN's sizes have been through doubles: 0.0038217599999999996 was 0.00382176. Prices have not. */
function withoutNoise(text: string): string {
  return /^\d+\.\d{13,}$/.test(text) ? Number(text).toFixed(12) : text
}

/** 1672700 is 167.27; anything but digits is left as it is, for the reader to refuse. */
function tenThousandths(text: string): string {
  if (!/^\d+$/.test(text)) return text
  const digits = text.padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`
}
