/**
 * A price-time priority book of one instrument over integer ticks and lots.
 *
 * Trades happen at the resting order's price, best price first, oldest first within a price. What a submission did is
 * left in fields and in a reused table of fills, so that nothing is allocated; read it before the next call. The book
 * is never crossed: below the best bid are bids only, above the best ask asks only.
 *
 * Rules: SPEC.md, SV-01 to SV-09.
 */

import * as codes from './codes.ts'
import { NO_OWNER, OUTCOME, RULE } from './codes.ts'
import type { IncomingOrder, OutcomeCode, RuleCode, SideCode } from './codes.ts'
import { PriceQueues } from './queues.ts'
import type { Room } from './queues.ts'

/** Constants of this file's own: V8 makes them part of the code, where it reads an imported one anew at each use. */
const { BUY, NONE, SELL } = codes
const RESTS = RULE.rest
const RESTED = OUTCOME.rested

/** Fields of one row of `fills`. */
export const FILL = { handle: 0, ticks: 1, lots: 2, restingLots: 3 } as const
export const FILL_STRIDE = 4

const FILLS_START = 64

/** Room of a book that is told nothing: a quiet instrument. */
const ROOM_START: Room = { orders: 1_024, levels: 64, ticks: 2_048 }

/** New terms of a resting order. */
export interface NewTerms {
  ticks: number
  lots: number
  rule: RuleCode
}

export class MatchingBook {
  readonly queues: PriceQueues
  /** What became of the order last submitted. */
  outcome: OutcomeCode = OUTCOME.filled
  /** Lots of it that did not trade: resting when the outcome is `rested`, gone otherwise. */
  openLots = 0
  /** Trades of the last submission, one row each: resting handle, ticks, lots, what is left of the resting order. */
  fills = new Float64Array(FILLS_START * FILL_STRIDE)
  fillCount = 0
  private readonly bestTicks = Float64Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  private readonly bestLevels = Int32Array.of(NONE, NONE)
  private readonly moved: IncomingOrder = { side: BUY, ticks: 0, lots: 0, owner: NO_OWNER, rule: RULE.rest }

  constructor(room: Room = ROOM_START) {
    this.queues = new PriceQueues(room)
  }

  /** Best price of a side: -Infinity where there is no bid, Infinity where there is no ask. */
  best(side: SideCode): number {
    return this.bestTicks[side]!
  }

  bestLevel(side: SideCode): number {
    return this.bestLevels[side]!
  }

  /** The next level of the side behind this one, which must stand in the book, or NONE. */
  levelBehind(level: number): number {
    const { queues } = this
    const ticks = queues.ticksOf(level)
    return this.sideAt(ticks) === BUY ? queues.ladder.below(ticks) : queues.ladder.above(ticks)
  }

  /** Trades what can trade and rests, cancels or kills the remainder by its rule; returns the handle, or NONE. */
  submit(order: IncomingOrder): number {
    const { side, ticks, rule } = order
    const { bestTicks } = this
    this.fillCount = 0
    this.openLots = order.lots
    if ((side === BUY ? ticks >= bestTicks[SELL]! : ticks <= bestTicks[BUY]!) && this.take(order)) return NONE
    if (rule !== RESTS && this.endsUnrested(rule)) return NONE
    const { queues } = this
    const handle = queues.append(order, this.openLots)
    if (side === BUY ? ticks > bestTicks[BUY]! : ticks < bestTicks[SELL]!) {
      bestTicks[side] = ticks
      this.bestLevels[side] = queues.levelOf(handle)
    }
    this.outcome = RESTED
    return handle
  }

  /** Lots that `order` could trade now, counted only as far as its own size, and not past an order of its own owner. */
  available(order: IncomingOrder): number {
    const { queues } = this
    const sign = order.side === BUY ? 1 : -1
    let found = 0
    let level = this.bestLevels[1 - order.side]!
    while (level !== NONE && found < order.lots && (order.ticks - queues.ticksOf(level)) * sign >= 0) {
      if (order.owner === NO_OWNER) found += queues.lotsAt(level)
      else {
        for (let handle = queues.firstOf(level); handle !== NONE; handle = queues.behind(handle)) {
          if (queues.ownerOf(handle) === order.owner) return found
          found += queues.lotsOf(handle)
        }
      }
      level = this.levelBehind(level)
    }
    return found
  }

  /** Takes a resting order out of the book. */
  cancel(handle: number): void {
    const level = this.queues.levelOf(handle)
    if (!this.queues.remove(handle)) return
    if (level === this.bestLevels[BUY]) this.findBest(BUY)
    else if (level === this.bestLevels[SELL]) this.findBest(SELL)
  }

  /** Trades `lots` of a resting order with somebody outside of the book; a whole fill takes it out. */
  fillResting(handle: number, lots: number): void {
    if (lots < this.queues.lotsOf(handle)) this.queues.reduce(handle, lots)
    else this.cancel(handle)
  }

  /**
   * Gives a resting order new terms. The same price and no more lots: it keeps its place and its handle. Otherwise it
   * is a new order: it may trade, and rests last at its price under the handle that is returned.
   */
  replace(handle: number, terms: NewTerms): number {
    const { moved, queues } = this
    const level = queues.levelOf(handle)
    const lots = queues.lotsOf(handle)
    if (queues.ticksOf(level) === terms.ticks && terms.lots <= lots) {
      if (terms.lots < lots) queues.reduce(handle, lots - terms.lots)
      this.fillCount = 0
      this.openLots = terms.lots
      this.outcome = OUTCOME.rested
      return handle
    }
    moved.side = this.sideAt(queues.ticksOf(level))
    moved.owner = queues.ownerOf(handle)
    moved.ticks = terms.ticks
    moved.lots = terms.lots
    moved.rule = terms.rule
    this.cancel(handle)
    return this.submit(moved)
  }

  /** Whether the rest of an order of this rule is gone instead of resting. */
  private endsUnrested(rule: RuleCode): boolean {
    if (rule === RULE.immediate) this.outcome = OUTCOME.canceled
    else if (rule === RULE.fillOrKill) this.outcome = OUTCOME.killed
    else return false
    return true
  }

  /** Which side rests at these ticks: the book is never crossed. */
  private sideAt(ticks: number): SideCode {
    return ticks <= this.bestTicks[BUY]! ? BUY : SELL
  }

  private crosses(order: IncomingOrder): boolean {
    const distance = order.ticks - this.bestTicks[1 - order.side]!
    return order.side === BUY ? distance >= 0 : distance <= 0
  }

  /** Trades an order that crosses; true: it ended there. */
  private take(order: IncomingOrder): boolean {
    const { rule } = order
    if (rule === RULE.postOnly) this.outcome = OUTCOME.wouldTake
    else if (rule === RULE.fillOrKill && this.available(order) < order.lots) this.outcome = OUTCOME.killed
    else if (this.sweep(order)) this.outcome = OUTCOME.selfTradePrevented
    else if (this.openLots === 0) this.outcome = OUTCOME.filled
    else return false
    return true
  }

  /** Trades against the other side within the limit; true: stopped before an order of the same owner. */
  private sweep(order: IncomingOrder): boolean {
    const { queues } = this
    const { owner } = order
    const other = (1 - order.side) as SideCode
    while (this.openLots > 0 && this.crosses(order)) {
      const ticks = this.bestTicks[other]!
      const handle = queues.firstOf(this.bestLevels[other]!)
      if (owner !== NO_OWNER && queues.ownerOf(handle) === owner) return true
      const resting = queues.lotsOf(handle)
      const lots = resting < this.openLots ? resting : this.openLots
      this.openLots -= lots
      this.note(handle, ticks, lots)
      if (lots < resting) queues.reduce(handle, lots)
      else if (queues.remove(handle)) this.findBest(other)
    }
    return false
  }

  private note(handle: number, ticks: number, lots: number): void {
    const row = this.fillCount * FILL_STRIDE
    if (row >= this.fills.length) {
      const grown = new Float64Array(this.fills.length * 2)
      grown.set(this.fills)
      this.fills = grown
    }
    const { fills } = this
    fills[row + FILL.handle] = handle
    fills[row + FILL.ticks] = ticks
    fills[row + FILL.lots] = lots
    fills[row + FILL.restingLots] = this.queues.lotsOf(handle) - lots
    this.fillCount += 1
  }

  /** Moves the best price of a side to the next level behind the one that emptied. */
  private findBest(side: SideCode): void {
    const { ladder } = this.queues
    const ticks = this.bestTicks[side]!
    const level = side === BUY ? ladder.below(ticks) : ladder.above(ticks)
    this.bestLevels[side] = level
    if (level === NONE)
      this.bestTicks[side] = side === BUY ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    else this.bestTicks[side] = this.queues.ticksOf(level)
  }
}
