/** What the reference reads from a market: prices, worths and rates, in big.js decimals and by SPEC.md alone. */

import Big from 'big.js'
import type { AccountState, Book, InstrumentState, PositionState } from '../../book/book.ts'
import { QUOTE, QUOTE_STRIDE, type Market } from '../../book/market.ts'

export const HALF_EVEN = 2
const Decimal = Big()
Decimal.DP = 18
Decimal.RM = HALF_EVEN
export type Num = Big

export const ZERO = Decimal(0)
const FX_AGE = 60_000_000
export const round18 = (value: Num): Num => value.round(18, HALF_EVEN)
export const big = (value: number | string | bigint): Num => Decimal(value.toString())
export const unscaled = (value: bigint): Num => Decimal(value.toString()).times('1e-18')
export const max = (a: Num, b: Num): Num => (a.gt(b) ? a : b)

/** A share of an amount, rounded up at 18 decimals. */
export function shareUp(whole: Num, part: Num, of: Num): Num {
  const product = whole.times(part)
  const down = product.div(of).round(18, 0)
  return down.times(of).lt(product) ? down.plus('1e-18') : down
}

export class ReferenceMarket {
  readonly book: Book
  readonly market: Market
  readonly at: number

  constructor(book: Book, market: Market, at: number) {
    this.book = book
    this.market = market
    this.at = at
  }

  quote(instrument: InstrumentState, offset: number): number | null {
    const value = this.market.rows[instrument.index * QUOTE_STRIDE + offset]
    return value === undefined || Number.isNaN(value) ? null : value
  }

  /** Reference price in currency units. */
  reference(instrument: InstrumentState): Num | null {
    const bid = this.quote(instrument, QUOTE.bidTicks)
    const ask = this.quote(instrument, QUOTE.askTicks)
    const last = this.quote(instrument, QUOTE.lastTicks)
    const tick = unscaled(instrument.priceUnitsPerTick)
    if (bid !== null && ask !== null) return big(bid).plus(big(ask)).times('0.5').times(tick)
    return last === null ? null : big(last).times(tick)
  }

  /** Worth of signed lots at a price: price x quantity x multiplier. */
  worth(instrument: InstrumentState, price: Num, lots: Num): Num {
    return price
      .times(lots)
      .times(unscaled(instrument.quantityUnitsPerLot))
      .times(instrument.terms.multiplier)
  }

  marked(instrument: InstrumentState, lots: Num, unsigned: boolean): Num | null {
    const price = this.reference(instrument)
    return price === null ? null : round18(this.worth(instrument, unsigned ? price.abs() : price, lots))
  }

  /** When the reference price was received. */
  referenceAt(instrument: InstrumentState): number | null {
    const hasBoth =
      this.quote(instrument, QUOTE.bidTicks) !== null && this.quote(instrument, QUOTE.askTicks) !== null
    if (hasBoth) return this.quote(instrument, QUOTE.receivedAt)
    return this.quote(instrument, QUOTE.lastTicks) === null ? null : this.quote(instrument, QUOTE.lastAt)
  }

  /** True where what is held or at work is valued at an older mark, while its market is open. */
  isOld(position: PositionState, age: Num): boolean {
    if (position.lots === 0 && position.workingBuyLots === 0 && position.workingSellLots === 0) return false
    const instrument = this.book.instruments[position.instrumentIndex]!
    if (['CLOSED', 'HALTED', 'OVER'].includes(this.phaseOf(instrument))) return false
    const markedAt = this.referenceAt(instrument)
    return markedAt !== null && big(this.at - markedAt).gt(age)
  }

  phaseOf(instrument: InstrumentState): string {
    const status = this.quote(instrument, QUOTE.status)
    if (status === 3) return 'HALTED'
    if (status === 2) return 'CLOSED'
    const ends = this.quote(instrument, QUOTE.sessionEndsAt)
    if (ends !== null && this.at >= ends) return status === 1 ? 'CLOSED' : 'OVER'
    return status === 1 ? 'OPEN' : 'UNKNOWN'
  }

  pair(from: string, to: string): { rate: Num; at: number } | null {
    let best: { rate: Num; at: number } | null = null
    for (const instrument of this.book.instruments) {
      const { terms } = instrument
      if (!['FX', 'CRYPTO'].includes(terms.assetClass) || terms.expiry !== null) continue
      const symbol = terms.symbol.replace(/[^A-Za-z0-9]/g, '')
      const isDirect = symbol === from + to && terms.currency === to
      if (!isDirect && !(symbol === to + from && terms.currency === from)) continue
      const bid = this.quote(instrument, QUOTE.bidTicks)
      const ask = this.quote(instrument, QUOTE.askTicks)
      const receivedAt = this.quote(instrument, QUOTE.receivedAt)
      if (bid === null || ask === null || receivedAt === null || bid <= 0 || ask <= 0) continue
      if (best !== null && best.at >= receivedAt) continue
      const mid = big(bid).plus(big(ask)).times('0.5').times(unscaled(instrument.priceUnitsPerTick))
      best = { rate: isDirect ? round18(mid) : Decimal(1).div(mid), at: receivedAt }
    }
    return best
  }

  rate(from: string, to: string): Num | null {
    if (from === to) return Decimal(1)
    let found = this.pair(from, to)
    if (found === null && from !== 'USD' && to !== 'USD') {
      const first = this.pair(from, 'USD')
      const second = this.pair('USD', to)
      if (first !== null && second !== null) {
        found = { rate: round18(first.rate.times(second.rate)), at: Math.min(first.at, second.at) }
      }
    }
    return found === null || this.at - found.at > FX_AGE ? null : found.rate
  }

  inCurrency(amounts: ReadonlyMap<string, Num>, to: string): Num | null {
    let total = ZERO
    for (const [currency, amount] of amounts) {
      const rate = this.rate(currency, to)
      if (rate === null) return null
      total = total.plus(round18(amount.times(rate)))
    }
    return total
  }

  worths(account: AccountState): Map<string, Num> | null {
    const worths = new Map<string, Num>()
    for (const cash of account.cash) if (cash.cash !== 0n) worths.set(cash.currency, unscaled(cash.cash))
    for (const position of this.book.positions) {
      if (position.accountIndex !== account.index || position.lots === 0) continue
      const instrument = this.book.instruments[position.instrumentIndex]!
      const value = this.marked(instrument, big(position.lots), false)
      if (value === null) return null
      const worth = instrument.terms.funding === 'MARGINED' ? value.minus(unscaled(position.cost)) : value
      worths.set(instrument.terms.currency, (worths.get(instrument.terms.currency) ?? ZERO).plus(worth))
    }
    return worths
  }

  marks(account: AccountState, equity: Num): { start: Num; high: Num } {
    const today = new Date(Math.floor(this.at / 1000)).toISOString().slice(0, 10)
    if (account.day !== today) return { start: equity, high: equity }
    return { start: unscaled(account.dayStartEquity), high: max(unscaled(account.dayHighEquity), equity) }
  }
}
