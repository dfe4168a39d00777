/** What the Kalshi simulator lists: contracts on outcomes of events, with the fees that the venue charges for them. */

import { powerOfTen } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { times, unitsOf, type SimulatedProduct } from '../core/product.ts'

export interface KalshiSimulatedMarket {
  readonly ticker: string
  readonly eventTicker: string
  readonly eventTitle: string
  readonly seriesTicker: string
  readonly title: string
  readonly yesSubTitle: string
  /** One step for the whole market. */
  readonly tick: Decimal
  readonly closeTime: string
}

const RAIN = {
  eventTicker: 'KXRAINNYC-28DEC31',
  eventTitle: 'Will it rain in New York City on Dec 31, 2028?',
  seriesTicker: 'KXRAINNYC',
  title: 'Will it rain in New York City on Dec 31, 2028?',
  closeTime: '2028-12-31T23:59:00Z',
} as const
const HIGH = {
  eventTicker: 'KXHIGHNY-28DEC31',
  eventTitle: 'Highest temperature in New York City on Dec 31, 2028?',
  seriesTicker: 'KXHIGHNY',
  title: 'Highest temperature in New York City on Dec 31, 2028?',
  closeTime: '2028-12-31T23:59:00Z',
} as const

export const KALSHI_SIMULATED_MARKETS: readonly KalshiSimulatedMarket[] = [
  { ...RAIN, ticker: 'KXRAINNYC-28DEC31-T0', yesSubTitle: 'Rain', tick: '0.01' },
  { ...HIGH, ticker: 'KXHIGHNY-28DEC31-B40.5', yesSubTitle: '40 to 41 degrees', tick: '0.01' },
  { ...HIGH, ticker: 'KXHIGHNY-28DEC31-T42', yesSubTitle: '42 degrees or above', tick: '0.001' },
]

/** As the exchange without a protocol trades it: the contract is its own currency, and may be sold without being held. */
export function productOf({ ticker, tick }: KalshiSimulatedMarket): SimulatedProduct {
  return {
    symbol: ticker,
    base: ticker,
    quote: 'USD',
    tick,
    lot: '0.01',
    minQuantity: '0.01',
    maxQuantity: '10000000',
    makerRate: '0',
    takerRate: '0',
    allowShort: true,
    feeOf: ({ price, size, maker }) => (maker ? 0n : takerFee(price, size)),
  }
}

const ONE = powerOfTen(18)
const FEE_STEP = powerOfTen(14)
const COEFFICIENT = unitsOf('0.07')

/** 0.07 x contracts x price x (1 - price), rounded up to 0.0001 dollars. */
function takerFee(price: bigint, size: bigint): bigint {
  const exact = times(times(COEFFICIENT, size), times(price, ONE - price))
  return ((exact + FEE_STEP - 1n) / FEE_STEP) * FEE_STEP
}
