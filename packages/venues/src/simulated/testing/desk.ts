/** A trading desk for tests: a venue without delay in front of it, quotes and orders in a few words, all reports kept. */

import type { Micros, VenueReport } from '@quarterdeck/engine'
import type { Instrument, Side } from '@quarterdeck/sdk'
import type { VenueOrder, VenueRequest } from '../../adapter.ts'
import { SIMULATED_INSTRUMENTS } from '../instruments.ts'
import { BUY, SELL } from '../matching/codes.ts'
import { DISPLAYED_ONLY } from '../options.ts'
import type { SimulationOptions } from '../options.ts'
import { SimulatedVenue } from '../venue.ts'

export interface Shown {
  readonly bid: number | null
  readonly ask: number | null
  readonly bidLots?: number | null
  readonly askLots?: number | null
  readonly last?: number
  /** The venue's own time; absent: it tells none. */
  readonly venueAt?: Micros
}

export interface BookWords {
  readonly isSnapshot?: boolean
  readonly from?: number
  readonly sequence?: number
  readonly bids?: Readonly<Record<number, number>>
  readonly asks?: Readonly<Record<number, number>>
}

/** Options of a desk whose market is a recorded order book. */
export const RECORDED = { liquidity: 'RECORDED', passedFills: 'DISPLAYED' } as const

export class Desk {
  readonly reports: VenueReport[] = []
  readonly venue: SimulatedVenue
  readonly instrumentId: string
  at: Micros = 1_000_000
  private orders = 0

  constructor(
    setting: {
      readonly options?: Partial<SimulationOptions>
      readonly instrument?: Partial<Instrument>
      readonly id?: string
    } = {},
  ) {
    this.instrumentId = setting.id ?? 'SIM:AAPL'
    const listed = SIMULATED_INSTRUMENTS.find((instrument) => instrument.id === this.instrumentId)
    if (listed === undefined) throw new Error(`Invariant: ${this.instrumentId} is in the catalogue`)
    this.venue = new SimulatedVenue({
      venueId: 'SIM',
      instruments: [{ ...listed, ...setting.instrument }],
      listener: { onReport: (report) => void this.reports.push(report) },
      options: { ...DISPLAYED_ONLY, ...setting.options },
    })
  }

  open(sessionEndsAt: Micros | null = null): this {
    this.venue.onStatus({ instrumentId: this.instrumentId, status: 'OPEN', sessionEndsAt })
    return this
  }

  close(status: 'CLOSED' | 'HALTED' = 'CLOSED'): this {
    this.venue.onStatus({ instrumentId: this.instrumentId, status, sessionEndsAt: null })
    return this
  }

  /** Shows a quote; sizes are 100 lots where none are given. */
  quote(shown: Shown): this {
    this.at += 1
    this.venue.onQuote({
      instrumentId: this.instrumentId,
      bidTicks: shown.bid,
      askTicks: shown.ask,
      bidLots: shown.bidLots === undefined ? 100 : shown.bidLots,
      askLots: shown.askLots === undefined ? 100 : shown.askLots,
      lastTicks: shown.last ?? null,
      receivedAt: this.at,
      ...(shown.venueAt === undefined ? {} : { venueAt: shown.venueAt }),
    })
    this.venue.advance(this.at)
    return this
  }

  /** Tells a message of a recorded book: levels of bids and asks as prices with their lots. */
  book(message: BookWords): this {
    this.at += 1
    const market = this.venue.listing(this.instrumentId)?.recorded
    if (market == null) throw new Error('Invariant: the desk was opened with RECORDED liquidity')
    const { isSnapshot = false, sequence = 0, bids = {}, asks = {} } = message
    market.begin({ isSnapshot, sequence, sequenceFrom: message.from ?? sequence })
    for (const [ticks, lots] of Object.entries(bids)) market.set(BUY, Number(ticks), lots)
    for (const [ticks, lots] of Object.entries(asks)) market.set(SELL, Number(ticks), lots)
    market.end()
    this.venue.onBook(this.instrumentId, this.at)
    this.venue.advance(this.at)
    return this
  }

  /** Tells a trade of the market. */
  print(ticks: number, lots: number, aggressor: Side | null = null): this {
    this.at += 1
    this.venue.onPrint(this.instrumentId, { ticks, lots, aggressor }, this.at)
    this.venue.advance(this.at)
    return this
  }

  /** Places an order and lets it arrive; returns its id. A limit order of account `a` for 10 lots where nothing else is said. */
  place(terms: Partial<VenueOrder>): string {
    this.orders += 1
    const orderType = terms.orderType ?? (terms.limitTicks === undefined ? 'MARKET' : 'LIMIT')
    const order: VenueOrder = {
      orderId: `o${this.orders}`,
      accountId: 'a',
      instrumentId: this.instrumentId,
      side: 'BUY',
      timeInForce: orderType === 'MARKET' ? 'IOC' : 'GTC',
      lots: 10,
      limitTicks: null,
      stopTicks: null,
      ...terms,
      orderType,
    }
    this.send({ kind: 'PLACE', order })
    return order.orderId
  }

  send(request: VenueRequest): void {
    this.at += 1
    this.venue.send(request, this.at)
    this.venue.advance(this.at)
  }

  cancel(orderId: string): void {
    this.send({ kind: 'CANCEL', orderId })
  }

  /** What was said of an order, as kinds: FILL with lots, price and liquidity. */
  told(orderId: string): string[] {
    return this.reports
      .filter((report) => report.kind !== 'WORKING_ORDERS' && report.orderId === orderId)
      .map(inWords)
  }

  /** The reason of the last report of an order that has one. */
  reason(orderId: string): string {
    const found = this.reports.findLast((report) => 'reason' in report && report.orderId === orderId)
    return found !== undefined && 'reason' in found ? found.reason : ''
  }

  /** What the venue itself lists as working. */
  working(): readonly string[] {
    this.send({ kind: 'LIST_WORKING' })
    const last = this.reports.at(-1)
    return last?.kind === 'WORKING_ORDERS' ? last.orderIds : []
  }
}

function inWords(report: VenueReport): string {
  return report.kind === 'FILL' ? `${report.lots}@${report.priceTicks} ${report.liquidity}` : report.kind
}
