/** What is compared, with prices as far from the market as `reach` says: each strategy decides on closed bars only, by the session's own chance, so a difference anywhere shows at once. */

import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'

type Body = Parameters<typeof defineStrategy>[0]
type OnBar = NonNullable<Body['onBar']>

function strategy(name: string, onBar: OnBar): Strategy {
  return defineStrategy({
    name,
    params: { instrument: param.instrument(), quantity: param.int({ default: 10 }), reach: param.number() },
    subscribe: ({ instrument }) => [
      { kind: 'BARS', instrument: instrument as string, timeframe: '1m', history: 4 },
    ],
    onBar,
  }) as Strategy
}

const SIDES = ['BUY', 'SELL'] as const

/** Market orders: always to another position. */
const markets = strategy('markets', ({ params, orders, random }, bar) => {
  if (random.int(0, 2) === 0)
    orders.targetPosition(bar.instrument, random.int(-2, 2) * Number(params.quantity))
})

/** Limits, stops and stop-limits near the market, replaced and withdrawn at random. */
const resting = strategy('resting', ({ params, orders, random }, bar) => {
  const instrument = bar.instrument
  const quantity = Number(params.quantity)
  const side = SIDES[random.int(0, 1)]!
  const price = (): string =>
    orders.roundToTick(instrument, bar.close * (1 + (random.next() - 0.5) * 2 * Number(params.reach)))
  const working = orders.working(instrument)
  const one = working[random.int(0, Math.max(0, working.length - 1))]
  const terms = { instrument, side, quantity, timeInForce: 'GTC' } as const
  switch (random.int(0, 6)) {
    case 0:
    case 1:
      orders.submit({ type: 'LIMIT', ...terms, limitPrice: price() })
      break
    case 2:
    case 3:
      orders.submit({ type: 'STOP', ...terms, stopPrice: price() })
      break
    case 4:
      orders.submit({ type: 'STOP_LIMIT', ...terms, stopPrice: price(), limitPrice: price() })
      break
    case 5:
      if (one !== undefined) orders.cancel(one)
      break
    default:
      if (one !== undefined && one.limitPrice !== null) orders.replace(one, { limitPrice: price() })
  }
})

/** Brackets that a market order enters, one after the other. */
const brackets = strategy('brackets', ({ params, orders, portfolio, random }, bar) => {
  const instrument = bar.instrument
  if (portfolio.position(instrument).lots !== 0 || orders.working(instrument).length > 0) return
  const side = SIDES[random.int(0, 1)]!
  const way = side === 'BUY' ? 1 : -1
  orders.bracket({
    entry: { type: 'MARKET', instrument, side, quantity: Number(params.quantity) },
    takeProfit: orders.roundToTick(instrument, bar.close * (1 + way * 1.3 * Number(params.reach))),
    stopLoss: orders.roundToTick(instrument, bar.close * (1 - way * Number(params.reach))),
  })
})

export const PARITY_STRATEGIES: readonly Strategy[] = [markets, resting, brackets]
