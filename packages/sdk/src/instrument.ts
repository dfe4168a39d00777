/** What can be traded: the facts of an instrument as its venue states them, in exact decimal strings. */

import type { Decimal } from './decimal.ts'
import type { AssetClass, FundingStyle, OptionRight } from './vocabulary.ts'

/** Canonical instrument id, `VENUE:SYMBOL`, for example `SIM:BTC-USD`. */
export type InstrumentId = string

/** An instrument. Prices are multiples of `priceIncrement` (ticks), quantities of `quantityIncrement` (lots). */
export interface Instrument {
  readonly id: InstrumentId
  readonly venueId: string
  readonly symbol: string
  /** The venue's own symbol, where it differs from ours. */
  readonly venueSymbol: string
  readonly name: string
  readonly assetClass: AssetClass
  /** ISO 4217 or crypto code of the currency that prices, profit and fees are in. */
  readonly currency: string
  readonly priceIncrement: Decimal
  readonly quantityIncrement: Decimal
  /** Currency units per point of price per unit of quantity: 1 for spot, 100 for a US equity option. */
  readonly multiplier: Decimal
  readonly minQuantity: Decimal
  readonly maxQuantity: Decimal
  /** Inclusive price bounds; an event contract trades from 0.01 to 0.99. Null: no bound of its own. */
  readonly minPrice: Decimal | null
  readonly maxPrice: Decimal | null
  /** Instant (ISO 8601, Z) after which no order is accepted; null: none. */
  readonly expiry: string | null
  readonly strike: Decimal | null
  readonly right: OptionRight | null
  /** Canonical id of what an option or future is written on; null: none, or not listed here. */
  readonly underlyingId: InstrumentId | null
  readonly settlement: 'CASH' | 'PHYSICAL'
  readonly funding: FundingStyle
  /** Share of notional tied up by a MARGINED position, and by a short FULL_PAYMENT position, 0 to 1 and above. */
  readonly initialMarginRate: Decimal
  readonly maintenanceMarginRate: Decimal
  /** Fees as a share of notional, and per unit of quantity in `currency`. A maker rate may be negative (a rebate). */
  readonly makerFeeRate: Decimal
  readonly takerFeeRate: Decimal
  readonly feePerUnit: Decimal
  /** Name of the trading calendar that gives its sessions. */
  readonly calendar: string
}
