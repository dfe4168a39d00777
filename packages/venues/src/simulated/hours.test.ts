/** Market hours, the ends of DAY orders, and expiring instruments. */

import { describe, expect, it } from 'vitest'
import { Desk } from './testing/desk.ts'

const DAY = 86_400_000_000

describe('venue: hours and ends (SV)', () => {
  it.each(['CLOSED', 'HALTED'] as const)(
    '[SV-21] while %s, what cannot wait is rejected and the rest waits for the open',
    (status) => {
      const desk = new Desk().close(status).quote({ bid: 9_990, ask: 10_000 })
      const market = desk.place({})
      const immediate = desk.place({ limitTicks: 10_000, timeInForce: 'IOC' })
      const limit = desk.place({ limitTicks: 10_000 })
      const stop = desk.place({ orderType: 'STOP', stopTicks: 10_010 })
      expect([market, immediate].map((id) => desk.told(id))).toEqual([['REJECTED'], ['REJECTED']])
      expect(desk.reason(market)).toMatch(new RegExp(status.toLowerCase()))
      expect([limit, stop].map((id) => desk.told(id))).toEqual([['ACCEPTED'], ['ACCEPTED']])
      desk.open()
      expect(desk.told(limit)).toEqual(['ACCEPTED'])
      desk.quote({ bid: 10_000, ask: 10_010 })
      expect(desk.told(limit)).toEqual(['ACCEPTED'])
      expect(desk.told(stop)).toEqual(['ACCEPTED', '10@10010 TAKER'])
      desk.quote({ bid: 9_980, ask: 9_990 })
      expect(desk.told(limit)).toEqual(['ACCEPTED', '10@10000 MAKER'])
    },
  )

  it('[SV-21] a market whose status was never announced counts as closed', () => {
    const desk = new Desk().quote({ bid: 9_990, ask: 10_000 })
    expect(desk.told(desk.place({}))).toEqual(['REJECTED'])
  })

  it('[SV-21] in an open market without a quote, what may rest waits for the first one and trades at its price', () => {
    const desk = new Desk().open()
    const limit = desk.place({ limitTicks: 10_050 })
    const stop = desk.place({ orderType: 'STOP', stopTicks: 10_000 })
    expect([limit, stop].map((id) => desk.told(id))).toEqual([['ACCEPTED'], ['ACCEPTED']])
    const market = desk.place({})
    expect(desk.told(market)).toEqual(['ACCEPTED', 'CANCELED'])
    expect(desk.reason(market)).toBe('there is no market price')
    desk.quote({ bid: 9_990, ask: 10_000 })
    expect(desk.told(limit)).toEqual(['ACCEPTED', '10@10000 TAKER'])
    expect(desk.told(stop)).toEqual(['ACCEPTED', '10@10000 TAKER'])
  })

  it('[SV-21] nothing trades while halted, and a cancel works', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const order = desk.place({ limitTicks: 9_995 })
    desk.close('HALTED').quote({ bid: 9_900, ask: 9_910 })
    expect(desk.told(order)).toEqual(['ACCEPTED'])
    desk.cancel(order)
    expect(desk.told(order)).toEqual(['ACCEPTED', 'CANCELED'])
  })

  it('[SV-22] a DAY order expires at the end of the session, a GTC order does not', () => {
    const desk = new Desk().open(2_000_000).quote({ bid: 9_990, ask: 10_000 })
    const day = desk.place({ limitTicks: 9_000, timeInForce: 'DAY' })
    const good = desk.place({ limitTicks: 9_000 })
    expect(desk.venue.nextDueAt()).toBe(2_000_000)
    desk.venue.advance(1_999_999)
    expect(desk.told(day)).toEqual(['ACCEPTED'])
    desk.venue.advance(2_000_000)
    expect(desk.told(day)).toEqual(['ACCEPTED', 'EXPIRED'])
    expect(desk.told(good)).toEqual(['ACCEPTED'])
  })

  it('[SV-45] past the end of the session nothing trades, though no close was announced yet', () => {
    const desk = new Desk().open(2_000_000).quote({ bid: 9_990, ask: 10_000 })
    const resting = desk.place({ limitTicks: 9_995 })
    desk.at = 2_000_000
    desk.quote({ bid: 9_980, ask: 9_985 })
    expect(desk.told(resting)).toEqual(['ACCEPTED'])
    const late = desk.place({})
    expect(desk.reason(late)).toMatch(/closed/)
    const waiting = desk.place({ limitTicks: 9_990 })
    desk.quote({ bid: 9_970, ask: 9_975 })
    expect([resting, waiting].map((id) => desk.told(id))).toEqual([['ACCEPTED'], ['ACCEPTED']])
    desk.open(9_000_000).quote({ bid: 9_980, ask: 9_985 })
    expect(desk.told(resting)).toEqual(['ACCEPTED', '10@9995 MAKER'])
    expect(desk.told(waiting)).toEqual(['ACCEPTED', '10@9985 TAKER'])
  })

  it('[SV-22] an early close ends it, and one that waits for the open lives through the closed time', () => {
    const desk = new Desk().open(9_000_000).quote({ bid: 9_990, ask: 10_000 })
    const day = desk.place({ limitTicks: 9_000, timeInForce: 'DAY' })
    desk.close()
    const next = desk.place({ limitTicks: 9_000, timeInForce: 'DAY' })
    desk.venue.advance(8_000_000)
    expect(desk.told(day)).toEqual(['ACCEPTED', 'EXPIRED'])
    desk.at = 9_500_000
    desk.open(20_000_000).quote({ bid: 9_990, ask: 10_000 })
    expect(desk.told(next)).toEqual(['ACCEPTED'])
    desk.venue.advance(20_000_000)
    expect(desk.told(next)).toEqual(['ACCEPTED', 'EXPIRED'])
  })

  it('[SV-22] in a market without an end of session a DAY order ends at the next 00:00 UTC', () => {
    const desk = new Desk({ id: 'SIM:BTC-USD' })
    desk.at = DAY * 3 - 1_000
    desk.open().quote({ bid: 9_990, ask: 10_000 })
    const order = desk.place({ limitTicks: 9_000, lots: 1_000_000, timeInForce: 'DAY' })
    desk.venue.advance(DAY * 3 - 1)
    expect(desk.told(order)).toEqual(['ACCEPTED'])
    desk.venue.advance(DAY * 3)
    expect(desk.told(order)).toEqual(['ACCEPTED', 'EXPIRED'])
  })

  it('[SV-23] working orders end with their instrument, and none is accepted after', () => {
    const desk = new Desk({ id: 'SIM:AAPL281117C00250000' })
    const expiry = Date.parse('2028-11-17T21:00:00Z') * 1_000
    desk.at = expiry - 1_000
    desk.open().quote({ bid: 990, ask: 1_000 })
    const order = desk.place({ limitTicks: 900 })
    desk.venue.advance(expiry)
    expect(desk.told(order)).toEqual(['ACCEPTED', 'EXPIRED'])
    desk.at = expiry
    const late = desk.place({ limitTicks: 900 })
    expect(desk.told(late)).toEqual(['REJECTED'])
    expect(desk.reason(late)).toBe('the instrument expired at 2028-11-17T21:00:00Z')
  })

  it('[SV-22] a session that a tape ends expires the DAY orders that came before, not those that are for the next', () => {
    const desk = new Desk().open(Number.MAX_SAFE_INTEGER).quote({ bid: 9_990, ask: 10_000 })
    const early = desk.place({ limitTicks: 9_900, timeInForce: 'DAY' })
    const patient = desk.place({ limitTicks: 9_900, timeInForce: 'GTC' })
    const closedAt = desk.at + 1
    const late = desk.place({ limitTicks: 9_900, timeInForce: 'DAY' })
    desk.venue.endSession(desk.instrumentId, closedAt)
    desk.venue.advance(desk.at)
    expect([early, patient, late].map((order) => desk.told(order).at(-1))).toEqual([
      'EXPIRED',
      'ACCEPTED',
      'ACCEPTED',
    ])
  })
})
