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

/** ISO 8601 with all six digits, as timestamptz(6) keeps them. */
export function instantText(at: Micros): string {
  const millis = Math.floor(at / 1000)
  const micros = at - millis * 1000
  return `${new Date(millis).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

/** The instant to the millisecond, as Prisma and GraphQL give it. */
export function instantDate(at: Micros): Date {
  return new Date(Math.floor(at / 1000))
}
