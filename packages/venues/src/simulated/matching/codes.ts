/**
 * The small integers that the matching core speaks: no string crosses its path. The border (venue, named book) turns
 * the domain's words into these codes and back.
 */

/** Nothing: no order, no level, no handle. */
export const NONE = -1

/** Sides index packed rows, so they are 0 and 1; the opposite side is `1 - side`. */
export const BUY = 0
export const SELL = 1
export type SideCode = typeof BUY | typeof SELL

/** What happens to the part of an incoming order that does not trade at once. */
export const RULE = { rest: 0, immediate: 1, fillOrKill: 2, postOnly: 3 } as const
export type RuleCode = (typeof RULE)[keyof typeof RULE]

/** What became of the order last submitted. */
export const OUTCOME = {
  /** Nothing is left. */
  filled: 0,
  /** The rest is in the book. */
  rested: 1,
  /** The rest of an immediate order is gone. */
  canceled: 2,
  /** A fill-or-kill could not fill whole; nothing traded. */
  killed: 3,
  /** A post-only order would have traded; nothing happened. */
  wouldTake: 4,
  /** The order met one of its own owner and was stopped there; the rest is gone. */
  selfTradePrevented: 5,
} as const
export type OutcomeCode = (typeof OUTCOME)[keyof typeof OUTCOME]

/** An owner that never equals another: its orders meet everybody. */
export const NO_OWNER = 0

/** An order on its way into the book. Hot callers keep one such object and write it anew for each order. */
export interface IncomingOrder {
  side: SideCode
  /** Limit price in ticks; a market order has Infinity (buy) or -Infinity (sell) and never rests. */
  ticks: number
  /** Positive safe integer. */
  lots: number
  /** Orders of one owner do not trade with each other; NO_OWNER: no such rule. */
  owner: number
  rule: RuleCode
}
