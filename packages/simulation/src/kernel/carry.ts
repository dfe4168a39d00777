/**
 * What holding a position brings or costs while nobody trades it: dividends, funding of perpetuals, rollover interest, each at its
 * instant and on what is held then. Amounts are exact in the instrument's currency, rounded half to even at 8 decimals.
 */

import { FEE_SCALE, MONEY_SCALE, multiplyRate, roundToScale } from '@quarterdeck/engine'
import type { Book, IncomeKind, Micros, Money } from '@quarterdeck/engine'
import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { Decimal, InstrumentId } from '@quarterdeck/sdk'
import type { Valuation } from './valuation.ts'

/** An instant at which an instrument's holders get or pay. */
export type CarryEvent = {
  readonly instrumentId: InstrumentId
  /** Microseconds UTC. What is held when it comes counts, before anything trades at that instant. */
  readonly at: Micros
} & (
  | {
      readonly kind: 'DIVIDEND'
      /** Money for each unit that is held; who is short pays it. At the beginning of the ex-date. */
      readonly perUnit: Decimal
    }
  | {
      readonly kind: 'FUNDING' | 'ROLLOVER'
      /** Share of the position's value at its mark that longs pay and shorts get; negative: the other way round. */
      readonly longPays: Decimal
    }
)

/** What became of one of them. */
export interface Income {
  readonly instrumentId: InstrumentId
  readonly kind: IncomeKind
  /** Positive: it came in. */
  readonly amount: Decimal
}

const NEVER = Number.POSITIVE_INFINITY

export class Carry {
  private readonly events: readonly CarryEvent[]
  private next = 0
  /** When the next one is due; Infinity: none is left. */
  nextAt: Micros

  /** Of one instant they are carried out in the order in which they are given. */
  constructor(events: readonly CarryEvent[]) {
    this.events = events.toSorted((one, other) => one.at - other.at)
    this.nextAt = this.events[0]?.at ?? NEVER
  }

  /** Leaves out what was due up to an instant. */
  skipTo(at: Micros): void {
    while (this.nextAt <= at) this.advance()
  }

  /** What is due by now brings on the positions of a book; what brings nothing is left out. */
  take(at: Micros, book: Book, valuation: Valuation): readonly Income[] {
    const due: Income[] = []
    while (this.nextAt <= at) {
      const event = this.events[this.next]!
      this.advance()
      const amount = amountOf(event, book, valuation)
      if (amount === 0n) continue
      const { instrumentId, kind } = event
      due.push({ instrumentId, kind, amount: formatDecimal(amount, MONEY_SCALE) })
    }
    return due
  }

  private advance(): void {
    this.next += 1
    this.nextAt = this.events[this.next]?.at ?? NEVER
  }
}

function amountOf(event: CarryEvent, book: Book, valuation: Valuation): Money {
  const index = book.instrumentIndexById.get(event.instrumentId)!
  const instrument = book.instruments[index]!
  const lots = book.positions.find(({ instrumentIndex }) => instrumentIndex === index)?.lots ?? 0
  if (lots === 0) return 0n
  if (event.kind === 'DIVIDEND') {
    const perLot = multiplyRate(decimalUnits(event.perUnit, MONEY_SCALE), instrument.quantityUnitsPerLot)
    return roundToScale(perLot * BigInt(lots), FEE_SCALE)
  }
  const halfTicks = valuation.halfTicksOf(index)
  // What has no price yet has no value to pay on.
  if (Number.isNaN(halfTicks)) return 0n
  const value = (BigInt(lots) * BigInt(halfTicks) * instrument.tickLotValue) / 2n
  return roundToScale(-multiplyRate(value, decimalUnits(event.longPays, MONEY_SCALE)), FEE_SCALE)
}
