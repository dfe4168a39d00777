/**
 * Recordings of Binance's websocket as hftbacktest keeps them: lines of our receive time in nanoseconds, a space and the
 * message as it came. Best bid and ask (`bookTicker`) and trades are played; changes of depth are passed over.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { z } from 'zod'
import { priceGrid } from '../price-grid.ts'
import { RowReader } from './row-reader.ts'
import type { OffTick } from './row-reader.ts'
import { textLines } from './rows.ts'
import type { TextLine } from './rows.ts'
import { emptyReport, playRows } from './tape.ts'
import type { BadRows, Tape, TapeEvent } from './tape.ts'

export interface BinanceTapeOptions {
  readonly path: string
  readonly instrument: Instrument
  /** Binance symbol to play, such as BTCUSDT; unless told, whatever the file holds. */
  readonly symbol?: string
  readonly badRows: BadRows
  readonly offTick: OffTick
}

const Message = z.object({ stream: z.string(), data: z.object({ s: z.string().optional() }).loose() })
const BookTicker = z.object({ b: z.string(), B: z.string(), a: z.string(), A: z.string() })
const Trade = z.object({ p: z.string(), q: z.string(), T: z.int().positive(), m: z.boolean() })

/** The book as it was asked for when recording began, so that changes of depth have something to change. */
const DepthSnapshot = z.object({
  lastUpdateId: z.int(),
  bids: z.array(z.unknown()),
  asks: z.array(z.unknown()),
})

const LINE = /^(\d{16,19}) (\{.*\})$/

/** Opens such a recording; gzip is unpacked on the way. */
export function binanceTape(options: BinanceTapeOptions): Tape {
  const { path } = options
  const report = emptyReport()
  const reader = new RowReader(path, priceGrid(options.instrument), options.offTick)
  const read = (row: TextLine): readonly TapeEvent[] | null => readLine(row, reader, options.symbol)
  const rows = (): AsyncGenerator<TextLine> => textLines(path)
  return {
    path,
    report,
    events: () => playRows(rows(), { file: path, report, badRows: options.badRows, read }),
  }
}

function readLine(
  { line, text }: TextLine,
  reader: RowReader,
  symbol: string | undefined,
): readonly TapeEvent[] | null {
  const match = LINE.exec(text)
  if (match === null) {
    throw reader.fault(
      line,
      { column: '(line)', text },
      'must be nanoseconds since 1970, a space and a JSON object',
    )
  }
  const json = parseJson(match[2] ?? '')
  const message = Message.safeParse(json)
  if (!message.success) {
    if (DepthSnapshot.safeParse(json).success) return null
    throw reader.fault(
      line,
      { column: 'message', text },
      'must be a combined stream message with stream and data',
    )
  }
  const { stream, data } = message.data
  if (symbol !== undefined && data.s !== symbol) return null
  // Nanoseconds do not fit a double; the last three digits are below our resolution.
  const receivedAt = Number((match[1] ?? '').slice(0, -3))
  if (stream.endsWith('@bookTicker')) return [quoteOf(line, data, { reader, receivedAt })]
  if (stream.endsWith('@trade')) return [tradeOf(line, data, { reader, receivedAt })]
  return null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is not a message either: the caller refuses it with the line's place.
    return null
  }
}

interface Arrival {
  readonly reader: RowReader
  readonly receivedAt: Micros
}

function quoteOf(line: number, data: unknown, { reader, receivedAt }: Arrival): TapeEvent {
  const ticker = BookTicker.safeParse(data)
  if (!ticker.success) {
    throw reader.fault(
      line,
      { column: 'data', text: JSON.stringify(data) },
      'must have b, B, a and A as decimal strings',
    )
  }
  const { b, B, a, A } = ticker.data
  const bidTicks = reader.priceTicks(line, { column: 'data.b', text: b }, 'BID')
  const askTicks = reader.priceTicks(line, { column: 'data.a', text: a }, 'ASK')
  if (bidTicks > askTicks)
    throw reader.fault(line, { column: 'data.b', text: b }, `must not be above the ask, ${a}`)
  return {
    kind: 'QUOTE',
    // Spot best prices carry no time of the venue's.
    venueAt: receivedAt,
    receivedAt,
    bidTicks,
    askTicks,
    bidLots: reader.lots(line, { column: 'data.B', text: B }),
    askLots: reader.lots(line, { column: 'data.A', text: A }),
  }
}

function tradeOf(line: number, data: unknown, { reader, receivedAt }: Arrival): TapeEvent {
  const trade = Trade.safeParse(data)
  if (!trade.success) {
    const cell = { column: 'data', text: JSON.stringify(data) }
    throw reader.fault(line, cell, 'must have p and q as decimal strings, T in milliseconds and m')
  }
  const { p, q, T, m } = trade.data
  return {
    kind: 'TRADE',
    venueAt: T * 1000,
    receivedAt,
    priceTicks: reader.priceTicks(line, { column: 'data.p', text: p }, 'TRADE'),
    lots: reader.lots(line, { column: 'data.q', text: q }),
    // m: the buyer was the maker, so the seller took.
    aggressor: m ? 'SELL' : 'BUY',
  }
}
