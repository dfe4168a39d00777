import { testStrategy } from '@quarterdeck/sdk/testing'
import { describe, expect, it } from 'vitest'
import smaCross from './sma-cross.ts'

const params = { fast: 2, slow: 3 }
const closes = [10, 10, 10, 11, 12, 12, 11, 9, 9]

describe('the SMA cross of the guide', () => {
  it('buys when the fast average rises above the slow one, and sells when it falls below', () => {
    const rig = testStrategy(smaCross, { params, fills: 'BARS' }).start().bars(closes)
    expect(rig.decisions()).toEqual([
      '2026-01-05T00:04:00.000000Z test-1 BUY 1 SIM:BTC-USD MARKET IOC #cross',
      '2026-01-05T00:07:00.000000Z test-2 SELL 1 SIM:BTC-USD MARKET IOC #cross',
    ])
    expect(rig.portfolio.position('SIM:BTC-USD')).toMatchObject({ lots: 0, realizedPnl: -3 })
    expect(rig.state).toEqual({ crossings: 2 })
    // A promise to everybody who compares runs: another digest for the same decisions is a major change.
    expect(rig.session.digest()).toBe('e7282cf1f8a5ba7b5120aaf8da650eee')
    expect(rig.logLines).toEqual(['INFO BUY at 11', 'INFO SELL at 11'])
  })

  it('does nothing before the slow average is ready', () => {
    expect(testStrategy(smaCross, { params }).start().bars([1, 2]).decisions()).toEqual([])
  })

  it('refuses a fast average that is not faster', () => {
    expect(() => testStrategy(smaCross, { params: { fast: 30, slow: 30 } })).toThrow(
      'fast must be less than slow (30, 30)',
    )
  })
})
