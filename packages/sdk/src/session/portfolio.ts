/**
 * Money and positions as the session books them: from fills as they come, replaced by account snapshots.
 *
 * Lots are whole and exact; money is in doubles, for a strategy's arithmetic. The engine's ledger is the record.
 */

import type { InstrumentId } from '../instrument.ts'
import type { Portfolio, Position } from '../strategy/context.ts'
import type { AccountInput, FillInput } from './input.ts'
import type { Listing } from './listing.ts'

/** What is held in one instrument; prices in units, not ticks. */
interface Holding {
  readonly listing: Listing
  lots: number
  averagePrice: number
  realizedPnl: number
  fees: number
  readonly view: Position
}

export type AccountFacts = Omit<AccountInput, 'type' | 'at'>

export class SessionPortfolio {
  /** Last known price of each listing; NaN before any. */
  readonly marks: Float64Array
  readonly view: Portfolio
  readonly #holdings: readonly Holding[]
  readonly #byInstrument: ReadonlyMap<InstrumentId, Holding>
  #currency = 'USD'
  #cash = new Map<string, number>()
  #rates = new Map<string, number>()

  constructor(listings: readonly Listing[]) {
    this.marks = new Float64Array(listings.length).fill(Number.NaN)
    this.#holdings = listings.map((listing) => createHolding(listing, this.marks))
    this.#byInstrument = new Map(this.#holdings.map((one) => [one.listing.instrument.id, one]))
    this.view = new PortfolioView({
      currency: () => this.#currency,
      cash: (currency) => this.#cash.get(currency) ?? 0,
      equity: () => this.#equity(),
      position: (instrument) => this.#byInstrument.get(instrument)?.view,
      positions: () => this.#holdings.filter(({ lots }) => lots !== 0).map(({ view }) => view),
    })
  }

  lots(listing: Listing): number {
    return (this.#holdings[listing.index] as Holding).lots
  }

  fill(listing: Listing, fill: FillInput): void {
    const holding = this.#holdings[listing.index] as Holding
    const price = listing.price(fill.priceTicks)
    const signed = fill.side === 'BUY' ? fill.quantityLots : -fill.quantityLots
    const fee = Number(fill.fee)
    const realized = trade(holding, signed, price)
    const { currency, funding } = listing.instrument
    const paid =
      funding === 'FULL_PAYMENT' ? listing.quantity(signed) * price * listing.multiplier : -realized
    holding.realizedPnl += realized
    holding.fees += fee
    this.#cash.set(currency, (this.#cash.get(currency) ?? 0) - paid - fee)
  }

  /** Takes over the account as its ledger has it. Fees paid so far are kept: a snapshot does not tell them. */
  replace(account: AccountFacts): void {
    this.#currency = account.currency
    this.#cash = new Map(account.cash.map(({ currency, amount }) => [currency, Number(amount)]))
    if (account.rates) this.#rates = new Map(account.rates.map(({ currency, rate }) => [currency, rate]))
    for (const holding of this.#holdings) {
      const told = account.positions.find((one) => one.instrumentId === holding.listing.instrument.id)
      holding.lots = told?.quantityLots ?? 0
      holding.averagePrice = told === undefined ? 0 : Number(told.averagePrice)
      holding.realizedPnl = told === undefined ? holding.realizedPnl : Number(told.realizedPnl)
    }
  }

  /** Everything as plain data, for snapshots. */
  save(): SavedPortfolio {
    return {
      currency: this.#currency,
      cash: [...this.#cash],
      rates: [...this.#rates],
      holdings: this.#holdings.map(({ lots, averagePrice, realizedPnl, fees }) => [
        lots,
        averagePrice,
        realizedPnl,
        fees,
      ]),
      marks: Array.from(this.marks, (mark) => (Number.isNaN(mark) ? null : mark)),
    }
  }

  restore(saved: SavedPortfolio): void {
    this.#currency = saved.currency
    this.#cash = new Map(saved.cash)
    this.#rates = new Map(saved.rates)
    saved.holdings.forEach(([lots = 0, averagePrice = 0, realizedPnl = 0, fees = 0], index) => {
      Object.assign(this.#holdings[index] as Holding, { lots, averagePrice, realizedPnl, fees })
    })
    saved.marks.forEach((mark, index) => {
      this.marks[index] = mark ?? Number.NaN
    })
  }

  #rate(currency: string): number {
    return currency === this.#currency ? 1 : (this.#rates.get(currency) ?? Number.NaN)
  }

  #equity(): number {
    let equity = 0
    for (const [currency, amount] of this.#cash) {
      if (amount !== 0) equity += amount * this.#rate(currency)
    }
    for (const holding of this.#holdings) {
      if (holding.lots !== 0) equity += valueOf(holding) * this.#rate(holding.listing.instrument.currency)
    }
    return equity
  }
}

export type SavedPortfolio = {
  readonly currency: string
  readonly cash: readonly (readonly [string, number])[]
  readonly rates: readonly (readonly [string, number])[]
  readonly holdings: readonly (readonly number[])[]
  readonly marks: readonly (number | null)[]
}

/** Books signed lots at a price; returns the profit that a reduction realized. */
function trade(holding: Holding, signed: number, price: number): number {
  const { lots, averagePrice, listing } = holding
  const next = lots + signed
  if (lots === 0 || Math.sign(lots) === Math.sign(signed)) {
    holding.averagePrice = (averagePrice * Math.abs(lots) + price * Math.abs(signed)) / Math.abs(next)
    holding.lots = next
    return 0
  }
  const closed = Math.min(Math.abs(lots), Math.abs(signed)) * Math.sign(lots)
  holding.lots = next
  if (next === 0) holding.averagePrice = 0
  else if (Math.sign(next) !== Math.sign(lots)) holding.averagePrice = price
  return listing.quantity(closed) * (price - averagePrice) * listing.multiplier
}

/** What a holding is worth in the account: its value when it was paid for, its open profit when it is margined. */
function valueOf({ listing, view }: Holding): number {
  if (listing.instrument.funding === 'MARGINED') return view.unrealizedPnl
  return view.quantity * view.mark * listing.multiplier
}

function createHolding(listing: Listing, marks: Float64Array): Holding {
  const holding: Omit<Holding, 'view'> = { listing, lots: 0, averagePrice: 0, realizedPnl: 0, fees: 0 }
  return Object.assign(holding, { view: new PositionView(holding, marks) })
}

class PositionView implements Position {
  readonly instrument: InstrumentId
  readonly #holding: Omit<Holding, 'view'>
  readonly #marks: Float64Array

  constructor(holding: Omit<Holding, 'view'>, marks: Float64Array) {
    this.#holding = holding
    this.#marks = marks
    this.instrument = holding.listing.instrument.id
    Object.freeze(this)
  }

  get lots(): number {
    return this.#holding.lots
  }

  get quantity(): number {
    return this.#holding.listing.quantity(this.#holding.lots)
  }

  get averagePrice(): number {
    return this.#holding.averagePrice
  }

  get mark(): number {
    return this.#marks[this.#holding.listing.index] as number
  }

  get realizedPnl(): number {
    return this.#holding.realizedPnl
  }

  get unrealizedPnl(): number {
    const { lots, averagePrice, listing } = this.#holding
    if (lots === 0) return 0
    return this.quantity * (this.mark - averagePrice) * listing.multiplier
  }

  get fees(): number {
    return this.#holding.fees
  }
}

interface Sources {
  currency(): string
  cash(currency: string): number
  equity(): number
  position(instrument: InstrumentId): Position | undefined
  positions(): readonly Position[]
}

class PortfolioView implements Portfolio {
  readonly #sources: Sources

  constructor(sources: Sources) {
    this.#sources = sources
    Object.freeze(this)
  }

  get currency(): string {
    return this.#sources.currency()
  }

  get equity(): number {
    return this.#sources.equity()
  }

  cash(currency?: string): number {
    return this.#sources.cash(currency ?? this.#sources.currency())
  }

  position(instrument: InstrumentId): Position {
    const position = this.#sources.position(instrument)
    if (position === undefined) {
      throw new RangeError(
        `portfolio.position: ${instrument} is none of this strategy's instruments: name it in subscribe or trades`,
      )
    }
    return position
  }

  positions(): readonly Position[] {
    return this.#sources.positions()
  }
}
