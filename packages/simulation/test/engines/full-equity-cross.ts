/**
 * The moving-average cross as backtesting.py's tests have it: all of the equity long above, all of it short below, sized in whole
 * shares at the price at which it trades. That price is known with the next open, so the order is sized and sent there.
 */

import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'

const DAY = 86_400e6

/** Mean of the newest `length` closes, in cents, as pandas' rolling mean has it for data with two decimals; NaN before. */
export class Mean {
  private readonly length: number
  private readonly cents: number[] = []
  private sum = 0

  constructor(length: number) {
    this.length = length
  }

  next(close: number): number {
    const cents = Math.round(close * 100)
    this.cents.push(cents)
    this.sum += cents
    if (this.cents.length > this.length) this.sum -= this.cents.shift()!
    return this.cents.length < this.length ? Number.NaN : this.sum / this.length
  }
}

export const fullEquityCross: Strategy = defineStrategy({
  name: 'full-equity-cross',
  params: {
    instrument: param.instrument(),
    fast: param.int({ default: 10 }),
    slow: param.int({ default: 30 }),
    /** By how much a share costs more than its price: commission, or a worse price at entry. */
    costRate: param.number({ default: 0 }),
    /** A short costs less than its price where the price itself is worse, and not where a commission is taken. */
    costIsPrice: param.boolean({ default: false }),
    /** At this open everything is closed; 0: never. */
    lastOpen: param.number({ default: 0 }),
    /** Whether positions are closed by limit orders at the open, which no slippage touches. */
    exactExit: param.boolean({ default: false }),
  },
  subscribe: ({ instrument }) => [
    { kind: 'BARS', instrument, timeframe: '1d', history: 1 },
    { kind: 'QUOTES', instrument },
  ],
  prepare: ({ params }) => ({
    fast: new Mean(params.fast),
    slow: new Mean(params.slow),
    before: Number.NaN,
    wanted: 0,
    open: 0,
  }),
  onBar({ locals }, bar) {
    const fast = locals.fast.next(bar.close)
    const slow = locals.slow.next(bar.close)
    const now = fast - slow
    if (locals.before < 0 && now > 0) locals.wanted = 1
    else if (locals.before > 0 && now < 0) locals.wanted = -1
    locals.before = now
  },
  onQuote({ locals, params, portfolio, orders }, quote) {
    if (quote.time % DAY !== 0) return
    locals.open = quote.ask
    const isLast = quote.time === params.lastOpen
    if (isLast) locals.wanted = 0
    const { quantity } = portfolio.position(params.instrument)
    if (quantity !== 0 && (isLast || locals.wanted !== 0)) {
      const side = quantity > 0 ? 'SELL' : 'BUY'
      const closing = {
        instrument: params.instrument,
        side,
        quantity: Math.abs(quantity),
        tag: 'exit',
      } as const
      if (params.exactExit)
        orders.submit({ ...closing, type: 'LIMIT', limitPrice: quote.ask, timeInForce: 'IOC' })
      else orders.submit({ ...closing, type: 'MARKET' })
    } else if (locals.wanted !== 0) enter({ locals, params, portfolio, orders })
  },
  onFill({ locals, params, portfolio, orders }, fill) {
    if (fill.order.tag === 'exit' && locals.wanted !== 0) enter({ locals, params, portfolio, orders })
  },
}) as Strategy

interface Entry {
  readonly locals: { wanted: number; readonly open: number }
  readonly params: {
    readonly instrument: string
    readonly costRate: number
    readonly costIsPrice: boolean
  }
  readonly portfolio: { cash(): number }
  readonly orders: {
    submit(request: {
      readonly type: 'MARKET'
      readonly instrument: string
      readonly side: 'BUY' | 'SELL'
      readonly quantity: number
      readonly tag: string
    }): unknown
  }
}

function enter({ locals, params, portfolio, orders }: Entry): void {
  const { wanted, open } = locals
  locals.wanted = 0
  const direction = params.costIsPrice ? wanted : 1
  const price = open * (1 + direction * params.costRate)
  const quantity = Math.floor((portfolio.cash() * (1 - Number.EPSILON)) / price)
  orders.submit({
    type: 'MARKET',
    instrument: params.instrument,
    side: wanted > 0 ? 'BUY' : 'SELL',
    quantity,
    tag: 'entry',
  })
}
