/**
 * The strategy of backtesting.py's test_assertions: shorts below a crossing with brackets, several at a time, all closed once the
 * oldest is some days old. Its stop-limit has one price for both, and is taken to be met by a bar only after the one that sets it off.
 */

import { Crossover, defineStrategy } from '@quarterdeck/sdk'
import type { InstrumentId, Orders, Strategy, StrategyOrder } from '@quarterdeck/sdk'
import { Mean } from '../../engines/full-equity-cross.ts'

const DAY = 86_400e6
/** Share of what is free that each short is for. */
const SHARE = 0.21

interface Short {
  readonly entered: number
  readonly quantity: number
  readonly price: number
  exits: readonly StrategyOrder[]
}

interface Wish {
  readonly price: number
  order: StrategyOrder | null
}

export interface ShortTerms {
  readonly instrument: InstrumentId
  readonly smaPeriods: number
  /** Bars before its first decision. */
  readonly warmUp: number
  readonly heldDaysMax: number
}

export function bracketedShorts({ instrument, smaPeriods, warmUp, heldDaysMax }: ShortTerms): Strategy {
  return defineStrategy({
    name: 'bracketed-shorts',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '1d', history: 1 }],
    prepare: () => ({
      bars: 0,
      mean: new Mean(smaPeriods),
      cross: new Crossover(),
      shorts: [] as Short[],
      wish: null as Wish | null,
      time: 0,
    }),
    onBar: ({ locals, portfolio, orders }, { close, low, time }) => {
      locals.bars += 1
      locals.time = time
      const hasCrossed = locals.cross.next(locals.mean.next(close) / 100, close) === 1
      for (const short of locals.shorts)
        if (short.exits.length === 0) short.exits = exitsOf(short, instrument, orders)
      // Set off by this bar: from the next one on it is a limit.
      if (locals.wish !== null && locals.wish.order === null && low <= locals.wish.price) {
        const used = Math.abs(portfolio.position(instrument).quantity) * close
        const quantity = Math.floor((SHARE * (portfolio.equity - used)) / locals.wish.price)
        const limitPrice = locals.wish.price
        if (quantity > 0)
          locals.wish.order = orders.submit({
            type: 'LIMIT',
            instrument,
            side: 'SELL',
            quantity,
            limitPrice,
            timeInForce: 'GTC',
            tag: 'entry',
          })
      }
      if (locals.bars <= warmUp) return
      const oldest = locals.shorts[0]
      if (hasCrossed) {
        if (locals.wish?.order != null) orders.cancel(locals.wish.order)
        locals.wish = { price: close, order: null }
      } else if (oldest !== undefined && time - oldest.entered > heldDaysMax * DAY) {
        for (const { quantity, exits } of locals.shorts) {
          for (const exit of exits) orders.cancel(exit)
          orders.submit({ type: 'MARKET', instrument, side: 'BUY', quantity, tag: 'close' })
        }
        locals.shorts = []
      }
    },
    onFill: ({ locals, orders }, { order, quantity, time }) => {
      if (order.tag === 'entry') {
        locals.shorts.push({ entered: time - (time % DAY), quantity, price: locals.wish!.price, exits: [] })
        locals.wish = null
        return
      }
      const short = locals.shorts.find(({ exits }) => exits.includes(order))
      if (short === undefined) return
      for (const exit of short.exits) if (exit !== order) orders.cancel(exit)
      locals.shorts = locals.shorts.filter((other) => other !== short)
    },
  }) as Strategy
}

function exitsOf(
  { quantity, price }: Short,
  instrument: InstrumentId,
  orders: Orders,
): readonly StrategyOrder[] {
  const exit = { instrument, side: 'BUY', quantity, timeInForce: 'GTC', tag: 'exit' } as const
  return [
    orders.submit({ ...exit, type: 'STOP', stopPrice: orders.roundToTick(instrument, 1.05 * price) }),
    orders.submit({ ...exit, type: 'LIMIT', limitPrice: orders.roundToTick(instrument, 0.9 * price) }),
  ]
}
