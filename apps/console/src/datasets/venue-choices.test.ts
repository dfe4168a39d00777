import { describe, expect, it } from 'vitest'
import { candleSources, emptyVenueForm, missingOf, sourceTitle, toBegin } from './venue-choices.ts'

describe('a dataset that begins at a venue', () => {
  it('asks connections and venues, and never a file', () => {
    const sources = candleSources(['nightly.csv', 'connection:Main: one', 'venue:KALSHI'])
    expect(sources.map(sourceTitle)).toEqual(['Connection Main: one', 'KALSHI, without a credential'])
    expect(sourceTitle('nightly.csv')).toBe('nightly.csv')
  })

  it('lacks who is asked, and then for what', () => {
    expect(missingOf(emptyVenueForm)).toBe('Choose who is asked.')
    expect(missingOf({ ...emptyVenueForm, source: 'venue:KALSHI', instrumentId: ' ' })).toBe(
      'Name the instrument.',
    )
  })

  it('begins at midnight UTC of its day, or with the newest bars', () => {
    const form = { ...emptyVenueForm, source: 'venue:COINBASE', instrumentId: ' COINBASE:BTC-USD ' }
    const begun = {
      organizationId: 'o',
      source: 'venue:COINBASE',
      instrumentId: 'COINBASE:BTC-USD',
      timeframe: '1h',
    }
    expect(toBegin('o', form)).toEqual(begun)
    expect(toBegin('o', { ...form, from: '2024-02-29' })).toEqual({
      ...begun,
      from: '2024-02-29T00:00:00.000Z',
    })
  })
})
