/** What the suite trades at a real venue: the smallest orders, far from the market, from what the venue lists and quotes. */

import { decimalScale, decimalUnits, formatDecimal, type Decimal } from '@quarterdeck/sdk'
import type { BalanceRecord, ListedInstrument, QuoteRecord } from '../../contract/records.ts'
import type { ConformanceMarket } from '../rig.ts'

const SCALE = 18
const ONE = 10n ** BigInt(SCALE)
/** No account of ours can borrow so many times its money. */
const BEYOND_MEANS = 25n
/** What an order that takes gives way to, so that the market may move a little before it arrives: a part of the price. */
const GIVES_WAY = 200n
/** A step is no larger than this part of the price. */
const STEPS_WITHIN = 100n

export interface SandboxMarketTerms {
  readonly listed: ListedInstrument
  readonly quote: QuoteRecord
  readonly balances: readonly BalanceRecord[]
  /** How far from the market orders rest, 0 to 100 without either. */
  readonly distancePercent: number
}

export interface SandboxMarket extends ConformanceMarket {
  /** A price at which a sell takes from the book. */
  readonly takingSellPrice: Decimal
  readonly quantityIncrement: Decimal
  /** Whether one order may be so large that nobody here can pay for it. */
  readonly canExceedFunds: boolean
}

/** Null: it has no buyer or no seller now. */
export function sandboxMarket({
  listed,
  quote,
  balances,
  distancePercent,
}: SandboxMarketTerms): SandboxMarket | null {
  const { instrument } = listed
  if (quote.bid === null || quote.ask === null) return null
  const [bid, ask] = [units(quote.bid), units(quote.ask)]
  if (bid <= 0n || ask <= 0n) return null
  const increment = units(instrument.priceIncrement)
  const tick = stepOf(increment, [quote.bid, quote.ask], bid)
  const lowest = instrument.minPrice === null ? increment : units(instrument.minPrice)
  const highest = instrument.maxPrice === null ? null : units(instrument.maxPrice)
  const within = (price: bigint): bigint => {
    const notTooHigh = highest !== null && price > highest ? highest : price
    return notTooHigh < lowest ? lowest : notTooHigh
  }
  const away = BigInt(Math.round(distancePercent * 100))
  const resting = within(down((bid * (10_000n - away)) / 10_000n, tick))
  const smallest = smallestQuantity(listed, resting)
  const huge = hugeQuantity({ listed, balances, resting })
  return {
    venueSymbol: instrument.venueSymbol,
    quantityIncrement: instrument.quantityIncrement,
    assetClass: instrument.assetClass,
    quantity: text(2n * smallest),
    doubleQuantity: text(4n * smallest),
    halfQuantity: text(smallest),
    hugeQuantity: text(huge.quantity),
    canExceedFunds: huge.isBeyondMeans,
    restingBuyPrice: text(resting),
    otherRestingBuyPrice: text(resting + tick),
    restingSellPrice: text(within(up((ask * (10_000n + away)) / 10_000n, tick))),
    takingBuyPrice: text(within(up(ask + ask / GIVES_WAY, tick))),
    takingSellPrice: text(within(down(bid - bid / GIVES_WAY, tick))),
    offTickPrice: text(resting + increment / 2n),
  }
}

/**
 * Steps of the prices: those in which the quote is written, where they are no large part of it. What is listed is the finest step
 * at any price, and a venue may take coarser ones alone at this.
 */
function stepOf(increment: bigint, quoted: readonly Decimal[], price: bigint): bigint {
  const written = 10n ** BigInt(SCALE - Math.max(...quoted.map(decimalScale)))
  return written % increment === 0n && written * STEPS_WITHIN <= price ? written : increment
}

/** The least that the venue takes of it at a price. */
function smallestQuantity({ instrument, minNotional }: ListedInstrument, price: bigint): bigint {
  const lot = units(instrument.quantityIncrement)
  const least = units(instrument.minQuantity)
  if (minNotional === null) return up(least, lot)
  const worthOfOne = (price * units(instrument.multiplier)) / ONE
  const worthy = (units(minNotional) * ONE + worthOfOne - 1n) / worthOfOne
  return up(worthy > least ? worthy : least, lot)
}

/** Many times what all the money of the account buys, as far as the venue takes so much in one order. */
function hugeQuantity({
  listed: { instrument },
  balances,
  resting,
}: Pick<SandboxMarketTerms, 'listed' | 'balances'> & { readonly resting: bigint }): {
  readonly quantity: bigint
  readonly isBeyondMeans: boolean
} {
  const money = balances.reduce(
    (sum, { currency, total }) => sum + (currency === instrument.currency ? units(total) : 0n),
    ONE,
  )
  const worthOfOne = (resting * units(instrument.multiplier)) / ONE
  const lot = units(instrument.quantityIncrement)
  const wanted = up((BEYOND_MEANS * money * ONE) / worthOfOne, lot)
  const most = down(units(instrument.maxQuantity), lot)
  return wanted > most ? { quantity: most, isBeyondMeans: false } : { quantity: wanted, isBeyondMeans: true }
}

const units = (decimal: Decimal): bigint => decimalUnits(decimal, SCALE)
const text = (value: bigint): Decimal => formatDecimal(value, SCALE)
const down = (value: bigint, step: bigint): bigint => value - (value % step)
const up = (value: bigint, step: bigint): bigint => down(value + step - 1n, step)
