import { describe, expect, it } from 'vitest'
import { WrongUsage } from '../../../exit.ts'
import { type ConformanceOptions, runVenueConformance } from './conformance.ts'

const ASKED: ConformanceOptions = {
  baseUrl: [],
  cases: [],
  realOrders: false,
  trade: false,
  yes: true,
  json: false,
}

describe('the conformance suite', () => {
  it.each<[string, Partial<ConformanceOptions>, RegExp]>([
    ['nowhere', {}, /There is no venue nowhere; there are COINBASE/],
    ['kalshi', { cases: ['VC-99'] }, /There is no case VC-99; there are VC-01/],
    ['kalshi', { baseUrl: ['http://127.0.0.1:1'] }, /must be NAME=URL/],
    [
      'kalshi',
      { baseUrl: ['elsewhereUrl=http://127.0.0.1:1'] },
      /KALSHI\.elsewhereUrl is unknown; allowed are/,
    ],
    ['kalshi', { settings: 'not-there.json' }, /not-there\.json cannot be read/],
  ])('says what is allowed to who asks for %s with %j', async (venue, options, words) => {
    const asked = runVenueConformance(venue, { ...ASKED, ...options })
    await expect(asked).rejects.toThrow(words)
    await expect(asked).rejects.toBeInstanceOf(WrongUsage)
  })

  it.each<[string, Partial<ConformanceOptions>]>([
    ['coinbase', {}],
    ['kalshi', { baseUrl: ['restBaseUrl=https://external-api.kalshi.com/trade-api/v2'] }],
    ['alpaca', { baseUrl: ['tradingBaseUrl=https://api.alpaca.markets'] }],
  ])('is not run at %s with %j, where orders could be real', async (venue, options) => {
    const asked = runVenueConformance(venue, { ...ASKED, ...options })
    await expect(asked).rejects.toThrow(/^Refused, since the orders could be real: .*say --real-orders\.$/)
  })
})
