/** The nodejs-order-book cases: post-only, FOK, IOC, market sweeps, stops that are checked at the door, self-trade prevention. */

import assert from 'node:assert/strict'
import { NamedBook } from '../../src/index.ts'
import type { BookOrder, BookResult } from '../../src/index.ts'
import { judge, notApplicable } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

interface Asked {
  readonly id?: string
  readonly side: string
  readonly size: number | null
  readonly price?: number
  readonly stopPrice?: number
  readonly tif?: 'IOC' | 'FOK'
  readonly postOnly?: boolean
  readonly account?: string
  readonly stp?: string
}

type Expected = Readonly<Record<string, unknown>>

interface Step {
  readonly limit?: Asked
  readonly market?: Asked
  readonly stopMarket?: Asked
  readonly stopLimit?: Asked
  readonly expect?: Expected
}

export interface NodeOrderBookFile {
  readonly cases: readonly {
    readonly name: string
    readonly depth?: number
    readonly steps: readonly Step[]
  }[]
}

const ERRORS: Readonly<Record<string, string>> = {
  POST_ONLY_WOULD_TAKE: 'LIMIT_ORDER_POST_ONLY',
  FOK_NOT_FILLABLE: 'LIMIT_ORDER_FOK_NOT_FILLABLE',
  INVALID_LOTS: 'INSUFFICIENT_QUANTITY',
  INVALID_SIDE: 'INVALID_SIDE',
  STOP_IN_THE_MARKET: 'INVALID_CONDITIONAL_ORDER',
  SELF_TRADE_PREVENTED: 'STP_TRIGGERED',
}

export function nodeOrderBook(file: NodeOrderBookFile): CaseResult[] {
  return file.cases.map(({ name, depth, steps }) => {
    const takers = steps.flatMap((step) =>
      step.expect === undefined || step.limit?.stp === undefined ? [] : [step.limit.stp],
    )
    if (takers.some((mode) => mode !== 'EXPIRE_TAKER')) {
      return notApplicable(
        name,
        'self-trade prevention that takes the resting order: ours stops the incoming one (SV-08)',
      )
    }
    return judge(name, () => {
      const book = new NamedBook({ stopsInTheMarket: 'REJECT' })
      for (let level = 0; depth !== undefined && level < 5; level += 1) {
        book.submit({ id: `buy-${90 - level * 10}`, side: 'BUY', lots: depth, limitTicks: 90 - level * 10 })
        book.submit({
          id: `sell-${100 + level * 10}`,
          side: 'SELL',
          lots: depth,
          limitTicks: 100 + level * 10,
        })
      }
      for (const [at, step] of steps.entries()) play(book, step, at)
    })
  })
}

function play(book: NamedBook, step: Step, at: number): void {
  const asked = step.limit ?? step.market ?? step.stopMarket ?? step.stopLimit
  if (asked === undefined) throw new Error('unknown step')
  const order = {
    id: asked.id ?? `step-${at}`,
    side: asked.side.toUpperCase(),
    lots: asked.size ?? Number.NaN,
    ...(asked.price === undefined ? {} : { limitTicks: asked.price }),
    ...(asked.stopPrice === undefined ? {} : { stopTicks: asked.stopPrice }),
    ...(asked.tif === undefined ? {} : { timeInForce: asked.tif }),
    ...(asked.postOnly === undefined ? {} : { postOnly: asked.postOnly }),
    ...(asked.account === undefined ? {} : { owner: asked.account }),
    // One case asks for a side that does not exist: the face must refuse what the type would not let through.
  } as BookOrder
  const result = book.submit(order)
  for (const [name, value] of Object.entries(step.expect ?? {})) compare(book, result, { name, value })
}

function compare(
  book: NamedBook,
  result: BookResult,
  expected: { readonly name: string; readonly value: unknown },
): void {
  const trades = [result, ...result.triggered].flatMap((one) => one.trades)
  const partial = trades.findLast((trade) => trade.restingLots > 0 && book.openLots(trade.restingId) > 0)
  const answers: Readonly<Record<string, unknown>> = {
    err: ERRORS[result.reason ?? ''] ?? null,
    quantityLeft: result.openLots,
    resting: result.status === 'OPEN',
    done_orders: trades.filter((trade) => trade.restingLots === 0).length,
    partial: partial?.restingId ?? null,
    partial_id:
      result.triggered.find((one) => one.openLots > 0)?.id ?? (result.openLots > 0 ? result.id : null),
    partialQuantityProcessed: partial?.lots ?? 0,
    marketPrice: book.lastTicks,
    activated: result.triggered.length,
  }
  if (expected.name in answers)
    assert.deepEqual([expected.name, answers[expected.name]], [expected.name, expected.value])
  else if (expected.value === 'still on book') assert.equal(book.openLots(expected.name) > 0, true)
  else throw new Error(`unknown expectation ${expected.name}`)
}
