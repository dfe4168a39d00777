/** What a real market shows while an order of ours is only pretended: its quotes and its prints, on the order's own clock. */

import type { Micros } from '@quarterdeck/engine'

/** The touch as the venue displays it; a price without a size is as deep as asked. */
export interface ShownQuote {
  readonly kind: 'QUOTE'
  readonly at: Micros
  readonly bidTicks: number | null
  readonly bidLots: number | null
  readonly askTicks: number | null
  readonly askLots: number | null
}

/** A trade of others. Which of its sides came to the book does not matter: at or through a price, it proves that price. */
export interface Print {
  readonly kind: 'PRINT'
  readonly at: Micros
  readonly ticks: number
  readonly lots: number
}

/** The order's own terms from now on; `lots` is the new total, what has filled included. */
export interface Retermed {
  readonly kind: 'RETERMED'
  readonly at: Micros
  readonly lots: number
  readonly limitTicks: number | null
}

/** The order is no more: canceled, expired, or filled by the simulation and forgotten. */
export interface Ended {
  readonly kind: 'ENDED'
  readonly at: Micros
}

export type ShadowEvent = ShownQuote | Print | Retermed | Ended

/** The best price of one side, and what is displayed there. */
export interface Touch {
  readonly ticks: number
  /** Infinity: the venue names no size. */
  readonly lots: number
}
