/** The exchange-core cases of a book of limit orders, with cancel, reduce and move. */

import assert from 'node:assert/strict'
import { NamedBook } from '../../src/index.ts'
import type { BookResult } from '../../src/index.ts'
import { judge, notApplicable } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

interface Step {
  readonly op?: 'new' | 'cancel' | 'reduce' | 'move'
  readonly type: string
  readonly order_id: number
  readonly uid: number
  readonly price: number
  readonly size: number
  readonly side: 'ASK' | 'BID'
  readonly by?: number
  readonly new_price?: number
  readonly result?: string
  readonly events?: readonly CoreEvent[]
  readonly n_events?: number
  readonly first_event?: CoreEvent
  readonly expected_book?: CoreBook
}

type CoreEvent =
  | { readonly event: 'trade'; readonly matched_order: number; readonly price: number; readonly size: number }
  | { readonly event: 'reject'; readonly size: number; readonly price: number }
  | {
      readonly event: 'reduce'
      readonly size: number
      readonly price: number
      readonly order_completed: boolean
    }

interface CoreBook {
  readonly asks: readonly (readonly number[])[]
  readonly bids: readonly (readonly number[])[]
}

export interface OrderBookFile {
  readonly setup: { readonly orders: readonly Step[]; readonly book: CoreBook }
  readonly cases: readonly {
    readonly name: string
    readonly steps: readonly Step[]
    readonly expected_book: CoreBook
  }[]
}

const UNKNOWN = 'MATCHING_UNKNOWN_ORDER_ID'

export function exchangeCoreBook(file: OrderBookFile): CaseResult[] {
  return file.cases.map(({ name, steps, expected_book }) => {
    if (steps.some((step) => step.type === 'FOK_BUDGET'))
      return notApplicable(name, 'fill-or-kill by a total budget: our FOK has a limit price')
    if (steps.some((step) => step.result === 'MATCHING_REDUCE_FAILED_WRONG_SIZE')) {
      return notApplicable(name, 'reduce by a difference: a replacement states the new quantity')
    }
    return judge(name, () => {
      const book = new NamedBook()
      const prices = new Map<string, number>()
      for (const order of file.setup.orders) play(book, prices, { ...order, op: 'new', events: [] })
      compareBook(book, file.setup.book)
      for (const step of steps) play(book, prices, step)
      compareBook(book, expected_book)
    })
  })
}

/** An order is known within its owner only: another owner's order is an unknown id, in our house as in theirs. */
function idOf(step: Step): string {
  return `${step.uid}/${step.order_id}`
}

function play(book: NamedBook, prices: Map<string, number>, step: Step): void {
  const id = idOf(step)
  const price = prices.get(id) ?? step.price
  const open = book.openLots(id)
  if (step.op === 'new') {
    prices.set(id, step.price)
    const side = step.side === 'BID' ? 'BUY' : 'SELL'
    const timeInForce = step.type === 'IOC' ? 'IOC' : 'GTC'
    compareEvents(
      step,
      eventsOf(book.submit({ id, side, lots: step.size, limitTicks: step.price, timeInForce }), step.price),
    )
  } else if (step.result === UNKNOWN) {
    assert.equal(step.op === 'cancel' ? book.cancel(id) : open > 0, false)
  } else if (step.op === 'move') {
    prices.set(id, step.new_price!)
    compareEvents(
      step,
      eventsOf(book.replace(id, { lots: open, limitTicks: step.new_price! }), step.new_price!),
    )
  } else {
    const by = step.op === 'cancel' ? open : Math.min(step.by!, open)
    if (step.op === 'cancel') assert.equal(book.cancel(id), true)
    else book.replace(id, { lots: open - by, limitTicks: price })
    compareEvents(step, [{ event: 'reduce', size: by, price, order_completed: by === open }])
  }
  if (step.expected_book !== undefined) compareBook(book, step.expected_book)
}

/** Our result as their events: trades, then what was refused of an order that may not rest. */
function eventsOf(result: BookResult, price: number): CoreEvent[] {
  const trades = result.trades.map((trade) => ({
    event: 'trade' as const,
    matched_order: Number(trade.restingId.split('/')[1]),
    price: trade.ticks,
    size: trade.lots,
  }))
  const refused = result.status === 'CANCELED' || result.status === 'REJECTED'
  return refused ? [...trades, { event: 'reject', size: result.openLots, price }] : trades
}

function compareEvents(step: Step, events: readonly CoreEvent[]): void {
  if (step.events !== undefined) assert.deepEqual(events, step.events)
  if (step.n_events !== undefined) assert.equal(events.length, step.n_events)
  if (step.first_event !== undefined)
    assert.deepEqual(
      events.find((event) => event.event === 'reject'),
      step.first_event,
    )
}

function compareBook(book: NamedBook, expected: CoreBook): void {
  const rows = (side: 'BUY' | 'SELL'): number[][] =>
    book.depth(side).map((level) => [level.ticks, level.lots, level.orders])
  assert.deepEqual({ asks: rows('SELL'), bids: rows('BUY') }, { asks: expected.asks, bids: expected.bids })
}
