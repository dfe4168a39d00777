/** A paper venue that the tape feeds meets the same market as the kernel: the same orders get the same prices. */

import { describe, expect, it } from 'vitest'
import type { VenueReport } from '@quarterdeck/engine'
import { DISPLAYED_ONLY, intrabarOrder, PATH_POINTS, pathInstant, SimulatedVenue } from '@quarterdeck/venues'
import type { VenueOrder } from '@quarterdeck/venues'
import { runBacktest } from '../run/backtest.ts'
import type { OrderRow } from '../run/result.ts'
import { MINUTE, randomBars, shares } from './testing/market.ts'
import { ACME } from './testing/played.ts'
import { movingAverageCross } from './testing/strategies.ts'

const INSTRUMENT = shares()
const BARS = randomBars(900, 11)

function placed(order: OrderRow): VenueOrder {
  const { orderId, instrumentId, side, type, timeInForce, lots } = order
  const terms = { orderId, accountId: 'a', instrumentId, side, timeInForce, lots }
  return { ...terms, orderType: type, limitTicks: null, stopTicks: null }
}

/** Plays the bars as the tape does, four quotes each, and sends every order when the backtest sent it. */
function tapeFills(orders: readonly OrderRow[]): (readonly [orderId: string, ticks: number, at: number])[] {
  const fills: (readonly [string, number, number])[] = []
  const onReport = (report: VenueReport): void => {
    if (report.kind === 'FILL') fills.push([report.orderId, report.priceTicks, report.venueAt])
  }
  const venue = new SimulatedVenue({
    venueId: INSTRUMENT.venueId,
    instruments: [INSTRUMENT],
    listener: { onReport },
    options: { ...DISPLAYED_ONLY, entry: 'NEXT_QUOTE' },
  })
  venue.onStatus({ instrumentId: ACME, status: 'OPEN', sessionEndsAt: null })
  for (let row = 0; row < BARS.length; row += 1) {
    const start = BARS.time[row]!
    const ticks = (point: 'open' | 'high' | 'low' | 'close'): number => Math.round(BARS[point][row]! * 100)
    const order = intrabarOrder({ open: ticks('open'), high: ticks('high'), low: ticks('low') })
    for (let point = 0; point < PATH_POINTS; point += 1) {
      const price = ticks(order[point]!)
      const receivedAt = pathInstant({ start, end: start + MINUTE }, point)
      const sides = { bidTicks: price, askTicks: price, bidLots: null, askLots: null, lastTicks: null }
      venue.onQuote({ instrumentId: ACME, ...sides, receivedAt })
      venue.advance(receivedAt)
    }
    for (const sent of orders)
      if (sent.submittedAt === start + MINUTE)
        venue.send({ kind: 'PLACE', order: placed(sent) }, sent.submittedAt)
  }
  return fills
}

describe('parity with the tape', () => {
  it('[SI-22] market orders of closed bars get the price and instant that a paper venue on the tape gives them', () => {
    const result = runBacktest({
      strategy: movingAverageCross,
      instruments: [INSTRUMENT],
      series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: BARS }],
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    })
    expect(result.fills.length).toBeGreaterThan(20)
    expect(tapeFills(result.orders)).toEqual(
      result.fills.map(({ orderId, priceTicks, at }) => [orderId, priceTicks, at]),
    )
  })
})
