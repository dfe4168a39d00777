/**
 * Accounts of one mode whose equity moves with their lots alone (everything they have is in the base currency), summed as one
 * holding, so that a quote moves one number and not one per account.
 */

import type { InstrumentState, Money } from '../../book/book.ts'

/** Sums over the accounts of a group. */
export interface WorthGroup {
  /** Lots by instrument index. */
  readonly lots: number[]
  /** What those lots are worth at the marks that the mode stands at. */
  value: Money
  /** Cash, less the cost of what is margined: the part of equity that no quote moves. */
  fixed: Money
  start: Money
  high: Money
}

export function emptyGroup(): WorthGroup {
  return { lots: [], value: 0n, fixed: 0n, start: 0n, high: 0n }
}

/** True where lots of the instrument are worth a whole number of units at every mark, so that sums need no rounding. */
export function isLinear(instrument: InstrumentState): boolean {
  return (instrument.tickLotValue & 1n) === 0n
}

/** Worth of lots at twice a price: exact for a linear instrument. */
export function linearWorth(instrument: InstrumentState, lots: number, twice: number): Money {
  const product = lots * twice
  const whole = Number.isSafeInteger(product) ? BigInt(product) : BigInt(lots) * BigInt(twice)
  return whole * (instrument.tickLotValue >> 1n)
}

/** Counts lots in a group, or out of it where they are negative; false where they are past what a double holds whole. */
export function countLots(group: WorthGroup, instrumentIndex: number, lots: number): boolean {
  while (group.lots.length <= instrumentIndex) group.lots.push(0)
  const sum = group.lots[instrumentIndex]! + lots
  group.lots[instrumentIndex] = sum
  return Number.isSafeInteger(sum)
}
