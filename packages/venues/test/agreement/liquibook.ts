/** The Liquibook cases: limit, market, stop, IOC, FOK, cancel and replace on one book. */

import assert from 'node:assert/strict'
import { NamedBook } from '../../src/index.ts'
import type { BookResult } from '../../src/index.ts'
import { declaredDifference, judge, notApplicable } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

interface Step {
  readonly op: string
  readonly id: string
  readonly order: string
  readonly side: string
  readonly price: number | 'market'
  readonly qty: number
  readonly stop_price?: number
  readonly conditions?: string
  readonly size_change: number
  readonly new_price: number | null
  readonly orders: number
  readonly bids: readonly (readonly number[])[]
  readonly asks: readonly (readonly number[])[]
  readonly open_qty?: number
  readonly order_qty?: number
  readonly state?: string
  readonly expect: {
    readonly matched?: boolean
    readonly state: string
    readonly matched_qty?: number
    readonly fills_in_this_step?: readonly {
      readonly order: string
      readonly filled_qty: number
      readonly filled_cost: number
    }[]
  }
}

export interface LiquibookFile {
  readonly cases: readonly { readonly name: string; readonly steps: readonly Step[] }[]
}

const STATES: Readonly<Record<string, string>> = {
  OPEN: 'accepted',
  WAITING: 'accepted',
  FILLED: 'complete',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
}
const MARKET_RESTS = 'a market order that finds nobody waits in the book there; ours never rests (SV-03)'

export function liquibook(file: LiquibookFile): CaseResult[] {
  return file.cases.map(({ name, steps }) => {
    if (steps.some((step) => step.conditions === 'all_or_none'))
      return notApplicable(name, 'all-or-none orders')
    const result = judge(name, () => {
      const run = new LiquibookRun()
      for (const step of steps) run.play(step)
    })
    return result.verdict === 'DISAGREED' && marketRests(steps)
      ? declaredDifference(name, MARKET_RESTS)
      : result
  })
}

/** Whether a case has an unpriced order that neither trades nor is canceled, with or without a stop reached at once. */
function marketRests(steps: readonly Step[]): boolean {
  let last: number | undefined
  return steps.some((step) => {
    if (step.op === 'check_last_price' && step.price !== 'market') last = step.price
    const live = step.stop_price === undefined || step.stop_price === last
    return step.op === 'add' && step.price === 'market' && step.expect.state === 'accepted' && live
  })
}

interface Filled {
  quantity: number
  cost: number
}

class LiquibookRun {
  private readonly book = new NamedBook()
  private readonly total = new Map<string, number>()
  private readonly price = new Map<string, number>()
  private filled = new Map<string, Filled>()

  play(step: Step): void {
    const side = step.side === 'buy' || step.side === 'bids' ? 'BUY' : 'SELL'
    if (step.op === 'add') this.add(step)
    else if (step.op === 'replace') this.replace(step)
    else if (step.op === 'cancel')
      assert.equal(this.book.cancel(step.order), step.expect.state === 'cancelled')
    else if (step.op === 'set_last_price') this.book.lastTicks = Number(step.price)
    else if (step.op === 'check_last_price') assert.equal(this.book.lastTicks, step.price)
    else if (step.op === 'check_count') assert.equal(this.book.queue(side).length, step.orders)
    else if (step.op === 'check_best') assert.equal(this.book.queue(side)[0], step.order)
    else if (step.op === 'check_best_open_qty')
      assert.equal(this.book.openLots(this.book.queue(side)[0]!), step.qty)
    else if (step.op === 'check_order') this.checkOrder(step)
    else if (step.op === 'check_depth') this.checkDepth(step)
    else throw new Error(`unknown step ${step.op}`)
  }

  private add(step: Step): void {
    this.total.set(step.id, step.qty)
    if (step.price !== 'market') this.price.set(step.id, step.price)
    const timeInForce =
      step.conditions === 'immediate_or_cancel'
        ? 'IOC'
        : step.conditions === 'fill_or_kill'
          ? 'FOK'
          : undefined
    const result = this.book.submit({
      id: step.id,
      side: step.side === 'buy' ? 'BUY' : 'SELL',
      lots: step.qty,
      ...(step.price === 'market' ? {} : { limitTicks: step.price }),
      ...(step.stop_price === undefined ? {} : { stopTicks: step.stop_price }),
      ...(timeInForce === undefined ? {} : { timeInForce }),
    })
    assert.equal(STATES[result.status], step.expect.state)
    assert.equal(result.trades.length > 0, step.expect.matched)
    this.compareFills(step, result)
  }

  private replace(step: Step): void {
    const limitTicks = step.new_price ?? this.price.get(step.order)!
    this.price.set(step.order, limitTicks)
    this.total.set(step.order, this.total.get(step.order)! + step.size_change)
    const result = this.book.replace(step.order, {
      lots: this.book.openLots(step.order) + step.size_change,
      limitTicks,
    })
    assert.equal(STATES[result.status], step.expect.state)
    assert.equal(sum(result.trades.map((trade) => trade.lots)), step.expect.matched_qty)
    this.compareFills(step, { ...result, id: step.order })
  }

  private compareFills(step: Step, result: BookResult): void {
    this.filled = new Map()
    this.count(result)
    for (const { order, filled_qty, filled_cost } of step.expect.fills_in_this_step ?? []) {
      assert.deepEqual(
        [order, this.filled.get(order) ?? { quantity: 0, cost: 0 }],
        [order, { quantity: filled_qty, cost: filled_cost }],
      )
    }
  }

  private count(result: BookResult): void {
    for (const { restingId, lots, ticks } of result.trades) {
      for (const id of [restingId, result.id]) {
        const before = this.filled.get(id) ?? { quantity: 0, cost: 0 }
        this.filled.set(id, { quantity: before.quantity + lots, cost: before.cost + lots * ticks })
      }
    }
    for (const triggered of result.triggered) this.count(triggered)
  }

  private checkOrder(step: Step): void {
    if (step.open_qty !== undefined) assert.equal(this.book.openLots(step.order), step.open_qty)
    if (step.order_qty !== undefined) assert.equal(this.total.get(step.order), step.order_qty)
    if (step.price !== undefined) assert.equal(this.price.get(step.order), step.price)
    if (step.state !== undefined) assert.equal(this.book.openLots(step.order) > 0, step.state === 'accepted')
  }

  private checkDepth(step: Step): void {
    for (const [side, expected] of [
      ['BUY', step.bids],
      ['SELL', step.asks],
    ] as const) {
      const shown = this.book
        .depth(side, expected.length)
        .map((level) => [level.ticks, level.orders, level.lots])
      while (shown.length < expected.length) shown.push([0, 0, 0])
      assert.deepEqual(shown, expected)
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
