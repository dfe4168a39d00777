/**
 * Trades out of fills: each closing lot is paired with the oldest open one (first in, first out), instrument by instrument, and
 * measured against the extremes of the market between entry and exit.
 *
 * It reads the fills that the book holds; it keeps no money of its own.
 */

import type { InstrumentState } from '@quarterdeck/engine'
import type { Side } from '@quarterdeck/sdk'
import type { MarketStream } from '../kernel/market-stream.ts'
import type { FillRow, OpenTradeRow, TradeRow } from './result.ts'

/** A fill with what pairing needs of it. */
export interface PairedFill extends FillRow {
  readonly feeNumber: number
}

interface OpenLot {
  readonly fill: PairedFill
  lots: number
}

/** What the trades of one instrument are made from. */
export interface TradedInstrument {
  readonly instrument: InstrumentState
  readonly stream: MarketStream
  /** Its fills in order of booking. */
  readonly fills: readonly PairedFill[]
  /** Last mark, as a price. */
  readonly mark: number
}

export interface Trades {
  readonly closed: readonly TradeRow[]
  readonly open: readonly OpenTradeRow[]
}

export function tradesOf(traded: TradedInstrument): Trades {
  const closed: TradeRow[] = []
  let open: OpenLot[] = []
  for (const fill of traded.fills) {
    let lots = fill.lots
    while (lots > 0) {
      const first = open[0]
      if (first === undefined || first.fill.side === fill.side) break
      const paired = Math.min(lots, first.lots)
      closed.push(closedTrade(traded, { entry: first.fill, exit: fill, lots: paired }))
      lots -= paired
      first.lots -= paired
      if (first.lots === 0) open = open.slice(1)
    }
    if (lots > 0) open.push({ fill, lots })
  }
  return { closed, open: open.map(({ fill, lots }) => openTrade(traded, fill, lots)) }
}

function closedTrade(
  traded: TradedInstrument,
  of: { readonly entry: PairedFill; readonly exit: PairedFill; readonly lots: number },
): TradeRow {
  const { entry, exit, lots } = of
  const begun = beginning(traded, entry, lots)
  const exitBar = barAt(traded.stream, exit.at)
  const direction = entry.side === 'BUY' ? 1 : -1
  const value = lotValue(traded.instrument) * lots
  const grossPnl = (exit.priceTicks - entry.priceTicks) * direction * value
  const fees = begun.fees + (exit.feeNumber * lots) / exit.lots
  return {
    ...begun,
    exitAt: exit.at,
    exitPrice: exit.price,
    exitOrderId: exit.orderId,
    exitBar,
    grossPnl,
    fees,
    netPnl: grossPnl - fees,
    returnOnEntry: grossPnl / Math.abs(entry.priceTicks * value),
    ...excursions(traded, { entry, lots, exitBar, exitTicks: exit.priceTicks }),
  }
}

function openTrade(traded: TradedInstrument, entry: PairedFill, lots: number): OpenTradeRow {
  const begun = beginning(traded, entry, lots)
  const direction = entry.side === 'BUY' ? 1 : -1
  const markTicks = traded.mark / traded.stream.terms.grid.priceIncrement
  const value = lotValue(traded.instrument) * lots
  const grossPnl = (markTicks - entry.priceTicks) * direction * value
  const exitBar = traded.stream.isBars ? traded.stream.closedRow : -1
  return {
    ...begun,
    mark: traded.mark,
    grossPnl,
    netPnl: grossPnl - begun.fees,
    returnOnEntry: grossPnl / Math.abs(entry.priceTicks * value),
    ...excursions(traded, { entry, lots, exitBar, exitTicks: markTicks }),
  }
}

function beginning(traded: TradedInstrument, entry: PairedFill, lots: number) {
  const side: Side = entry.side
  return {
    instrumentId: entry.instrumentId,
    side,
    lots,
    quantity: lots * traded.stream.terms.grid.quantityIncrement,
    entryAt: entry.at,
    entryPrice: entry.price,
    entryOrderId: entry.orderId,
    entryBar: barAt(traded.stream, entry.at),
    fees: (entry.feeNumber * lots) / entry.lots,
    tag: entry.tag,
  }
}

/** Money of one tick on one lot. */
function lotValue(instrument: InstrumentState): number {
  return Number(instrument.tickLotValue) / 1e18
}

/** The bar of a market in which an instant lies, from 0; -1 for quotes and trades. */
function barAt(stream: MarketStream, at: number): number {
  if (!stream.isBars) return -1
  const { time } = stream
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The best and worst that a trade stood at, by the extremes of the bars it was open in and the prices it traded at. */
function excursions(
  traded: TradedInstrument,
  of: {
    readonly entry: PairedFill
    readonly lots: number
    readonly exitBar: number
    readonly exitTicks: number
  },
): { readonly maxFavorable: number; readonly maxAdverse: number } {
  const { entry, exitTicks } = of
  const { stream } = traded
  let low = Math.min(entry.priceTicks, exitTicks)
  let high = Math.max(entry.priceTicks, exitTicks)
  const { data } = stream
  if (data.kind === 'BARS' || data.kind === 'QUOTE_BARS') {
    const bars = data.kind === 'BARS' ? data.bars : data.bid
    const increment = stream.terms.grid.priceIncrement
    for (let row = Math.max(0, barAt(stream, entry.at)); row <= of.exitBar; row += 1) {
      low = Math.min(low, bars.low[row]! / increment)
      high = Math.max(high, bars.high[row]! / increment)
    }
  }
  const value = lotValue(traded.instrument) * of.lots
  const up = (high - entry.priceTicks) * value
  const down = (entry.priceTicks - low) * value
  return entry.side === 'BUY'
    ? { maxFavorable: up, maxAdverse: down }
    : { maxFavorable: down, maxAdverse: up }
}
