/** How far a simulation strays is measured order by order, in the market's own direction. */
import { describe, expect, it } from 'vitest'
import { type DriftSample, driftOf } from './drift.ts'

const sample = (over: Partial<DriftSample>): DriftSample => ({
  side: 'BUY',
  quantityLots: 100,
  simulatedLots: 100,
  simulatedTickLots: 100n * 10_000n,
  simulatedAt: 2_000_000,
  printedLots: 100,
  printedTickLots: 100n * 10_000n,
  printedAt: 1_000_000,
  ...over,
})

describe('drift', () => {
  it('is none where both did the same, but for the time between them', () => {
    expect(driftOf([sample({})])).toEqual({ orders: 1, fillRatio: 1, priceDriftBps: 0, timeDriftMs: 1_000 })
  })

  it('counts paying more and getting less as worse', () => {
    const bought = sample({ simulatedTickLots: 100n * 10_010n })
    const sold = sample({ side: 'SELL', simulatedTickLots: 100n * 9_990n })
    expect(driftOf([bought]).priceDriftBps).toBeCloseTo(10, 9)
    expect(driftOf([sold]).priceDriftBps).toBeCloseTo(10, 9)
    expect(driftOf([sample({ simulatedTickLots: 100n * 9_990n })]).priceDriftBps).toBeCloseTo(-10, 9)
  })

  it('weighs an order by the share of it that both filled, whatever it is worth', () => {
    const half = { printedLots: 50, printedTickLots: 50n * 10_000n }
    const large = sample({
      quantityLots: 10_000,
      simulatedLots: 10_000,
      simulatedTickLots: 10_000n * 10_030n,
    })
    const largePrinted = { ...large, printedLots: 10_000, printedTickLots: 10_000n * 10_000n }
    const { priceDriftBps, fillRatio } = driftOf([sample(half), largePrinted])
    expect(priceDriftBps).toBeCloseTo(30 / 1.5, 9)
    expect(fillRatio).toBeCloseTo(2 / 1.5, 9)
  })

  it('says nothing where there is nothing to compare', () => {
    const unfilled = { printedLots: 0, printedTickLots: 0n, printedAt: null }
    expect(driftOf([])).toEqual({ orders: 0, fillRatio: null, priceDriftBps: null, timeDriftMs: null })
    expect(driftOf([sample(unfilled)])).toEqual({
      orders: 1,
      fillRatio: null,
      priceDriftBps: null,
      timeDriftMs: null,
    })
  })

  it('takes the median of delays: one order that hung for an hour does not speak for all', () => {
    const after = (ms: number) => sample({ simulatedAt: 1_000_000 + ms * 1_000 })
    expect(driftOf([after(10), after(20), after(3_600_000)]).timeDriftMs).toBe(20)
    expect(driftOf([after(10), after(20)]).timeDriftMs).toBe(15)
  })
})
