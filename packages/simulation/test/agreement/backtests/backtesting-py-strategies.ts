/** The small strategies of backtesting.py's own tests, written with our orders: one order with its exits, a round trip, a trailing stop. */

import { Crossover, defineStrategy } from '@quarterdeck/sdk'
import type { InstrumentId, OrderRequest, Strategy } from '@quarterdeck/sdk'
import { Mean } from '../../engines/full-equity-cross.ts'

const DAY = 86_400e6
const closes = (instrument: InstrumentId) =>
  [{ kind: 'BARS', instrument, timeframe: '1d', history: 2 }] as const
const closesAndOpens = (instrument: InstrumentId) =>
  [...closes(instrument), { kind: 'QUOTES', instrument }] as const

export interface RoundTripTerms {
  readonly instrument: InstrumentId
  /** What a share costs at a price, all included. */
  readonly costOf: (price: number) => number
}

/** Buys for all the cash at the third opening, and sells everything at the next one, at that opening exactly. */
export function roundTrip({ instrument, costOf }: RoundTripTerms): Strategy {
  return defineStrategy({
    name: 'round-trip',
    params: {},
    subscribe: () => [...closesAndOpens(instrument)],
    prepare: () => ({ bars: 0 }),
    onBar: ({ locals }) => {
      locals.bars += 1
    },
    onQuote: ({ locals, portfolio, orders }, { time, ask }) => {
      if (time % DAY !== 0) return
      if (locals.bars === 2) {
        const quantity = Math.floor((portfolio.cash() * (1 - Number.EPSILON)) / costOf(ask))
        orders.submit({ type: 'MARKET', instrument, side: 'BUY', quantity })
      } else if (locals.bars === 3) {
        const { quantity } = portfolio.position(instrument)
        orders.submit({
          type: 'LIMIT',
          instrument,
          side: 'SELL',
          quantity,
          limitPrice: ask,
          timeInForce: 'IOC',
        })
      }
    },
  }) as Strategy
}

export interface EntryTerms {
  readonly instrument: InstrumentId
  /** The close at which the orders are sent. */
  readonly at: number
  readonly requests: readonly OrderRequest[]
  readonly stopLoss?: number
  readonly takeProfit?: number
  /** NEXT_BAR: exits of an order that filled inside a bar are sent when that bar has closed, for its order of prices is unknown. */
  readonly exitsFrom: 'FILL' | 'NEXT_BAR'
}

/** Sends orders at one close, and the exits of the first when it has filled. */
export function entryWithExits(terms: EntryTerms): Strategy {
  const { instrument, exitsFrom } = terms
  return defineStrategy({
    name: 'entry-with-exits',
    params: {},
    subscribe: () => [...closes(instrument)],
    prepare: () => ({ waiting: 0 }),
    onBar: ({ locals, orders }, bar) => {
      if (bar.time === terms.at) for (const request of terms.requests) orders.submit(request)
      if (locals.waiting > 0) protect(terms, orders, locals.waiting)
      locals.waiting = 0
    },
    onFill: ({ locals, orders }, fill) => {
      if (fill.order.tag === 'exit') orders.cancelAll()
      else if (exitsFrom === 'FILL') protect(terms, orders, fill.quantity)
      else locals.waiting = fill.quantity
    },
  }) as Strategy
}

function protect(
  { instrument, stopLoss, takeProfit }: EntryTerms,
  orders: { submit(request: OrderRequest): unknown },
  quantity: number,
): void {
  const exit = { instrument, side: 'SELL', quantity, timeInForce: 'GTC', tag: 'exit' } as const
  if (stopLoss !== undefined) orders.submit({ ...exit, type: 'STOP', stopPrice: stopLoss })
  if (takeProfit !== undefined) orders.submit({ ...exit, type: 'LIMIT', limitPrice: takeProfit })
}

/** Says at which bars the close comes above the open: two lines for a crossover. */
export function crossings(instrument: InstrumentId): Strategy {
  return defineStrategy({
    name: 'crossings',
    params: {},
    subscribe: () => [...closes(instrument)],
    prepare: ({ attach }) =>
      attach(instrument, '1d', new Crossover(), ({ close, open }) => ({ x: close, y: open })),
    onBar: ({ locals, log }) => {
      if (locals.value === 1) log.info('crossed above')
    },
  }) as Strategy
}

export interface TrailingTerms {
  readonly instrument: InstrumentId
  readonly atrPeriods: number
  readonly stopAtrs: number
  readonly smaPeriods: number
  /** What the range is taken to be until there are enough bars: its first value, which that engine fills in backwards. */
  readonly firstAtr: number
}

/** Long above the average; a stop that follows the close at some average true ranges. */
export function trailingAtr(terms: TrailingTerms): Strategy {
  const { instrument } = terms
  return defineStrategy({
    name: 'trailing-atr',
    params: {},
    subscribe: () => [...closesAndOpens(instrument)],
    prepare: () => ({
      bars: 0,
      mean: new Mean(terms.smaPeriods),
      ranges: [] as number[],
      lastClose: Number.NaN,
      wants: false,
      stop: 0,
    }),
    onBar: ({ locals, portfolio, orders }, { high, low, close }) => {
      const mean = locals.mean.next(close) / 100
      if (locals.bars > 0)
        locals.ranges.push(
          Math.max(high - low, Math.abs(locals.lastClose - high), Math.abs(locals.lastClose - low)),
        )
      locals.lastClose = close
      locals.bars += 1
      const isHeld = portfolio.position(instrument).quantity > 0
      if (isHeld) {
        const next = Math.max(locals.stop, close - rangeOf(locals.ranges, terms) * terms.stopAtrs)
        if (next > locals.stop) {
          locals.stop = next
          const stopPrice = orders.roundToTick(instrument, next)
          const { quantity } = portfolio.position(instrument)
          const [working] = orders.working()
          if (working !== undefined) orders.replace(working, { stopPrice })
          else
            orders.submit({ type: 'STOP', instrument, side: 'SELL', quantity, stopPrice, timeInForce: 'GTC' })
        }
      } else locals.stop = 0
      // Its first decision is one bar after the average is there.
      locals.wants = !isHeld && locals.bars > terms.smaPeriods && close > mean
    },
    onQuote: ({ locals, portfolio, orders }, { time, ask }) => {
      if (time % DAY !== 0 || !locals.wants) return
      locals.wants = false
      orders.submit({ type: 'MARKET', instrument, side: 'BUY', quantity: Math.floor(portfolio.cash() / ask) })
    },
  }) as Strategy
}

function rangeOf(ranges: readonly number[], { atrPeriods, firstAtr }: TrailingTerms): number {
  if (ranges.length < atrPeriods) return firstAtr
  return ranges.slice(-atrPeriods).reduce((sum, one) => sum + one, 0) / atrPeriods
}
