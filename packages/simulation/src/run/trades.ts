/**
 * Trades out of fills: each closing lot is paired with the oldest open one (first in, first out), instrument by instrument, and
 * measured against the extremes of the market between entry and exit.
 *
 * It reads the fills that the book holds; it keeps no money of its own.
 */

import type { AppliedAction, InstrumentState } from '@quarterdeck/engine'
import type { Side } from '@quarterdeck/sdk'
import type { MarketStream } from '../kernel/market-stream.ts'
import type { FillRow, OpenTradeRow, TradeRow } from './result.ts'

/** A fill with what pairing needs of it. */
export interface PairedFill extends FillRow {
  readonly feeNumber: number
  /** seq of the event that booked it. */
  readonly seq: number
}

/** What is left of an opening fill, in shares of now. */
interface OpenLot {
  readonly fill: PairedFill
  lots: number
  /** New shares for each share at entry. */
  ratio: number
}

/** A split that a position may have crossed. */
interface CrossedSplit {
  readonly seq: number
  readonly at: number
  readonly actionId: string
  readonly ratio: number
  /** Of an old share, in ticks. */
  readonly referenceTicks: number
}

/** How trades end: by a fill, or by the split that paid a part of a lot out. */
interface Exit {
  readonly at: number
  readonly orderId: string
  readonly priceTicks: number
  readonly price: number
  readonly feePerLot: number
}

/** Lots that are less than this are what dividing by splits leaves of none. */
const LOTS_MIN = 1e-6

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
  const { grid } = traded.stream.terms
  const splits = splitsOf(traded.instrument)
  const closed: TradeRow[] = []
  let open: OpenLot[] = []
  const close = (first: OpenLot, lots: number, exit: Exit): void => {
    closed.push(closedTrade(traded, { first, lots, exit, later: ratioAfter(splits, exit.at) }))
    first.lots -= lots
    if (first.lots < LOTS_MIN) open = open.filter((lot) => lot !== first)
  }
  for (const step of [...traded.fills, ...splits].sort((one, other) => one.seq - other.seq)) {
    if ('actionId' in step) {
      const { ratio, actionId, at, referenceTicks } = step
      for (const lot of open) {
        lot.lots *= ratio
        lot.ratio *= ratio
      }
      // What whole lots leave of the position was paid out: it is taken from the oldest.
      const held = open.reduce((sum, { lots }) => sum + lots, 0)
      let left = held - Math.floor(held + LOTS_MIN)
      const priceTicks = referenceTicks / ratio
      const exit = {
        at,
        orderId: actionId,
        priceTicks,
        price: priceTicks * grid.priceIncrement,
        feePerLot: 0,
      }
      for (let first = open[0]; first !== undefined && left > LOTS_MIN; first = open[0]) {
        const paid = Math.min(left, first.lots)
        left -= paid
        close(first, paid, exit)
      }
      continue
    }
    let { lots } = step
    const exit = { ...step, feePerLot: step.feeNumber / step.lots }
    while (lots > LOTS_MIN) {
      const first = open[0]
      if (first === undefined || first.fill.side === step.side) break
      const paired = Math.min(lots, first.lots)
      lots -= paired
      close(first, paired, exit)
    }
    if (lots > LOTS_MIN) open.push({ fill: step, lots, ratio: 1 })
  }
  return { closed, open: open.map((lot) => openTrade(traded, lot)) }
}

function splitsOf({ actions, priceUnitsPerTick }: InstrumentState): readonly CrossedSplit[] {
  return actions.flatMap(({ seq, actionId, exAt, action }: AppliedAction) =>
    action.kind === 'SPLIT'
      ? [
          {
            seq,
            at: exAt,
            actionId,
            ratio: action.numerator / action.denominator,
            referenceTicks: (Number(action.referencePrice) * 1e18) / Number(priceUnitsPerTick),
          },
        ]
      : [],
  )
}

/** Shares at the end for each share at an instant: the bars are in shares of the end. */
function ratioAfter(splits: readonly CrossedSplit[], at: number): number {
  return splits.reduce((product, split) => (split.at > at ? product * split.ratio : product), 1)
}

function closedTrade(
  traded: TradedInstrument,
  of: { readonly first: OpenLot; readonly lots: number; readonly exit: Exit; readonly later: number },
): TradeRow {
  const { first, lots, exit, later } = of
  const begun = beginning(traded, first, lots)
  const exitBar = barAt(traded.stream, exit.at)
  const entryTicks = first.fill.priceTicks / first.ratio
  const direction = begun.side === 'BUY' ? 1 : -1
  const value = lotValue(traded.instrument) * lots
  const grossPnl = (exit.priceTicks - entryTicks) * direction * value
  const fees = begun.fees + exit.feePerLot * lots
  return {
    ...begun,
    exitAt: exit.at,
    exitPrice: exit.price,
    exitOrderId: exit.orderId,
    exitBar,
    grossPnl,
    fees,
    netPnl: grossPnl - fees,
    returnOnEntry: grossPnl / Math.abs(entryTicks * value),
    ...excursions(traded, {
      entry: first.fill,
      entryTicks,
      lots,
      exitBar,
      exitTicks: exit.priceTicks,
      later,
    }),
  }
}

function openTrade(traded: TradedInstrument, lot: OpenLot): OpenTradeRow {
  const { fill: entry, lots } = lot
  const begun = beginning(traded, lot, lots)
  const entryTicks = entry.priceTicks / lot.ratio
  const direction = entry.side === 'BUY' ? 1 : -1
  const markTicks = traded.mark / traded.stream.terms.grid.priceIncrement
  const value = lotValue(traded.instrument) * lots
  const grossPnl = (markTicks - entryTicks) * direction * value
  const exitBar = traded.stream.isBars ? traded.stream.closedRow : -1
  return {
    ...begun,
    mark: traded.mark,
    grossPnl,
    netPnl: grossPnl - begun.fees,
    returnOnEntry: grossPnl / Math.abs(entryTicks * value),
    ...excursions(traded, { entry, entryTicks, lots, exitBar, exitTicks: markTicks, later: 1 }),
  }
}

function beginning(traded: TradedInstrument, { fill: entry, ratio }: OpenLot, lots: number) {
  const side: Side = entry.side
  return {
    instrumentId: entry.instrumentId,
    side,
    lots,
    quantity: lots * traded.stream.terms.grid.quantityIncrement,
    entryAt: entry.at,
    entryPrice: entry.price / ratio,
    entryOrderId: entry.orderId,
    entryBar: barAt(traded.stream, entry.at),
    fees: (entry.feeNumber * lots) / (entry.lots * ratio),
    splitRatio: ratio,
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
    /** In shares of the exit. */
    readonly entryTicks: number
    readonly lots: number
    readonly exitBar: number
    readonly exitTicks: number
    /** Shares at the end for each share at the exit. */
    readonly later: number
  },
): { readonly maxFavorable: number; readonly maxAdverse: number } {
  const { entry, entryTicks, exitTicks } = of
  const { stream } = traded
  let low = Math.min(entryTicks, exitTicks)
  let high = Math.max(entryTicks, exitTicks)
  const { data } = stream
  if (data.kind === 'BARS' || data.kind === 'QUOTE_BARS') {
    const bars = data.kind === 'BARS' ? data.bars : data.bid
    const increment = stream.terms.grid.priceIncrement / of.later
    for (let row = Math.max(0, barAt(stream, entry.at)); row <= of.exitBar; row += 1) {
      low = Math.min(low, bars.low[row]! / increment)
      high = Math.max(high, bars.high[row]! / increment)
    }
  }
  const value = lotValue(traded.instrument) * of.lots
  const up = (high - entryTicks) * value
  const down = (entryTicks - low) * value
  return entry.side === 'BUY'
    ? { maxFavorable: up, maxAdverse: down }
    : { maxFavorable: down, maxAdverse: up }
}
