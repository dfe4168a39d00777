/**
 * Recordings of Binance's websocket as they came: lines of our receive time in nanoseconds, a space and the message. They hold the
 * order book (one snapshot that was asked for, and changes), best bid and ask, and trades; the kind of the series says what is read.
 *
 * Changes that came before the snapshot are put after it where they are newer, and left out where it has them already, as Binance's
 * documentation says a local book is to be kept.
 */
import type { SeriesKind } from '../series/series-key.ts'
import { fieldsOfKind } from '../columns/column-table.ts'
import { DEPTH_FLAGS } from '../columns/tick-columns.ts'
import { createRowBuffer, type RowBuffer } from '../csv/row-buffer.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { RawRows } from './settle-rows.ts'

const LINE = /^(\d{16,19}) (\{.*\})$/
const { START, SNAPSHOT } = DEPTH_FLAGS

/** Whether a text begins as such a recording. */
export function isBinanceStream(text: string): boolean {
  return /^\d{16,19} \{"/.test(text)
}

type Level = readonly [price: string, size: string]

interface DepthMessage {
  readonly time: number
  readonly line: number
  readonly from: number
  readonly sequence: number
  readonly flags: number
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

/** Reads such recordings line by line. `push` takes pieces of text, `end` gives the rows and what was done to them. */
export class BinanceStreamReader {
  private readonly file: string
  private readonly kind: SeriesKind
  private readonly symbol: string | undefined
  private readonly rows: RowBuffer
  private readonly waiting: DepthMessage[] = []
  private rest = ''
  private line = 0
  private hasSnapshot = false
  private leftOut = 0
  private snapshotSequence = 0

  constructor(file: string, kind: SeriesKind, symbol?: string) {
    if (kind !== 'DEPTH' && kind !== 'QUOTES' && kind !== 'TRADES') {
      const message = `is a recording of Binance's stream, which holds DEPTH, QUOTES and TRADES, no ${kind}`
      throw new MarketDataError('BAD_FILE', message, { file })
    }
    this.file = file
    this.kind = kind
    this.symbol = symbol
    this.rows = createRowBuffer(fieldsOfKind(kind), 4_096)
  }

  push(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop()!
    for (const line of lines) this.read(line)
  }

  end(): { readonly raw: RawRows; readonly notes: readonly string[] } {
    if (this.rest !== '') this.read(this.rest)
    if (this.rows.length === 0) {
      const message = `holds no ${this.kind}${this.waiting.length > 0 ? ': changes of a book, and no snapshot of it' : ''}`
      throw new MarketDataError('BAD_FILE', message, { file: this.file })
    }
    const notes =
      this.leftOut === 0 ? [] : [`${this.leftOut} messages are in a snapshot already and were left out`]
    return { raw: { file: this.file, kind: this.kind, marksSnapshots: true, ...this.rows.rows() }, notes }
  }

  private read(text: string): void {
    this.line += 1
    if (text.trim() === '') return
    const [, nanos, json] = LINE.exec(text.trimEnd()) ?? []
    const message = json === undefined ? undefined : parsed(json)
    if (nanos === undefined || message === undefined)
      throw this.fault('must be nanoseconds since 1970, a space and a message', 'line')
    // Nanoseconds do not fit a double; the last three digits are below our resolution.
    const time = Number(nanos.slice(0, -3))
    const { stream, data = message } = message
    if (this.symbol !== undefined && data['s'] !== undefined && data['s'] !== this.symbol) return
    if (this.kind === 'DEPTH') this.readDepth(time, data)
    else if (this.kind === 'QUOTES' && String(stream).endsWith('@bookTicker')) this.readQuote(time, data)
    else if (this.kind === 'TRADES' && String(stream).endsWith('@trade')) this.readTrade(time, data)
  }

  private readDepth(time: number, data: Data): void {
    if (data['lastUpdateId'] !== undefined) return this.snapshot(time, data)
    if (data['e'] !== 'depthUpdate') return
    const change: DepthMessage = {
      time,
      line: this.line,
      from: this.number(data, 'U'),
      sequence: this.number(data, 'u'),
      flags: 0,
      bids: this.levels(data, 'b'),
      asks: this.levels(data, 'a'),
    }
    if (this.hasSnapshot) this.change(change)
    else this.waiting.push(change)
  }

  private snapshot(time: number, data: Data): void {
    const sequence = this.number(data, 'lastUpdateId')
    const [bids, asks] = [this.levels(data, 'bids'), this.levels(data, 'asks')]
    this.hasSnapshot = true
    this.snapshotSequence = sequence
    this.add({ time, line: this.line, from: sequence, sequence, flags: SNAPSHOT, bids, asks })
    for (const change of this.waiting.splice(0)) this.change({ ...change, time })
  }

  private change(change: DepthMessage): void {
    if (change.sequence <= this.snapshotSequence) this.leftOut += 1
    else this.add(change)
  }

  private add({ time, line, from, sequence, flags, bids, asks }: DepthMessage): void {
    let start: number = START
    for (const [side, levels] of [
      [1, bids],
      [-1, asks],
    ] as const)
      for (const [price, size] of levels) {
        this.row(line, [time, from, sequence, side, Number(price), Number(size), flags | start])
        start = 0
      }
  }

  private readQuote(time: number, data: Data): void {
    const values = ['b', 'B', 'a', 'A'].map((name) => this.number(data, name))
    this.row(this.line, [time, ...values])
  }

  private readTrade(time: number, data: Data): void {
    // m: the buyer waited, so the seller took.
    this.row(this.line, [time, this.number(data, 'p'), this.number(data, 'q'), data['m'] === true ? -1 : 1])
  }

  private row(line: number, values: readonly number[]): void {
    const { rows } = this
    if (rows.length === rows.lines.length) rows.grow()
    for (const [field, value] of values.entries()) rows.columns[field]![rows.length] = value
    rows.lines[rows.length] = line
    rows.length += 1
  }

  private number(data: Data, name: string): number {
    const value = Number(data[name])
    if (data[name] === undefined || data[name] === '' || !Number.isFinite(value))
      throw this.fault(`${JSON.stringify(data[name])} is no number`, name)
    return value
  }

  private levels(data: Data, name: string): readonly Level[] {
    const levels = data[name]
    const isLevel = (level: unknown): level is Level =>
      Array.isArray(level) &&
      level.length >= 2 &&
      level.every((text) => text !== '' && Number.isFinite(Number(text)))
    if (!Array.isArray(levels) || !levels.every(isLevel))
      throw this.fault('must be a list of prices with their sizes', name)
    return levels
  }

  private fault(message: string, column: string): MarketDataError {
    return new MarketDataError('BAD_ROW', message, { file: this.file, row: this.line, column })
  }
}

type Data = Readonly<Record<string, unknown>>

/** A JSON object; undefined for anything else. */
function parsed(text: string): ({ readonly stream?: unknown; readonly data?: Data } & Data) | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Data) : undefined
  } catch {
    // The caller says where it stands and what would be allowed.
    return undefined
  }
}
