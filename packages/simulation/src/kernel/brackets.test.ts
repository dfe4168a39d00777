/** Brackets through the gate of a backtest: nobody is left without a stop for want of money that both exits do not need. */

import { describe, expect, it } from 'vitest'
import { NO_LIMITS } from '@quarterdeck/engine'
import { ACME, FLAT, first, played } from './testing/played.ts'
import type { Ohlc } from './testing/market.ts'

const bracket = first(({ orders }) => {
  orders.bracket({
    entry: { type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 10 },
    takeProfit: 102,
    stopLoss: 98,
  })
})

const poor = {
  account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1100' }] },
  policies: [
    { scope: 'ACCOUNT' as const, targetId: null, limits: { ...NO_LIMITS, maxPositionQuantity: '10' } },
  ],
}

describe('brackets in a backtest (SI)', () => {
  const up: Ohlc = [100, 103, 100, 103]
  const down: Ohlc = [100, 100, 97, 97]
  it.each([
    ['take-profit', up, 102, ['FILLED', 'FILLED', 'CANCELED']],
    ['stop-loss', down, 98, ['FILLED', 'CANCELED', 'FILLED']],
  ] as const)(
    '[SI-24] the %s fills where all the money is in the position',
    (_name, bar, price, statuses) => {
      const result = played([FLAT, FLAT, bar, FLAT], bracket, poor)
      expect(result.rejections).toEqual([])
      expect(result.orders.map(({ status }) => status)).toEqual(statuses)
      expect(result.fills.map((fill) => fill.price)).toEqual([100, price])
      expect(result.account.positions.filter(({ lots }) => lots !== 0)).toEqual([])
    },
  )
})
