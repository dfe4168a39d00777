/**
 * LEAN's demonstration of order tickets: one account with a pair of every order type, moved towards the market until one of them fills,
 * orders for an opening and for a close.
 *
 * Its fill models look at each bar twice, before the algorithm and after it, at the prices that it moved its orders to. So does the
 * market here: each minute is played before its close, and again after it. New orders wait until a bar begins that is new to them.
 */

import { barAt, barColumnsOf } from '@quarterdeck/market-data'
import type { Bar, BarColumns } from '@quarterdeck/market-data'
import { defineStrategy } from '@quarterdeck/sdk'
import type { InstrumentId, OrderRequest, Strategy, StrategyContext, StrategyOrder } from '@quarterdeck/sdk'
import type { MarketSeries } from '../../../src/run/request.ts'

const MINUTE = 60e6
const HALF = 30e6
const CENT = 0.01
const TRAILED = 0.0025

type Kind = 'LIMIT' | 'STOP' | 'STOP_LIMIT' | 'TRAILING'

/** Prices of one side of a pair; what its kind has no use for is left at 0. */
interface Leg {
  readonly side: 'BUY' | 'SELL'
  /** 1: the buyer's, -1. */
  readonly sign: 1 | -1
  limit: number
  stop: number
  order: StrategyOrder | null
}

interface Pair {
  readonly kind: Kind
  readonly buy: Leg
  readonly sell: Leg
  readonly since: number
  /** Share of the price at which a trailing stop follows. */
  distance: number
}

interface Locals {
  readonly pairs: Map<Kind, Pair>
  /** What is sent once the bar that was decided on is over. */
  later: OrderRequest[]
  /** Shares for the close; 0: none are asked for. */
  atClose: number
}

type Context = StrategyContext<unknown, unknown, Locals>

export function orderTickets(instrument: InstrumentId): Strategy {
  const common = { instrument, quantity: 10 } as const
  return defineStrategy({
    name: 'order-tickets',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '1m', history: 1 }],
    prepare: (): Locals => ({ pairs: new Map(), later: [], atClose: 0 }),
    onBar(context, bar) {
      const { clock, orders, portfolio, locals, timers } = context
      const at = clock.iso().slice(8, 16)
      for (const pair of locals.pairs.values()) move(context, pair, bar)
      if (at === '07T09:31')
        for (let count = 0; count < 2; count += 1) orders.submit({ ...common, type: 'MARKET', side: 'BUY' })
      if (at === '07T12:00') {
        open(locals, { kind: 'LIMIT', at: clock.now, close: bar.close, limit: -0.001, stop: 0 })
        open(locals, { kind: 'TRAILING', at: clock.now, close: bar.close, limit: 0, stop: TRAILED })
      }
      if (at === '07T16:00')
        open(locals, { kind: 'STOP', at: clock.now, close: bar.close, limit: 0, stop: TRAILED })
      if (at === '08T12:01')
        open(locals, { kind: 'STOP_LIMIT', at: clock.now, close: bar.close, limit: 0, stop: 0.001 })
      if (at === '08T16:00')
        locals.later.push({ instrument, type: 'MARKET', side: 'BUY', quantity: 50, timeInForce: 'GTC' })
      if (at === '09T12:00') locals.atClose = 2 * portfolio.position(instrument).lots
      else if (locals.atClose > 0 && at.endsWith(':59')) locals.atClose += 1
      if (at === '09T16:00')
        orders.submit({ ...common, type: 'MARKET', side: 'BUY', quantity: locals.atClose })
      timers.at('new', clock.now + HALF)
    },
    onTimer(context) {
      const { locals, orders } = context
      for (const request of locals.later) orders.submit(request)
      locals.later = []
      for (const pair of locals.pairs.values())
        for (const leg of [pair.buy, pair.sell])
          leg.order ??= send(context, { instrument, kind: pair.kind, leg })
    },
  }) as Strategy
}

/** Begins a pair around a close, a cent nearer already, as it is moved in the minute in which it is asked for. */
function open(
  { pairs }: Locals,
  of: {
    readonly kind: Kind
    readonly at: number
    readonly close: number
    readonly limit: number
    readonly stop: number
  },
): void {
  const { kind, at, close, limit, stop } = of
  const leg = (side: Leg['side'], sign: Leg['sign']): Leg => {
    const nearer = kind === 'TRAILING' ? 0 : CENT * sign
    const own = kind === 'STOP_LIMIT' ? close - 0.03 * sign : close * (1 + limit * sign)
    return { side, sign, limit: own + nearer, stop: close * (1 + stop * sign) - nearer, order: null }
  }
  pairs.set(kind, { kind, buy: leg('BUY', 1), sell: leg('SELL', -1), since: at, distance: TRAILED })
}

/** Withdraws the other order of a pair when one has filled, else brings both nearer. */
function move(context: Context, pair: Pair, bar: { readonly high: number; readonly low: number }): void {
  const { locals, orders, clock } = context
  const legs = [pair.buy, pair.sell]
  if (legs.some(({ order }) => order?.status === 'FILLED')) {
    locals.pairs.delete(pair.kind)
    for (const { order } of legs) if (order !== null && !order.isFinal) orders.cancel(order)
    return
  }
  for (const leg of legs) {
    if (pair.kind === 'TRAILING') {
      const best = leg.side === 'SELL' ? bar.high : bar.low
      const next = best * (1 + pair.distance * leg.sign)
      if ((leg.stop - next) * leg.sign > 0) leg.stop = next
    } else {
      leg.limit += CENT * leg.sign
      leg.stop -= CENT * leg.sign
    }
    if (leg.order === null || leg.order.isFinal) continue
    const { instrument } = leg.order
    orders.replace(leg.order, pricesOf(context, { instrument, kind: pair.kind, leg }))
  }
  if (pair.kind === 'TRAILING' && ((clock.now - pair.since) / MINUTE) % 5 === 0) pair.distance -= 0.0001
}

interface Placed {
  readonly instrument: InstrumentId
  readonly kind: Kind
  readonly leg: Leg
}

function pricesOf({ orders }: Context, { instrument, kind, leg }: Placed) {
  return {
    ...(kind === 'LIMIT' || kind === 'STOP_LIMIT'
      ? { limitPrice: orders.roundToTick(instrument, leg.limit) }
      : {}),
    ...(kind === 'LIMIT' ? {} : { stopPrice: orders.roundToTick(instrument, leg.stop) }),
  }
}

function send(context: Context, placed: Placed): StrategyOrder {
  const { instrument, kind, leg } = placed
  const common = { instrument, side: leg.side, quantity: 10, timeInForce: 'GTC' } as const
  const { limitPrice = 0, stopPrice = 0 } = pricesOf(context, placed)
  if (kind === 'LIMIT') return context.orders.submit({ ...common, type: 'LIMIT', limitPrice })
  if (kind === 'STOP_LIMIT')
    return context.orders.submit({ ...common, type: 'STOP_LIMIT', limitPrice, stopPrice })
  return context.orders.submit({ ...common, type: 'STOP', stopPrice })
}

/** What is quoted of a minute beside what was traded. */
interface Quoted {
  readonly bid: BarColumns
  readonly ask: BarColumns
  /** When stop limits work alone: their model looks at quotes, that of all others at trades. */
  readonly from: number
  readonly to: number
}

/**
 * Each minute in the half minute before its close, at its closing quotes (a day's last close has one price), and again from a quarter
 * minute after the close on.
 */
export function playedTwice(trades: BarColumns, quoted: Quoted, instrumentId: InstrumentId): MarketSeries {
  const side = (quotes: BarColumns): BarColumns =>
    barColumnsOf(
      Array.from({ length: trades.length }, (_none, row): Bar[] => {
        const time = trades.time[row]!
        const closesAt = time + MINUTE
        const isQuoted = closesAt > quoted.from && closesAt <= quoted.to
        const bar = { ...barAt(isQuoted ? quotes : trades, row), volume: 0 }
        const isLast = trades.time[row + 1] !== closesAt
        const after = isLast ? trades.close[row]! : quotes.close[row]!
        const close = { open: after, high: after, low: after, close: after, volume: 0 }
        return [
          { ...bar, time: time + HALF },
          { ...close, time: closesAt },
          { ...bar, time: closesAt + HALF / 2 },
        ]
      }).flat(),
    )
  return { kind: 'QUOTE_BARS', instrumentId, timeframe: '15s', bid: side(quoted.bid), ask: side(quoted.ask) }
}
