/**
 * What the account is worth at every mark, in doubles: a view of the book that costs an addition where nothing is held. It is
 * derived anew whenever the book changed, and compared with the engine's exact equity at the end of the run.
 */

import { accountEquity, conversionRate, MONEY_SCALE } from '@quarterdeck/engine'
import type { Book, Market, Micros, Money } from '@quarterdeck/engine'

/** Divided by, not multiplied with its inverse: the quotient is the nearest double. */
const ONE = 10 ** MONEY_SCALE

function toNumber(money: Money): number {
  return Number(money) / ONE
}

/** Cash in a currency other than the account's. */
interface OtherCash {
  readonly currency: string
  readonly amount: number
}

const NONE: readonly OtherCash[] = []

export class Valuation {
  equity = 0
  cash = 0
  grossExposure = 0
  netExposure = 0
  /** Whether anything is held: where nothing is, no mark changes anything. */
  holds = false
  /** Twice the mark of each instrument in ticks. */
  private readonly halfTicks: Float64Array
  private readonly halfTickLotValue: Float64Array
  private readonly isMargined: Uint8Array
  private readonly currencies: readonly string[]
  private readonly accountCurrency: string
  /** The first `heldCount` are what is held; those behind them are kept for what will be. */
  private readonly held: Held[] = []
  private heldCount = 0
  private otherCash: readonly OtherCash[] = NONE
  private ownCash = 0
  private book: Book
  private readonly market: Market

  constructor(book: Book, market: Market) {
    this.book = book
    this.market = market
    const { instruments } = book
    this.halfTicks = new Float64Array(instruments.length).fill(Number.NaN)
    this.halfTickLotValue = Float64Array.from(instruments, ({ tickLotValue }) => toNumber(tickLotValue) / 2)
    this.isMargined = Uint8Array.from(instruments, ({ terms }) => (terms.funding === 'MARGINED' ? 1 : 0))
    this.currencies = instruments.map(({ terms }) => terms.currency)
    this.accountCurrency = book.accounts[0]!.currency
    this.derive()
  }

  /** Takes over cash and positions after the book changed. */
  derive(): void {
    const account = this.book.accounts[0]!
    this.heldCount = 0
    for (const position of this.book.positions) {
      const { instrumentIndex: instrument, lots } = position
      if (lots === 0) continue
      const held = (this.held[this.heldCount] ??= { instrument, lots, cost: 0, isForeign: false })
      held.instrument = instrument
      held.lots = lots
      held.cost = this.isMargined[instrument] === 1 ? toNumber(position.cost) : 0
      held.isForeign = this.currencies[instrument] !== this.accountCurrency
      this.heldCount += 1
    }
    this.holds = this.heldCount > 0
    this.ownCash = 0
    this.otherCash = NONE
    for (const { currency, cash } of account.cash) {
      if (currency === this.accountCurrency) this.ownCash = toNumber(cash)
      else if (cash !== 0n) this.otherCash = [...this.otherCash, { currency, amount: toNumber(cash) }]
    }
  }

  /** Marks an instrument; `total` takes it into the sums. */
  mark(instrument: number, halfTicks: number): void {
    this.halfTicks[instrument] = halfTicks
  }

  /** Twice the mark of an instrument in ticks; NaN: it has none. */
  halfTicksOf(instrument: number): number {
    return this.halfTicks[instrument]!
  }

  /** The mark of an instrument as a price. */
  priceOf(instrument: number, priceIncrement: number): number {
    return (this.halfTicks[instrument]! / 2) * priceIncrement
  }

  /** Sums cash and positions at the marks. */
  total(at: Micros): void {
    let gross = 0
    let net = 0
    let equity = this.ownCash
    let cash = this.ownCash
    for (const other of this.otherCash) {
      const amount = other.amount * this.rate(other.currency, at)
      cash += amount
      equity += amount
    }
    for (let index = 0; index < this.heldCount; index += 1) {
      const { instrument, lots, cost, isForeign } = this.held[index]!
      let value = lots * this.halfTicks[instrument]! * this.halfTickLotValue[instrument]!
      let own = cost
      if (isForeign) {
        const rate = this.rate(this.currencies[instrument]!, at)
        value *= rate
        own *= rate
      }
      equity += value - own
      net += value
      gross += value < 0 ? -value : value
    }
    this.equity = equity
    this.cash = cash
    this.grossExposure = gross
    this.netExposure = net
  }

  /** The engine's own equity, exact; null where something cannot be valued. */
  exact(at: Micros): Money | null {
    return accountEquity(this.book, this.market, 0, at)
  }

  /** The marks of all instruments; null where there is none. */
  marks(): readonly (number | null)[] {
    return [...this.halfTicks].map((mark) => (Number.isNaN(mark) ? null : mark))
  }

  /** Continues over a book that was restored, with its marks. */
  adopt(book: Book, marks: readonly (number | null)[]): void {
    this.book = book
    for (const [instrument, mark] of marks.entries()) this.halfTicks[instrument] = mark ?? Number.NaN
    this.derive()
  }

  private rate(currency: string, at: Micros): number {
    const rate = conversionRate(this.book, this.market, currency, this.accountCurrency, at)
    return rate === null ? Number.NaN : Number(rate.rate) / ONE
  }
}

interface Held {
  instrument: number
  lots: number
  /** Of a margined position: only what it gained counts. */
  cost: number
  isForeign: boolean
}
