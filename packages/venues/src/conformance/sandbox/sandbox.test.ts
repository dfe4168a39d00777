import { describe, expect, it } from 'vitest'
import { ALPACA_SANDBOX } from '../../alpaca/sandbox.ts'
import { ALPACA_PAPER, ALPACA_PRODUCTION } from '../../alpaca/settings.ts'
import { COINBASE_SANDBOX } from '../../coinbase/sandbox.ts'
import { COINBASE_PRODUCTION } from '../../coinbase/settings.ts'
import { IBKR_SANDBOX } from '../../ibkr/sandbox.ts'
import { IBKR_GATEWAY } from '../../ibkr/settings.ts'
import { KALSHI_SANDBOX } from '../../kalshi/sandbox.ts'
import { KALSHI_DEMO, KALSHI_PRODUCTION } from '../../kalshi/settings.ts'
import { realAccountBecause, realAddressBecause } from './sandbox.ts'

describe('an address', () => {
  it.each([
    ['Kalshi demo', KALSHI_SANDBOX, KALSHI_DEMO],
    ['Alpaca paper', ALPACA_SANDBOX, ALPACA_PAPER],
    ['a simulator of Coinbase', COINBASE_SANDBOX, { restBaseUrl: 'http://127.0.0.1:4100/api/v3/brokerage' }],
  ])('of %s takes play money alone', (_name, sandbox, settings) => {
    expect(realAddressBecause(sandbox, settings)).toBe(null)
  })

  it.each([
    ['Kalshi', KALSHI_SANDBOX, KALSHI_PRODUCTION],
    ['Alpaca, said to be paper', ALPACA_SANDBOX, { ...ALPACA_PRODUCTION, paper: true }],
    ['Coinbase', COINBASE_SANDBOX, COINBASE_PRODUCTION],
    ['somebody else', KALSHI_SANDBOX, { restBaseUrl: 'https://kalshi.example' }],
    ['this machine that may pass everything on', COINBASE_SANDBOX, { restBaseUrl: 'https://localhost:8443' }],
  ])('of %s may be one of real orders', (_name, sandbox, settings) => {
    expect(realAddressBecause(sandbox, settings)).toMatch(/not known to take play money alone/)
  })
})

describe('an account', () => {
  it('of a venue with one address for both is paper by the word of the venue alone', () => {
    expect(realAddressBecause(IBKR_SANDBOX, IBKR_GATEWAY)).toBe(null)
    expect(realAccountBecause(IBKR_SANDBOX, { venueAccountId: 'DU1234567', paper: true })).toBe(null)
    expect(realAccountBecause(IBKR_SANDBOX, { venueAccountId: 'U7654321', paper: false })).toContain(
      'U7654321',
    )
    expect(realAccountBecause(IBKR_SANDBOX, { venueAccountId: 'U7654321', paper: null })).toContain(
      'U7654321',
    )
  })
})
