/** The packed book does, under any commands, exactly what the naive one does. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FILL, FILL_STRIDE, MatchingBook } from './book.ts'
import { BUY, NONE, OUTCOME, RULE, SELL } from './codes.ts'
import type { IncomingOrder, RuleCode, SideCode } from './codes.ts'
import { NaiveBook } from './testing/naive-book.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261121)
const RUNS = 400

type Step =
  | { readonly kind: 'submit'; readonly order: IncomingOrder }
  | { readonly kind: 'cancel'; readonly pick: number }
  | {
      readonly kind: 'replace'
      readonly pick: number
      readonly ticks: number
      readonly lots: number
      readonly rule: RuleCode
    }
  | { readonly kind: 'fill'; readonly pick: number; readonly share: number }

const near = fc.integer({ min: -12, max: 12 })
const wide = fc.oneof(
  { weight: 5, arbitrary: near },
  { weight: 2, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }) },
)
const side = fc.constantFrom<SideCode>(BUY, SELL)
const lots = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 2 ** 40 }))
const rule = fc.constantFrom<RuleCode>(
  RULE.rest,
  RULE.rest,
  RULE.rest,
  RULE.immediate,
  RULE.fillOrKill,
  RULE.postOnly,
)
const pick = fc.nat(1_000_000)

function stepsOver(ticks: fc.Arbitrary<number>): fc.Arbitrary<Step[]> {
  const limit = fc.record({ side, ticks, lots, owner: fc.nat(3), rule })
  const market = limit.map((order) => ({
    ...order,
    ticks: order.side === BUY ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
    rule: order.rule === RULE.fillOrKill ? order.rule : RULE.immediate,
  }))
  const submit = fc.oneof({ weight: 9, arbitrary: limit }, { weight: 1, arbitrary: market })
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('submit' as const), order: submit }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('replace' as const), pick, ticks, lots, rule }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('fill' as const),
          pick,
          share: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
      },
    ),
    { minLength: 1, maxLength: 120 },
  )
}

/** Runs both books side by side and compares all that can be seen after every step. */
class Twins {
  private readonly packed = new MatchingBook()
  private readonly naive = new NaiveBook()
  private readonly idByHandle = new Map<number, number>()
  private readonly handleById = new Map<number, number>()
  private lastId = 0

  step(step: Step): void {
    if (step.kind === 'submit') {
      this.lastId += 1
      const handle = this.packed.submit(step.order)
      this.naive.submit(this.lastId, step.order)
      this.compareSubmission(this.lastId, handle)
    } else if (this.naive.orders.length > 0) {
      this.change(step, this.naive.orders[step.pick % this.naive.orders.length]!.id)
    }
    this.compareQueues()
  }

  private change(step: Exclude<Step, { kind: 'submit' }>, id: number): void {
    const handle = this.handleById.get(id)!
    if (step.kind === 'cancel') {
      this.packed.cancel(handle)
      this.naive.cancel(id)
    } else if (step.kind === 'fill') {
      const open = this.naive.find(id).lots
      const filled = Math.max(1, Math.floor(open * step.share))
      this.packed.fillResting(handle, filled)
      this.naive.fill(id, filled)
    } else {
      const moved = this.packed.replace(handle, step)
      this.naive.replace(id, step)
      this.compareSubmission(id, moved)
    }
  }

  private compareSubmission(id: number, handle: number): void {
    expect(this.packed.outcome).toBe(this.naive.outcome)
    expect(this.packed.openLots).toBe(this.naive.openLots)
    const fills = Array.from({ length: this.packed.fillCount }, (_, at) => {
      const row = this.packed.fills.subarray(at * FILL_STRIDE, (at + 1) * FILL_STRIDE)
      return {
        restingId: this.idByHandle.get(row[FILL.handle]!),
        ticks: row[FILL.ticks],
        lots: row[FILL.lots],
        restingLots: row[FILL.restingLots],
      }
    })
    expect(fills).toEqual(this.naive.fills)
    expect(handle !== NONE).toBe(this.naive.outcome === OUTCOME.rested)
    if (handle === NONE) return
    this.idByHandle.set(handle, id)
    this.handleById.set(id, handle)
  }

  private compareQueues(): void {
    for (const code of [BUY, SELL] as const) {
      const expected = this.naive
        .queue(code)
        .map((order) => ({ id: order.id, ticks: order.ticks, lots: order.lots }))
      expect(this.packedQueue(code)).toEqual(expected)
      const none = code === BUY ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
      expect(this.packed.best(code)).toBe(expected[0]?.ticks ?? none)
    }
  }

  private packedQueue(code: SideCode): { id: number | undefined; ticks: number; lots: number }[] {
    const { queues } = this.packed
    const found: { id: number | undefined; ticks: number; lots: number }[] = []
    for (let level = this.packed.bestLevel(code); level !== NONE; level = this.packed.levelBehind(level)) {
      let total = 0
      for (let handle = queues.firstOf(level); handle !== NONE; handle = queues.behind(handle)) {
        found.push({
          id: this.idByHandle.get(handle),
          ticks: queues.ticksOf(level),
          lots: queues.lotsOf(handle),
        })
        total += queues.lotsOf(handle)
      }
      expect(queues.lotsAt(level)).toBe(total)
    }
    return found
  }
}

describe('matching book (SV)', () => {
  it.each([
    ['near the market', near],
    ['over a wide range, in and out of the ladder', wide],
  ])(`[SV-01] [SV-02] [SV-09] equals the naive book ${'%s'}, seed ${SEED}`, (_name, ticks) => {
    fc.assert(
      fc.property(stepsOver(ticks), (steps) => {
        const twins = new Twins()
        for (const step of steps) twins.step(step)
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })

  it('[SV-03] a market order takes what is there and never rests', () => {
    const book = new MatchingBook()
    book.submit(order({ side: SELL, ticks: 10, lots: 4 }))
    const handle = book.submit(
      order({ side: BUY, ticks: Number.POSITIVE_INFINITY, lots: 6, rule: RULE.immediate }),
    )
    expect([handle, book.outcome, book.openLots, book.best(SELL)]).toEqual([
      NONE,
      OUTCOME.canceled,
      2,
      Number.POSITIVE_INFINITY,
    ])
  })

  it('[SV-05] less at the same price keeps its place; more, or another price, goes to the back', () => {
    const book = new MatchingBook()
    const first = book.submit(order({ ticks: 10, lots: 5 }))
    const second = book.submit(order({ ticks: 10, lots: 5 }))
    expect(book.replace(first, { ticks: 10, lots: 3, rule: RULE.rest })).toBe(first)
    expect(book.queues.firstOf(book.bestLevel(BUY))).toBe(first)
    const moved = book.replace(first, { ticks: 10, lots: 4, rule: RULE.rest })
    expect(book.queues.firstOf(book.bestLevel(BUY))).toBe(second)
    expect(book.queues.behind(second)).toBe(moved)
  })

  it('[SV-08] an order is stopped before it trades with one of its own owner', () => {
    const book = new MatchingBook()
    book.submit(order({ side: SELL, ticks: 10, lots: 2, owner: 1 }))
    book.submit(order({ side: SELL, ticks: 11, lots: 2, owner: 2 }))
    const handle = book.submit(order({ side: BUY, ticks: 12, lots: 9, owner: 2 }))
    expect([handle, book.outcome, book.openLots, book.best(SELL)]).toEqual([
      NONE,
      OUTCOME.selfTradePrevented,
      7,
      11,
    ])
  })
})

function order(terms: Partial<IncomingOrder>): IncomingOrder {
  return { side: BUY, ticks: 0, lots: 1, owner: 0, rule: RULE.rest, ...terms }
}
