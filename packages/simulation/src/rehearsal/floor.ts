/** Where a rehearsal trades: the engine's desk with one account, a simulated venue as paper accounts have it, and what all is worth. */

import { applyQuote, averagePrice, formatQuantity, MONEY_SCALE, type QuoteUpdate } from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import type { AccountInput, Instrument, Micros, StrategyInput } from '@quarterdeck/sdk'
import { SimulatedVenue } from '@quarterdeck/venues'
import { TradingDesk } from '../kernel/trading-desk.ts'
import { Valuation } from '../kernel/valuation.ts'
import type { RehearsalStanding } from './news.ts'

export interface FloorTerms {
  readonly instruments: readonly Instrument[]
  readonly currency: string
  readonly cash: string
  readonly seed: number
  readonly at: Micros
  /** What the strategy is to be told. */
  readonly onInput: (input: StrategyInput) => void
}

export class Floor {
  readonly desk: TradingDesk
  private readonly venue: SimulatedVenue
  private readonly valuation: Valuation
  private readonly terms: FloorTerms
  private valuedAt = -1

  /** Throws an `OpeningRefused` for an account that cannot be. */
  constructor(terms: FloorTerms) {
    this.terms = terms
    const { instruments, currency, cash, seed, at } = terms
    this.desk = new TradingDesk(
      { strategyName: 'rehearsal', currency, keepEvents: false },
      { onRequest: (_, request) => this.venue.send(request, this.desk.now), onInput: terms.onInput },
    )
    this.desk.open({ instruments, account: { currency, cash: [{ currency, amount: cash }] } }, at)
    this.venue = new SimulatedVenue({
      venueId: instruments[0]?.venueId ?? 'SIM',
      instruments,
      listener: { onReport: (report) => this.desk.report(report) },
      options: { seed },
    })
    for (const { id } of instruments)
      this.venue.onStatus({ instrumentId: id, status: 'OPEN', sessionEndsAt: null })
    this.valuation = new Valuation(this.desk.book, this.desk.market)
  }

  /** When the venue has something to do or to say; Infinity: it has not. */
  get nextDueAt(): Micros {
    return this.venue.nextDueAt() ?? Number.POSITIVE_INFINITY
  }

  /** Lets the venue say what it has to by now. */
  speak(): void {
    this.venue.advance(this.desk.now)
  }

  /** Shows a quote to decisions, to the venue and to whoever counts what is held. */
  show(quote: QuoteUpdate): void {
    const index = this.desk.book.instrumentIndexById.get(quote.instrumentId)
    if (index === undefined) return
    applyQuote(this.desk.market, index, quote)
    if (quote.bidTicks !== null && quote.askTicks !== null)
      this.valuation.mark(index, quote.bidTicks + quote.askTicks)
    this.venue.onQuote({ ...quote, receivedAt: this.desk.now })
    this.speak()
  }

  /** Asks for every working order back. */
  withdrawAll(): number {
    const working = [...this.desk.book.workingOrders.values()]
    for (const { clientOrderId } of working) this.desk.cancel(clientOrderId)
    return working.length
  }

  /** Whether no order works and no message is under way. */
  isQuiet(): boolean {
    return this.desk.book.workingOrders.size === 0 && !this.venue.hasMessages()
  }

  /** The account as a session is told of it. */
  account(): Omit<AccountInput, 'type' | 'at'> {
    const { book } = this.desk
    const { currency, cash } = book.accounts[0]!
    return {
      currency,
      cash: cash.map((one) => ({ currency: one.currency, amount: formatDecimal(one.cash, MONEY_SCALE) })),
      positions: book.positions.map(({ instrumentIndex, lots, cost, realizedPnl }) => {
        const instrument = book.instruments[instrumentIndex]!
        return {
          instrumentId: instrument.terms.id,
          quantityLots: lots,
          averagePrice: averagePrice(instrument, cost, lots) ?? '0',
          realizedPnl: formatDecimal(realizedPnl, MONEY_SCALE),
        }
      }),
    }
  }

  standing(): Pick<
    RehearsalStanding,
    'currency' | 'equity' | 'cash' | 'pnl' | 'positions' | 'workingOrders'
  > {
    const { desk, valuation, terms } = this
    if (desk.version !== this.valuedAt) {
      this.valuedAt = desk.version
      valuation.derive()
    }
    valuation.total(desk.now)
    const { equity, cash } = valuation
    return {
      currency: terms.currency,
      equity,
      cash,
      pnl: equity - Number(terms.cash),
      positions: this.positions(),
      workingOrders: desk.book.workingOrders.size,
    }
  }

  private positions(): RehearsalStanding['positions'] {
    const { book } = this.desk
    return book.positions
      .filter(({ lots }) => lots !== 0)
      .map(({ instrumentIndex, lots, cost }) => {
        const instrument = book.instruments[instrumentIndex]!
        const increment = Number(instrument.terms.priceIncrement)
        const mark = this.valuation.priceOf(instrumentIndex, increment)
        const value = (lots * Number(instrument.tickLotValue) * mark) / increment - Number(cost)
        return {
          instrumentId: instrument.terms.id,
          quantity: formatQuantity(instrument, lots),
          averagePrice: averagePrice(instrument, cost, lots) ?? '0',
          mark,
          unrealizedPnl: value / 10 ** MONEY_SCALE,
        }
      })
  }
}
