/** The nautilus cases: a paper broker on quotes, played on the whole simulated venue. */

import assert from 'node:assert/strict'
import type { VenueReport } from '@quarterdeck/engine'
import type { Instrument, OrderType } from '@quarterdeck/sdk'
import { DISPLAYED_ONLY, SIMULATED_INSTRUMENTS, SimulatedVenue } from '../../src/index.ts'
import type { SimulationOptions } from '../../src/index.ts'
import { judge, notApplicable } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

interface Bar {
  readonly o: number
  readonly h: number
  readonly l: number
  readonly c: number
  readonly v: number
}

interface Step {
  readonly quote?: {
    readonly bid: number
    readonly ask: number
    readonly bid_size: number
    readonly ask_size: number
  }
  readonly bar?: Bar
  readonly order?: {
    readonly type: string
    readonly side: string
    readonly qty: number
    readonly price?: number
    readonly trigger?: number
    readonly tif?: 'IOC' | 'FOK'
    readonly post_only?: boolean
    readonly reduce_only?: boolean
  }
}

interface Expected {
  readonly status: string
  readonly filled_qty?: number
  readonly avg_px?: number
  readonly avg_px_4dp?: number
  readonly abs_tol?: number
  readonly fill_prices?: readonly number[]
  readonly liquidity?: string
  readonly open_orders?: number
}

export interface NautilusFile {
  readonly cases: readonly {
    readonly name: string
    readonly steps: readonly Step[]
    readonly expected: Expected
  }[]
}

/**
 * Their rule for top-of-book data: what an order wants beyond the displayed size trades one tick worse, IOC and FOK get
 * the displayed size only, and a stop that the market has passed is rejected.
 */
const TOP_OF_BOOK: SimulationOptions = {
  ...DISPLAYED_ONLY,
  depth: { levels: 1, stepBasisPoints: 0, growthPercent: 0, lastIsEndless: true },
  immediateReach: 'DISPLAYED',
  stopsInTheMarket: 'REJECT',
}

const TYPES: Readonly<Record<string, OrderType>> = {
  market: 'MARKET',
  limit: 'LIMIT',
  stop_market: 'STOP',
  stop_limit: 'STOP_LIMIT',
}
const TICKS_PER_POINT = 1_000
const INSTRUMENT_ID = 'SIM:USD-JPY'

export function nautilus(file: NautilusFile): CaseResult[] {
  return file.cases.map(({ name, steps, expected }) => {
    const flags = steps.flatMap((step) => (step.order === undefined ? [] : [step.order]))
    if (flags.some((order) => order.reduce_only)) return notApplicable(name, 'reduce-only orders')
    if (flags.some((order) => order.post_only))
      return notApplicable(name, 'post-only orders: the flag does not reach a venue yet')
    if (flags.some((order) => TYPES[order.type] === undefined))
      return notApplicable(name, 'an order type that is not traded here')
    return judge(name, () => {
      const broker = new PaperBroker()
      for (const step of steps) broker.play(step)
      broker.compare(expected)
    })
  })
}

class PaperBroker {
  private readonly reports: VenueReport[] = []
  private readonly venue: SimulatedVenue
  private at = 0
  private quantity = 0

  constructor() {
    const listed = SIMULATED_INSTRUMENTS.find((instrument) => instrument.id === INSTRUMENT_ID)
    const instrument: Instrument = { ...listed!, maxQuantity: '10000000' }
    const listener = { onReport: (report: VenueReport) => void this.reports.push(report) }
    this.venue = new SimulatedVenue({
      venueId: 'SIM',
      instruments: [instrument],
      listener,
      options: TOP_OF_BOOK,
    })
    this.venue.onStatus({ instrumentId: INSTRUMENT_ID, status: 'OPEN', sessionEndsAt: null })
  }

  play(step: Step): void {
    const { quote, bar, order } = step
    if (quote !== undefined)
      this.quote({
        bidTicks: ticks(quote.bid),
        askTicks: ticks(quote.ask),
        bidLots: quote.bid_size,
        askLots: quote.ask_size,
      })
    if (bar !== undefined)
      for (const price of pathOf(bar))
        this.quote({ bidTicks: price, askTicks: price, bidLots: bar.v / 4, askLots: bar.v / 4 })
    if (order === undefined) return
    this.quantity = order.qty
    this.at += 1
    this.venue.send(
      {
        kind: 'PLACE',
        order: {
          orderId: 'order',
          accountId: 'account',
          instrumentId: INSTRUMENT_ID,
          side: order.side === 'buy' ? 'BUY' : 'SELL',
          orderType: TYPES[order.type]!,
          timeInForce: order.tif ?? 'GTC',
          lots: order.qty,
          limitTicks: order.price === undefined ? null : ticks(order.price),
          stopTicks: order.trigger === undefined ? null : ticks(order.trigger),
        },
      },
      this.at,
    )
    this.venue.advance(this.at)
  }

  compare(expected: Expected): void {
    this.venue.advance(this.at + 1)
    const fills = this.reports.filter((report) => report.kind === 'FILL')
    const filled = fills.reduce((sum, fill) => sum + fill.lots, 0)
    const cost = fills.reduce((sum, fill) => sum + fill.lots * fill.priceTicks, 0)
    const average = cost / filled / TICKS_PER_POINT
    const status = this.status(filled)
    // A refusal before the market is their risk engine's DENIED; our engine's gate and this venue both refuse it.
    assert.equal(status, expected.status === 'DENIED' ? 'REJECTED' : expected.status)
    if (expected.filled_qty !== undefined) assert.equal(filled, expected.filled_qty)
    if (expected.fill_prices !== undefined)
      assert.deepEqual(
        fills.map((fill) => fill.priceTicks),
        expected.fill_prices.map(ticks),
      )
    if (expected.liquidity !== undefined)
      assert.ok(fills.every((fill) => fill.liquidity === expected.liquidity))
    if (expected.avg_px !== undefined)
      assert.ok(Math.abs(average - expected.avg_px) <= (expected.abs_tol ?? 1e-9), `average ${average}`)
    if (expected.avg_px_4dp !== undefined) assert.equal(average.toFixed(4), expected.avg_px_4dp.toFixed(4))
    if (expected.open_orders !== undefined)
      assert.equal(status === 'ACCEPTED' || status === 'PARTIALLY_FILLED' ? 1 : 0, expected.open_orders)
  }

  private status(filled: number): string {
    const last = this.reports.at(-1)?.kind
    if (last === 'REJECTED' || last === 'CANCELED' || last === 'ACCEPTED') return last
    return filled === this.quantity ? 'FILLED' : 'PARTIALLY_FILLED'
  }

  private quote(shown: {
    readonly bidTicks: number
    readonly askTicks: number
    readonly bidLots: number
    readonly askLots: number
  }): void {
    this.at += 1
    this.venue.onQuote({ instrumentId: INSTRUMENT_ID, ...shown, lastTicks: null, receivedAt: this.at })
    this.venue.advance(this.at)
  }
}

/** A bar as prices: open, high, low, close, tick by tick between them; from one bar to the next the price jumps. */
function pathOf(bar: Bar): number[] {
  const corners = [bar.o, bar.h, bar.l, bar.c].map(ticks)
  return corners.flatMap((to, at) => {
    const from = corners[at - 1]
    if (from === undefined || from === to) return [to]
    const direction = Math.sign(to - from)
    return Array.from({ length: Math.abs(to - from) }, (_, step) => from + direction * (step + 1))
  })
}

function ticks(price: number): number {
  return Math.round(price * TICKS_PER_POINT)
}
