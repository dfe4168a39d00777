import { describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import { WireFault } from '../wire/fields.ts'
import { sideOf, takerSideOf } from './direction.ts'

const alerts: VenueAlert[] = []
const heard = { venueId: 'KALSHI', alert: (alert: VenueAlert) => void alerts.push(alert) }

describe('the direction of an order or a fill', () => {
  it.each([
    [{ book_side: 'bid' }, 'BUY'],
    [{ book_side: 'ask', side: 'yes', action: 'sell' }, 'SELL'],
    [{ outcome_side: 'yes' }, 'BUY'],
    [{ outcome_side: 'no' }, 'SELL'],
    [{ purchased_side: 'no', side: 'yes', action: 'sell' }, 'SELL'],
    [{ side: 'yes', is_yes: false }, 'SELL'],
    [{ action: 'buy', side: 'yes' }, 'BUY'],
    [{ action: 'sell', side: 'no' }, 'BUY'],
    [{ action: 'buy', side: 'no' }, 'SELL'],
    [{ action: 'sell', side: 'yes' }, 'SELL'],
  ])('of %j is %s', (from, side) => {
    expect(sideOf(from, heard)).toBe(side)
  })

  it.each([{}, { side: 'yes' }, { action: 'buy' }, { action: 'hold', side: 'yes' }])(
    'is not guessed of %j',
    (from) => {
      expect(() => sideOf(from, heard)).toThrow(WireFault)
    },
  )

  it('[LV-16] in a word that nobody knows is told to somebody, and not guessed', () => {
    expect(() => sideOf({ book_side: 'sideways' }, heard)).toThrow(WireFault)
    expect(alerts).toMatchObject([{ kind: 'UNKNOWN_WORD', subject: 'book_side' }])
  })

  it.each([
    [{ taker_book_side: 'bid' }, 'BUY'],
    [{ taker_outcome_side: 'no' }, 'SELL'],
    [{ taker_side: 'no' }, 'SELL'],
  ])('of who took, %j, is %s', (from, side) => {
    expect(takerSideOf(from, heard)).toBe(side)
  })
})
