import { testStrategy } from '@quarterdeck/sdk/testing'
import { describe, expect, it } from 'vitest'
import rsiReversion from './rsi-reversion.ts'

const params = { period: 2, oversold: 20, recovered: 60 }

describe('the RSI reversion', () => {
  it('buys what fell too fast, once, and sells it when it has recovered', () => {
    const closes = [10, 9, 8, 7, 6, 8, 10, 11]
    const rig = testStrategy(rsiReversion, { params, fills: 'BARS' }).start().bars(closes)
    expect(rig.decisions().map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'test-1 BUY 1 SIM:BTC-USD MARKET IOC #oversold',
      'test-2 SELL 1 SIM:BTC-USD MARKET IOC #recovered',
    ])
    expect(rig.portfolio.position('SIM:BTC-USD').lots).toBe(0)
  })

  it('does nothing while prices rise', () => {
    expect(testStrategy(rsiReversion, { params }).start().bars([1, 2, 3, 4, 5]).decisions()).toEqual([])
  })

  it('refuses to sell before it would buy', () => {
    expect(() => testStrategy(rsiReversion, { params: { oversold: 60, recovered: 40 } })).toThrow(
      'oversold must be less than recovered (60, 40)',
    )
  })
})
