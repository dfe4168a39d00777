/** From the book's integers to the exact texts and instants that tables and callers hold. */
import {
  type InstrumentState,
  MONEY_SCALE,
  type Micros,
  type Money,
  type OrderState,
  divideHalfEven,
} from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'

export function moneyText(money: Money): string {
  return formatDecimal(money, MONEY_SCALE)
}

/** Average price of the fills that stand, rounded half to even at 18 decimals; null: none stands. */
export function averageFillPriceText(instrument: InstrumentState, order: OrderState): string | null {
  if (order.filledLots <= 0) return null
  const units = divideHalfEven(order.filledTickLots * instrument.priceUnitsPerTick, BigInt(order.filledLots))
  return formatDecimal(units, MONEY_SCALE)
}

/** Average price of a position: its cost per unit and multiplier, rounded half to even at 18 decimals; null: flat. */
export function averageCostText(instrument: InstrumentState, lots: number, cost: Money): string | null {
  if (lots === 0) return null
  const sign = lots < 0 ? -1n : 1n
  const divisor = BigInt(lots) * sign * instrument.tickLotValue
  return formatDecimal(divideHalfEven(cost * sign * instrument.priceUnitsPerTick, divisor), MONEY_SCALE)
}

/** The second that was written last: what happens together carries the same one, over and over. */
const written = { second: Number.NaN, text: '' }

/** ISO 8601 with all six digits, as timestamptz(6) keeps them. */
export function instantText(at: Micros): string {
  const second = Math.floor(at / 1_000_000)
  if (second !== written.second) {
    written.second = second
    written.text = new Date(second * 1000).toISOString().slice(0, -'000Z'.length)
  }
  return `${written.text}${String(1_000_000 + at - second * 1_000_000).slice(1)}Z`
}

/** The instant to the millisecond, as Prisma and GraphQL give it. */
export function instantDate(at: Micros): Date {
  return new Date(Math.floor(at / 1000))
}
