/** The order-matcher cases: limit, IOC, FOK, post-only and stop-limit orders, with the listener's calls and maker and taker fees. */

import assert from 'node:assert/strict'
import { decimalUnits } from '@quarterdeck/sdk'
import { NamedBook, SIMULATED_INSTRUMENTS } from '../../src/index.ts'
import type { BookResult } from '../../src/index.ts'
import { feeOf, feeSchedule } from '../../src/simulated/fees.ts'
import { judge, notApplicable } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

interface Order {
  readonly IsBuy: boolean
  readonly OrderId: number
  readonly UserId: number
  readonly OpenQuantity: number
  readonly Price?: number
  readonly StopPrice?: number
  readonly OrderCondition?: 'ImmediateOrCancel' | 'FillOrKill' | 'BookOrCancel'
  readonly CancelOn?: number
}

interface Step {
  readonly op: 'add' | 'cancel'
  readonly order: Order
  readonly order_id: number
  readonly events: readonly Readonly<Record<string, unknown>>[] | null
  readonly result: string | null
  readonly after: {
    readonly open_qty?: Readonly<Record<string, number>>
    readonly live?: readonly number[]
    readonly not_live?: readonly number[]
    readonly bid_levels?: number
    readonly ask_levels?: number
    readonly stop_bid_levels?: number
    readonly stop_ask_levels?: number
  }
}

export interface OrderMatcherFile {
  readonly parameters: { readonly quantity_step: number; readonly price_decimals: number }
  readonly cases: readonly {
    readonly name: string
    readonly steps: readonly Step[]
    readonly engine_override?: { readonly quantity_step: number; readonly price_decimals: number }
  }[]
}

export function orderMatcher(file: OrderMatcherFile): CaseResult[] {
  return file.cases.map((given) => {
    if (given.steps.some((step) => step.order?.CancelOn !== undefined))
      return notApplicable(given.name, 'good-till-date orders')
    const setting = given.engine_override ?? file.parameters
    return judge(given.name, () => {
      const run = new OrderMatcherRun(setting.quantity_step, setting.price_decimals)
      for (const step of given.steps) run.play(step)
    })
  })
}

/** What the listener is told of an order when it is done: cumulated in ticks, fees in the currency. */
interface Tally {
  readonly order: Order
  readonly openLots: number
  readonly cost: number
  readonly fee: number
}

const REASONS: Readonly<Record<string, string>> = {
  NO_LIQUIDITY: 'ImmediateOrCancel',
  FOK_NOT_FILLABLE: 'FillOrKill',
  POST_ONLY_WOULD_TAKE: 'BookOrCancel',
}

class OrderMatcherRun {
  private readonly book = new NamedBook()
  private readonly tallies = new Map<string, Tally>()
  private events: Record<string, unknown>[] = []
  private readonly step: number
  private readonly ticksPerPoint: number
  private readonly fees

  constructor(quantityStep: number, priceDecimals: number) {
    this.step = quantityStep
    this.ticksPerPoint = 10 ** priceDecimals
    const plain = SIMULATED_INSTRUMENTS.find((instrument) => instrument.id === 'SIM:AAPL')!
    const priceIncrement = priceDecimals === 0 ? '1' : '0.01'
    this.fees = feeSchedule({
      ...plain,
      priceIncrement,
      makerFeeRate: '0.002',
      takerFeeRate: '0.005',
      feePerUnit: '0',
    })
  }

  play(step: Step): void {
    this.events = []
    if (step.op === 'add') this.add(step)
    else this.cancel(step)
    // Theirs are in source order, which is not always the order of the calls: the same calls, each as often.
    if (step.events !== null) assert.deepEqual(sorted(this.events), sorted(step.events))
    this.compareBook(step)
  }

  private add(step: Step): void {
    const { order } = step
    const id = String(order.OrderId)
    const lots = order.OpenQuantity / this.step
    this.tallies.set(id, { order, openLots: lots, cost: 0, fee: 0 })
    const condition = order.OrderCondition
    const result = this.book.submit({
      id,
      side: order.IsBuy ? 'BUY' : 'SELL',
      lots,
      ...(order.Price ? { limitTicks: Math.round(order.Price * this.ticksPerPoint) } : {}),
      ...(order.StopPrice ? { stopTicks: Math.round(order.StopPrice * this.ticksPerPoint) } : {}),
      ...(condition === 'ImmediateOrCancel'
        ? { timeInForce: 'IOC' }
        : condition === 'FillOrKill'
          ? { timeInForce: 'FOK' }
          : {}),
      postOnly: condition === 'BookOrCancel',
    })
    const accepted = result.status !== 'REJECTED'
    if (step.result !== null) assert.equal(accepted, step.result === 'OrderAccepted', step.result)
    if (!accepted) return
    this.events.push({ type: 'accept', order: order.OrderId, user: order.UserId })
    this.tell(result)
    for (const triggered of result.triggered) {
      const stop = this.tallies.get(triggered.id)!.order
      this.events.push({ type: 'ordertriggered', order: stop.OrderId, user: stop.UserId })
      this.tell(triggered)
    }
  }

  private cancel(step: Step): void {
    const id = String(step.order_id)
    const done = this.book.cancel(id)
    if (step.result !== null) assert.equal(done, step.result === 'CancelAcepted')
    if (done) this.tellCancel(id, 'UserRequested')
  }

  private tell(result: BookResult): void {
    for (const trade of result.trades) {
      const incoming = this.count(result.id, { ...trade, liquidity: 'TAKER' })
      const resting = this.count(trade.restingId, { ...trade, liquidity: 'MAKER' })
      const [ask, bid] = incoming.order.IsBuy ? [resting, incoming] : [incoming, resting]
      this.events.push({
        type: 'trade',
        incoming: incoming.order.OrderId,
        resting: resting.order.OrderId,
        incoming_user: incoming.order.UserId,
        resting_user: resting.order.UserId,
        incoming_is_buy: incoming.order.IsBuy,
        price: trade.ticks / this.ticksPerPoint,
        qty: trade.lots * this.step,
        ask_remaining_qty: ask.openLots === 0 ? 0 : null,
        ask_fee: ask.openLots === 0 ? ask.fee : null,
        bid_cost: bid.openLots === 0 ? bid.cost / this.ticksPerPoint : null,
        bid_fee: bid.openLots === 0 ? bid.fee : null,
      })
    }
    if (result.status === 'CANCELED') this.tellCancel(result.id, REASONS[result.reason ?? ''] ?? '')
  }

  private tellCancel(id: string, reason: string): void {
    const { order, openLots, cost, fee } = this.tallies.get(id)!
    this.events.push({
      type: 'cancel',
      order: order.OrderId,
      user: order.UserId,
      remaining_qty: openLots * this.step,
      cost: cost / this.ticksPerPoint,
      fee,
      reason,
    })
  }

  private count(
    id: string,
    fill: { readonly ticks: number; readonly lots: number; readonly liquidity: 'MAKER' | 'TAKER' },
  ): Tally {
    const before = this.tallies.get(id)!
    const after = {
      order: before.order,
      openLots: before.openLots - fill.lots,
      cost: before.cost + fill.ticks * fill.lots,
      fee: before.fee + Number(decimalUnits(feeOf(this.fees, fill), 8)) / 1e8,
    }
    this.tallies.set(id, after)
    return after
  }

  private compareBook({ after }: Step): void {
    for (const [id, quantity] of Object.entries(after.open_qty ?? {}))
      assert.equal(this.tallies.get(id)!.openLots * this.step, quantity)
    for (const id of after.live ?? []) assert.equal(this.book.openLots(String(id)) > 0, true)
    for (const id of after.not_live ?? []) assert.equal(this.book.openLots(String(id)), 0)
    const levels = {
      bid_levels: this.book.depth('BUY').length,
      ask_levels: this.book.depth('SELL').length,
      stop_bid_levels: this.book.stopLevels('BUY'),
      stop_ask_levels: this.book.stopLevels('SELL'),
    }
    for (const [name, count] of Object.entries(levels)) {
      const expected = after[name as keyof typeof levels]
      if (expected !== undefined) assert.equal(count, expected, name)
    }
  }
}

function sorted(events: readonly Readonly<Record<string, unknown>>[]): string[] {
  return events.map((event) => JSON.stringify(event, Object.keys(event).toSorted())).toSorted()
}
