/** The markets of a rehearsal move for as long as it takes, and always have two sides that do not meet. */
import { CoinbaseSimulator, KalshiSimulator } from '@quarterdeck/venues'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { walkMarkets } from './market-walk.ts'

describe('a market that walks', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each([
    [
      'of a coin',
      () => new CoinbaseSimulator({ keys: [] }),
      { symbol: 'BTC-USD', price: 60_000, quantity: '0.5' },
    ],
    [
      'of a contract on an event, near its end',
      () => new KalshiSimulator({ keys: [] }),
      { symbol: 'KXRAINNYC-28DEC31-T0', price: 0.94, quantity: '500', ceiling: 1 },
    ],
  ] as const)('%s', (_name, open, market) => {
    const { exchange } = open()
    const stop = walkMarkets(exchange, [market])
    const seen = new Set<number>()
    for (let step = 0; step < 200; step += 1) {
      vi.advanceTimersByTime(500)
      const [bid] = exchange.depth(market.symbol, 'BUY', 1)
      const [ask] = exchange.depth(market.symbol, 'SELL', 1)
      expect(bid?.ticks).toBeGreaterThan(0)
      expect(ask?.ticks).toBeGreaterThan(bid?.ticks ?? Infinity)
      if (bid !== undefined) seen.add(bid.ticks)
    }
    stop()
    expect(seen.size).toBeGreaterThan(1)
    expect(exchange.trades.length).toBeGreaterThan(10)
    // Others' orders are moved, not made anew: a rehearsal may take days.
    expect([...exchange.orders.values()].filter(({ terms }) => terms.limitTicks !== null).length).toBe(10)
  })
})
