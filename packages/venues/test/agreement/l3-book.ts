/** The hftbacktest cases: a market-by-order book with add, modify and delete. */

import assert from 'node:assert/strict'
import { NamedBook } from '../../src/index.ts'
import { judge } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

interface Step {
  readonly op: 'add_buy_order' | 'modify_order' | 'delete_order'
  readonly order: number
  readonly price: number
  readonly qty: number
  readonly expect?: 'error' | Expected
}

interface Expected {
  readonly best_before?: number | null
  readonly best_after?: number | null
  readonly qty_at_tick: Readonly<Record<string, number>>
}

export interface L3File {
  readonly cases: readonly {
    readonly id: string
    readonly tick_size: number
    readonly lot_size: number
    readonly steps: readonly Step[]
  }[]
}

export function l3Book(file: L3File): CaseResult[] {
  return file.cases.map((given) =>
    judge(given.id, () => {
      const book = new NamedBook()
      for (const step of given.steps) {
        const before = book.depth('BUY', 1)[0]?.ticks ?? null
        const done = apply(book, step, {
          ticks: Math.round(step.price / given.tick_size),
          lots: Math.round(step.qty / given.lot_size),
        })
        assert.equal(done, step.expect !== 'error')
        if (step.expect === undefined || step.expect === 'error') continue
        assert.equal(before, step.expect.best_before)
        assert.equal(book.depth('BUY', 1)[0]?.ticks ?? null, step.expect.best_after)
        for (const [ticks, quantity] of Object.entries(step.expect.qty_at_tick)) {
          const level = book.depth('BUY').find((candidate) => candidate.ticks === Number(ticks))
          assert.equal(level?.lots ?? 0, Math.round(quantity / given.lot_size))
        }
      }
    }),
  )
}

function apply(
  book: NamedBook,
  step: Step,
  terms: { readonly ticks: number; readonly lots: number },
): boolean {
  const id = String(step.order)
  if (step.op === 'delete_order') return book.cancel(id)
  const result =
    step.op === 'add_buy_order'
      ? book.submit({ id, side: 'BUY', lots: terms.lots, limitTicks: terms.ticks })
      : book.replace(id, { lots: terms.lots, limitTicks: terms.ticks })
  return result.status === 'OPEN'
}
