/**
 * The matching core's public face: orders under the caller's own ids, and a result object for each.
 *
 * The last trade triggers stops. Limits, market, stop and stop-limit orders; GTC, DAY (rest until canceled here: the
 * venue owns the clock), IOC and FOK; post-only; cancel and replace. Nothing throws on a bad order: the result says REJECTED and why.
 */

import type { Side, TimeInForce } from '@quarterdeck/sdk'
import { FILL, FILL_STRIDE, MatchingBook } from './book.ts'
import { BUY, NONE, NO_OWNER, OUTCOME, RULE, SELL } from './codes.ts'
import type { IncomingOrder, RuleCode, SideCode } from './codes.ts'
import { IdIndex } from './id-index.ts'
import { StopBook } from './stops.ts'

export interface BookOrder {
  readonly id: string
  readonly side: Side
  readonly lots: number
  /** Absent: a market order. */
  readonly limitTicks?: number
  /** Present: a stop order. */
  readonly stopTicks?: number
  readonly timeInForce?: TimeInForce
  readonly postOnly?: boolean
  /** Orders of one owner never trade with each other; absent: no such rule. */
  readonly owner?: string
}

export interface BookTrade {
  /** The order that was there. */
  readonly restingId: string
  readonly ticks: number
  readonly lots: number
  /** What is left of the order that was there. */
  readonly restingLots: number
}

/** FILLED: nothing is left. OPEN: the rest is in the book. WAITING: a stop not yet triggered. CANCELED: the rest is gone. */
export type BookStatus = 'FILLED' | 'OPEN' | 'WAITING' | 'CANCELED' | 'REJECTED'

export interface BookResult {
  readonly id: string
  readonly status: BookStatus
  /** Why it was rejected or canceled; null: it was not. */
  readonly reason: BookReason | null
  readonly openLots: number
  readonly trades: readonly BookTrade[]
  /** Stops that this order's trades set off, in order, with what each of them did. */
  readonly triggered: readonly BookResult[]
}

export type BookReason =
  | 'DUPLICATE_ID'
  | 'UNKNOWN_ID'
  | 'INVALID_SIDE'
  | 'INVALID_LOTS'
  | 'INVALID_PRICE'
  | 'STOP_IN_THE_MARKET'
  | 'POST_ONLY_WOULD_TAKE'
  | 'FOK_NOT_FILLABLE'
  | 'SELF_TRADE_PREVENTED'
  | 'NO_LIQUIDITY'

export interface BookOptions {
  /** What a stop that the market has already passed does: trade at once, or be rejected. */
  readonly stopsInTheMarket?: 'TRIGGER' | 'REJECT'
}

/** One price level, best first. */
export interface BookLevel {
  readonly ticks: number
  readonly orders: number
  readonly lots: number
}

const NO_TRADES: readonly BookTrade[] = Object.freeze([])
const NO_RESULTS: readonly BookResult[] = Object.freeze([])
const TIME_RULES: Readonly<Record<TimeInForce, RuleCode>> = {
  DAY: RULE.rest,
  GTC: RULE.rest,
  IOC: RULE.immediate,
  FOK: RULE.fillOrKill,
}

/** A stop that waits, or a triggered one on its way: what is needed to enter it. */
interface WaitingStop {
  readonly order: BookOrder
  readonly stopTicks: number
  readonly side: SideCode
  readonly handle: number
}

export class NamedBook {
  /** Price of the last trade; null: none yet. Settable: a session may open on a known price. */
  lastTicks: number | null = null
  private readonly book = new MatchingBook()
  private readonly stops = new StopBook()
  private readonly index = new IdIndex()
  private readonly waiting = new Map<string, WaitingStop>()
  private readonly waitingByHandle: [(string | undefined)[], (string | undefined)[]] = [[], []]
  private readonly owners = new Map<string, number>()
  private readonly rejectsStops: boolean
  private readonly incoming: IncomingOrder = {
    side: BUY,
    ticks: 0,
    lots: 0,
    owner: NO_OWNER,
    rule: RULE.rest,
  }

  constructor(options: BookOptions = {}) {
    this.rejectsStops = options.stopsInTheMarket === 'REJECT'
  }

  /** Enters an order: what it did at once, and where its rest is. */
  submit(order: BookOrder): BookResult {
    const { id, lots, limitTicks, stopTicks } = order
    if (order.side !== 'BUY' && order.side !== 'SELL') return refused(order, 'INVALID_SIDE')
    if (!(lots > 0) || !Number.isSafeInteger(lots)) return refused(order, 'INVALID_LOTS')
    if (limitTicks !== undefined && !Number.isSafeInteger(limitTicks)) return refused(order, 'INVALID_PRICE')
    if (this.index.find(id) !== NONE || (this.waiting.size > 0 && this.waiting.has(id)))
      return refused(order, 'DUPLICATE_ID')
    if (stopTicks !== undefined) return this.submitStop(order, stopTicks)
    const result = this.enter(order)
    return result.trades.length === 0 ? result : this.setOffStops(result)
  }

  /** Takes a resting or waiting order out; false: there is none of this id. */
  cancel(id: string): boolean {
    const handle = this.index.find(id)
    if (handle !== NONE) {
      this.book.cancel(handle)
      this.index.remove(handle)
      return true
    }
    const stop = this.waiting.get(id)
    if (stop === undefined) return false
    this.stops.remove(stop.side, stop.handle)
    this.forgetStop(stop)
    return true
  }

  /** Gives a resting order a new open quantity and price: less at the same price keeps its place, anything else is a new order. */
  replace(id: string, terms: { readonly lots: number; readonly limitTicks: number }): BookResult {
    const handle = this.index.find(id)
    if (handle === NONE) return rejection(id, 'UNKNOWN_ID', terms.lots)
    if (!Number.isSafeInteger(terms.lots) || terms.lots < 0) return rejection(id, 'INVALID_LOTS', terms.lots)
    if (!Number.isSafeInteger(terms.limitTicks)) return rejection(id, 'INVALID_PRICE', terms.lots)
    if (terms.lots === 0) {
      this.cancel(id)
      return { id, status: 'CANCELED', reason: null, openLots: 0, trades: NO_TRADES, triggered: NO_RESULTS }
    }
    const moved = this.book.replace(handle, { ticks: terms.limitTicks, lots: terms.lots, rule: RULE.rest })
    const result = this.resultOf(id, this.trades())
    if (moved !== handle) {
      this.index.remove(handle)
      if (moved !== NONE) this.index.add(id, moved)
    }
    return result.trades.length === 0 ? result : this.setOffStops(result)
  }

  /** What is open of a resting or waiting order; 0: no such order. */
  openLots(id: string): number {
    const handle = this.index.find(id)
    if (handle !== NONE) return this.book.queues.lotsOf(handle)
    return this.waiting.get(id)?.order.lots ?? 0
  }

  /** Price levels of a side, best first, at most `count`. */
  depth(side: Side, count = Number.POSITIVE_INFINITY): BookLevel[] {
    const { queues } = this.book
    const levels: BookLevel[] = []
    for (
      let level = this.book.bestLevel(sideCode(side));
      level !== NONE && levels.length < count;
      level = this.book.levelBehind(level)
    ) {
      levels.push({
        ticks: queues.ticksOf(level),
        orders: queues.ordersAt(level),
        lots: queues.lotsAt(level),
      })
    }
    return levels
  }

  /** Ids of a side in the order in which they would trade. */
  queue(side: Side): string[] {
    const { queues } = this.book
    const ids: string[] = []
    for (
      let level = this.book.bestLevel(sideCode(side));
      level !== NONE;
      level = this.book.levelBehind(level)
    ) {
      for (let handle = queues.firstOf(level); handle !== NONE; handle = queues.behind(handle))
        ids.push(this.index.idOf(handle))
    }
    return ids
  }

  /** Distinct stop prices that wait on a side. */
  stopLevels(side: Side): number {
    return this.stops.levels(sideCode(side))
  }

  private submitStop(order: BookOrder, stopTicks: number): BookResult {
    if (!Number.isSafeInteger(stopTicks)) return refused(order, 'INVALID_PRICE')
    const side = sideCode(order.side)
    const last = this.lastTicks
    if (last !== null && (side === BUY ? last >= stopTicks : last <= stopTicks)) {
      if (this.rejectsStops) return refused(order, 'STOP_IN_THE_MARKET')
      return this.setOffStops(this.enter(order))
    }
    const handle = this.stops.add(side, stopTicks)
    this.waiting.set(order.id, { order, stopTicks, side, handle })
    this.waitingByHandle[side][handle] = order.id
    return {
      id: order.id,
      status: 'WAITING',
      reason: null,
      openLots: order.lots,
      trades: NO_TRADES,
      triggered: NO_RESULTS,
    }
  }

  private enter(order: BookOrder): BookResult {
    const { incoming } = this
    const { limitTicks, timeInForce } = order
    const side = order.side === 'BUY' ? BUY : SELL
    incoming.side = side
    incoming.lots = order.lots
    incoming.owner = order.owner === undefined ? NO_OWNER : this.ownerCode(order.owner)
    if (limitTicks === undefined) {
      incoming.ticks = side === BUY ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
      incoming.rule = timeInForce === 'FOK' ? RULE.fillOrKill : RULE.immediate
    } else {
      incoming.ticks = limitTicks
      incoming.rule = timeInForce === undefined ? RULE.rest : TIME_RULES[timeInForce]
      if (order.postOnly === true) incoming.rule = RULE.postOnly
    }
    const handle = this.book.submit(incoming)
    const trades = this.book.fillCount === 0 ? NO_TRADES : this.trades()
    if (handle !== NONE) {
      this.index.add(order.id, handle)
    }
    return this.resultOf(order.id, trades)
  }

  /** The fills of the last submission under their ids; forgets the orders that are done. */
  private trades(): readonly BookTrade[] {
    const { fills, fillCount } = this.book
    if (fillCount === 0) return NO_TRADES
    const trades: BookTrade[] = []
    for (let row = 0; row < fillCount * FILL_STRIDE; row += FILL_STRIDE) {
      const resting = fills[row + FILL.handle]!
      const restingId = this.index.idOf(resting)
      const restingLots = fills[row + FILL.restingLots]!
      if (restingLots === 0) this.index.remove(resting)
      trades.push({ restingId, ticks: fills[row + FILL.ticks]!, lots: fills[row + FILL.lots]!, restingLots })
    }
    this.lastTicks = trades[trades.length - 1]!.ticks
    return trades
  }

  private resultOf(id: string, trades: readonly BookTrade[]): BookResult {
    const { outcome, openLots } = this.book
    switch (outcome) {
      case OUTCOME.filled:
        return { id, status: 'FILLED', reason: null, openLots, trades, triggered: NO_RESULTS }
      case OUTCOME.rested:
        return { id, status: 'OPEN', reason: null, openLots, trades, triggered: NO_RESULTS }
      case OUTCOME.canceled:
        return { id, status: 'CANCELED', reason: 'NO_LIQUIDITY', openLots, trades, triggered: NO_RESULTS }
      case OUTCOME.killed:
        return { id, status: 'CANCELED', reason: 'FOK_NOT_FILLABLE', openLots, trades, triggered: NO_RESULTS }
      case OUTCOME.wouldTake:
        return {
          id,
          status: 'CANCELED',
          reason: 'POST_ONLY_WOULD_TAKE',
          openLots,
          trades,
          triggered: NO_RESULTS,
        }
      case OUTCOME.selfTradePrevented:
        return {
          id,
          status: 'CANCELED',
          reason: 'SELF_TRADE_PREVENTED',
          openLots,
          trades,
          triggered: NO_RESULTS,
        }
    }
  }

  /** Enters every stop that the last trade triggers, one after the other; each may trigger more. */
  private setOffStops(cause: BookResult): BookResult {
    if (this.waiting.size === 0 || this.lastTicks === null) return cause
    const triggered: BookResult[] = []
    for (let stop = this.takeTriggered(); stop !== null; stop = this.takeTriggered())
      triggered.push(this.enter(stop.order))
    return triggered.length === 0 ? cause : { ...cause, triggered }
  }

  /** Takes out the next stop that the last trade triggers: buys before sells; null: none. */
  private takeTriggered(): WaitingStop | null {
    if (this.lastTicks === null) return null
    let side: SideCode = BUY
    let handle = this.stops.takeTriggered(BUY, this.lastTicks)
    if (handle === NONE) {
      side = SELL
      handle = this.stops.takeTriggered(SELL, this.lastTicks)
    }
    if (handle === NONE) return null
    const stop = this.waiting.get(this.waitingByHandle[side][handle] ?? '')
    if (stop === undefined) throw new Error('Invariant: every stop in the stop book is known by its id')
    this.forgetStop(stop)
    return stop
  }

  private forgetStop(stop: WaitingStop): void {
    this.waiting.delete(stop.order.id)
    this.waitingByHandle[stop.side][stop.handle] = undefined
  }

  private ownerCode(owner: string): number {
    const known = this.owners.get(owner)
    if (known !== undefined) return known
    const code = this.owners.size + 1
    this.owners.set(owner, code)
    return code
  }
}

function sideCode(side: Side): SideCode {
  return side === 'BUY' ? BUY : SELL
}

function refused(order: BookOrder, reason: BookReason): BookResult {
  return rejection(order.id, reason, order.lots)
}

function rejection(id: string, reason: BookReason, openLots: number): BookResult {
  return { id, status: 'REJECTED', reason, openLots, trades: NO_TRADES, triggered: NO_RESULTS }
}
