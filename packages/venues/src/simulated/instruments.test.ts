/** The catalogue: coverage, bounds, symbols. */

import { ASSET_CLASSES } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { symbolMap } from '../symbols.ts'
import { SIMULATED_CALENDARS, SIMULATED_INSTRUMENTS } from './instruments.ts'
import { instrumentTerms, multiples } from './terms.ts'

/** No instrument of the catalogue will be worth more than this a unit. */
const PRICE_MAX = '1000000'

describe('simulated instruments (SV)', () => {
  it.each(ASSET_CLASSES.filter((name) => name !== 'INDEX'))(
    '[SV-34] lists at least two of %s, not expired in 2026',
    (assetClass) => {
      const found = SIMULATED_INSTRUMENTS.filter((instrument) => instrument.assetClass === assetClass)
      const living = found.filter((instrument) => instrument.expiry === null || instrument.expiry > '2027')
      expect(living.length).toBeGreaterThanOrEqual(2)
    },
  )

  it('[SV-34] ids are venue and symbol, and what is referred to exists', () => {
    const ids = SIMULATED_INSTRUMENTS.map((instrument) => instrument.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, venueId, symbol, underlyingId, calendar } of SIMULATED_INSTRUMENTS) {
      expect(id).toBe(`${venueId}:${symbol}`)
      expect(SIMULATED_CALENDARS).toContain(calendar)
      expect([null, ...ids]).toContain(underlyingId)
    }
  })

  it.each(SIMULATED_INSTRUMENTS)('[SV-35] $id stays in safe integers', (instrument) => {
    const terms = instrumentTerms(instrument)
    expect(terms.minLots).toBeGreaterThan(0)
    expect(terms.maxLots).toBeLessThan(2 ** 50)
    expect(multiples(instrument.maxPrice ?? PRICE_MAX, instrument.priceIncrement)).toBeLessThan(2 ** 40)
  })

  it.each(SIMULATED_INSTRUMENTS)(
    '[SV-46] $id asks for a margin of at most its value, and keeps less than it asks',
    (instrument) => {
      const [initial, maintenance] = [instrument.initialMarginRate, instrument.maintenanceMarginRate].map(
        Number,
      )
      expect(initial).toBeGreaterThan(0)
      expect(initial).toBeLessThanOrEqual(1)
      expect(maintenance).toBeLessThanOrEqual(initial!)
    },
  )

  it('[SV-36] maps symbols both ways, and refuses a conflict by name', () => {
    const map = symbolMap(SIMULATED_INSTRUMENTS)
    for (const { id, venueSymbol } of SIMULATED_INSTRUMENTS) {
      expect(map.venueSymbol(id)).toBe(venueSymbol)
      expect(map.instrumentId(venueSymbol)).toBe(id)
    }
    expect(map.instrumentId('nothing')).toBeUndefined()
    const [first, second] = SIMULATED_INSTRUMENTS
    expect(() => symbolMap([first!, first!])).toThrow('Two instruments have the id SIM:BTC-USD')
    expect(() => symbolMap([first!, { ...second!, venueSymbol: 'BTC/USD' }])).toThrow(
      'SIM:BTC-USD and SIM:ETH-USD both have the venue symbol "BTC/USD"',
    )
  })
})
