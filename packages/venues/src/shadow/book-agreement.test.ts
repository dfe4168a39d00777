/**
 * Scores beside the truth: others trade in a real book, once without the order and once with it. What the score makes of the quotes
 * and prints of the first is what the order was filled in the second, or less.
 */

import type { Side } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NamedBook } from '../simulated/matching/named-book.ts'
import type { Print, ShadowEvent, ShownQuote } from './market.ts'
import { advanceScore, beginScore, scoreOrder } from './score.ts'
import type { ShadowOrder, ShadowState } from './state.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)
const OURS = 'ours'

/** What others do: an order that only joins, one that only takes, or a cancel of an earlier one. */
interface Step {
  readonly kind: 'JOIN' | 'TAKE' | 'CANCEL'
  readonly side: Side
  /** Distance from the middle, or which of the earlier orders. */
  readonly place: number
  readonly lots: number
}

const step = fc.record({
  kind: fc.constantFrom(
    'JOIN' as const,
    'JOIN' as const,
    'TAKE' as const,
    'TAKE' as const,
    'CANCEL' as const,
  ),
  side: fc.constantFrom<Side>('BUY', 'SELL'),
  place: fc.nat({ max: 6 }),
  lots: fc.integer({ min: 1, max: 9 }),
})
const flow = fc.array(step, { minLength: 5, maxLength: 60 })
const lead = fc.array(step, { maxLength: 20 })
const pretended = fc.record({
  lots: fc.integer({ min: 1, max: 12 }),
  limitTicks: fc.integer({ min: 96, max: 104 }),
})

/** Others' market: it opens with a few lots on each side of 100. */
class Others {
  readonly book = new NamedBook()
  readonly events: ShadowEvent[] = []
  #at = 0

  constructor() {
    for (const [side, limitTicks] of [
      ['BUY', 98],
      ['BUY', 99],
      ['SELL', 101],
      ['SELL', 102],
    ] as const)
      this.book.submit({ id: `open ${limitTicks}`, side, lots: 4, limitTicks })
    this.#show()
  }

  best(side: Side): { readonly ticks: number; readonly lots: number } | null {
    return this.book.depth(side, 1)[0] ?? null
  }

  submit(order: Parameters<NamedBook['submit']>[0]): void {
    for (const { ticks, lots } of this.book.submit(order).trades)
      this.events.push({ kind: 'PRINT', at: ++this.#at, ticks, lots } satisfies Print)
    this.#show()
  }

  cancel(id: string): void {
    this.book.cancel(id)
    this.#show()
  }

  #show(): void {
    const [bid, ask] = [this.best('BUY'), this.best('SELL')]
    this.events.push({
      kind: 'QUOTE',
      at: ++this.#at,
      bidTicks: bid?.ticks ?? null,
      bidLots: bid?.lots ?? null,
      askTicks: ask?.ticks ?? null,
      askLots: ask?.lots ?? null,
    } satisfies ShownQuote)
  }
}

/** Others' orders, decided by the book without ours: what only joins there has a price that reaches nobody. */
function carryOut(
  real: Others,
  steps: readonly Step[],
  mirror: (act: (others: Others) => void) => void,
): void {
  const made: string[] = []
  for (const [index, { kind, side, place, lots }] of steps.entries()) {
    const id = `other ${real.events.length} ${index}`
    if (kind === 'CANCEL') {
      const earlier = made[place % Math.max(1, made.length)]
      if (earlier !== undefined) mirror((others) => others.cancel(earlier))
      continue
    }
    if (kind === 'TAKE') {
      mirror((others) => others.submit({ id, side, lots, timeInForce: 'IOC' }))
      continue
    }
    const against = real.best(side === 'BUY' ? 'SELL' : 'BUY')
    const wanted = side === 'BUY' ? 100 - place + 2 : 100 + place - 2
    const bound = against === null ? wanted : side === 'BUY' ? against.ticks - 1 : against.ticks + 1
    const limitTicks = side === 'BUY' ? Math.min(wanted, bound) : Math.max(wanted, bound)
    made.push(id)
    mirror((others) => others.submit({ id, side, lots, limitTicks }))
  }
}

/** What the order was filled in the book in which it stood. */
function filledOf(book: NamedBook, lots: number): number {
  return lots - book.openLots(OURS)
}

/** The same market seen in a mirror: what was bought is sold. */
function mirrored(event: ShadowEvent): ShadowEvent {
  const turned = (ticks: number | null): number | null => (ticks === null ? null : 200 - ticks)
  if (event.kind === 'PRINT') return { ...event, ticks: 200 - event.ticks }
  if (event.kind !== 'QUOTE') return event
  const { bidTicks, bidLots, askTicks, askLots } = event
  return {
    ...event,
    bidTicks: turned(askTicks),
    bidLots: askLots,
    askTicks: turned(bidTicks),
    askLots: bidLots,
  }
}

describe('shadow scores beside a real book (SH)', () => {
  it(`[SH-09] claim no more than a book with the order in it fills, and most of it (seed ${seed})`, () => {
    const seen = { scored: 0, filled: 0, equal: 0, runs: 0 }
    fc.assert(
      fc.property(pretended, lead, flow, ({ lots, limitTicks }, before, steps) => {
        const [without, within] = [new Others(), new Others()]
        const both = (act: (others: Others) => void): void => {
          act(without)
          act(within)
        }
        carryOut(without, before, both)
        const terms = { side: 'BUY', orderType: 'LIMIT', timeInForce: 'GTC', stopTicks: null } as const
        const order: ShadowOrder = { ...terms, lots, limitTicks, placedAt: without.events.at(-1)?.at ?? 0 }
        let score: ShadowState = beginScore(order)
        let told = 0
        const tell = (): void => {
          for (; told < without.events.length; told += 1) {
            const event = without.events[told]
            if (event !== undefined) score = advanceScore(score, event)
          }
        }
        tell()
        within.submit({ id: OURS, side: 'BUY', lots, limitTicks })
        carryOut(without, steps, (act) => {
          both(act)
          tell()
          expect(score.filledLots).toBeLessThanOrEqual(filledOf(within.book, lots))
        })
        expect(score.filledTickLots).toBeLessThanOrEqual(BigInt(score.filledLots) * BigInt(limitTicks))
        const sale: ShadowOrder = { ...order, side: 'SELL', limitTicks: 200 - limitTicks }
        const turned = scoreOrder(sale, without.events.slice(0, told).map(mirrored))
        expect(turned.filledLots).toBe(score.filledLots)
        expect(turned.filledTickLots).toBe(200n * BigInt(score.filledLots) - score.filledTickLots)
        const filled = filledOf(within.book, lots)
        seen.runs += 1
        seen.scored += score.filledLots
        seen.filled += filled
        if (score.filledLots === filled) seen.equal += 1
      }),
      { seed, numRuns: 1500 },
    )
    process.stderr.write(`shadow scores: ${JSON.stringify(seen)}, seed ${seed}\n`)
    expect(seen.filled).toBeGreaterThan(1000)
    expect(seen.scored).toBeGreaterThan(seen.filled * 0.7)
    expect(seen.equal).toBeGreaterThan(seen.runs * 0.6)
  })
})
