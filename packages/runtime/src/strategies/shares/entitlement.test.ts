/** Processors are divided by weight where they do not suffice, and by nobody where they do. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Claimant, entitlements, settle } from './entitlement.ts'

const WINDOW_MS = 500
const CORES = 2

interface Busy {
  readonly weight: number
  /** Processes that always have something to do. */
  readonly processes: number
}

/** What each used in its last windows, where the system itself treats all processes alike. */
function simulated(all: readonly Busy[], windows = 60): { readonly used: number[]; readonly held: number[] } {
  let states = all.map(({ weight }): Claimant => ({ weight, usedMs: 0, waitedMs: 0, heldMs: 0, debtMs: 0 }))
  const used = all.map(() => 0)
  const held = all.map(() => 0)
  for (let window = 0; window < windows; window += 1) {
    const next = states.map((state) => ({ ...state, usedMs: 0, waitedMs: 0 }))
    for (let ms = 0; ms < WINDOW_MS; ms += 1) {
      const running = all.map(({ processes }, index) => (ms < next[index]!.heldMs ? 0 : processes))
      const wanting = running.reduce((sum, count) => sum + count, 0)
      const each = wanting === 0 ? 0 : Math.min(1, CORES / wanting)
      running.forEach((count, index) => {
        next[index]!.usedMs += count * each
        next[index]!.waitedMs += count * (1 - each)
      })
    }
    const settled = settle(next, WINDOW_MS)
    if (window >= windows / 2)
      next.forEach(({ usedMs, heldMs }, index) => {
        used[index]! += usedMs
        held[index]! += heldMs
      })
    states = next.map((state, index) => ({
      ...state,
      debtMs: settled[index]!.debtMs,
      heldMs: settled[index]!.holdMs,
    }))
  }
  return { used, held }
}

describe('processor time among organizations', () => {
  it('is all for one who is alone, and for two who both have what they want', () => {
    expect(simulated([{ weight: 1, processes: 20 }]).held).toEqual([0])
    const both = [
      { weight: 1, processes: 1 },
      { weight: 1, processes: 1 },
    ]
    expect(simulated(both).held).toEqual([0, 0])
  })

  it('is not for who starts the most processes', () => {
    const { used, held } = simulated([
      { weight: 1, processes: 20 },
      { weight: 1, processes: 2 },
    ])
    // Left alone, the two would get a tenth of what the twenty get.
    expect(used[1]! / used[0]!).toBeGreaterThan(0.8)
    expect(held[0]).toBeGreaterThan(0)
    expect(held[1]).toBe(0)
  })

  it('is divided by weight', () => {
    const { used } = simulated([
      { weight: 1, processes: 8 },
      { weight: 3, processes: 8 },
    ])
    expect(used[1]! / used[0]!).toBeGreaterThan(2.4)
    expect(used[1]! / used[0]!).toBeLessThan(3.6)
  })

  it('is never divided beyond what there is, nor beyond what is wanted, nor left lying while somebody wants it', () => {
    const wants = fc.array(
      fc.record({
        weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
        wantedMs: fc.oneof(fc.double({ min: 0, max: 1_000, noNaN: true }), fc.constant(Infinity)),
      }),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(wants, fc.double({ min: 0, max: 2_000, noNaN: true }), (asked, total) => {
        const got = entitlements(asked, total)
        const sum = got.reduce((all, one) => all + one, 0)
        const wanted = asked.reduce((all, { wantedMs }) => all + wantedMs, 0)
        expect(sum).toBeLessThanOrEqual(total + 1e-6)
        expect(sum).toBeGreaterThanOrEqual(Math.min(total, wanted) - 1e-6)
        got.forEach((one, index) => expect(one).toBeLessThanOrEqual(asked[index]!.wantedMs + 1e-6))
        // Whoever got less than it wanted got no less for its weight than anybody else.
        got.forEach((one, index) => {
          if (one >= asked[index]!.wantedMs - 1e-6) return
          const rate = one / asked[index]!.weight
          got.forEach((other, place) => expect(other / asked[place]!.weight).toBeLessThanOrEqual(rate + 1e-6))
        })
      }),
    )
  })

  it('forgives what was owed once nobody lacks anything, at once where nobody else is there', () => {
    const owing = { weight: 1, usedMs: 900, waitedMs: 0, heldMs: 100, debtMs: 300 }
    const other = { weight: 1, usedMs: 50, waitedMs: 0, heldMs: 0, debtMs: 0 }
    expect(settle([owing], WINDOW_MS)[0]).toMatchObject({ debtMs: 0, holdMs: 0 })
    let debtMs = owing.debtMs
    for (let window = 0; window < 30; window += 1)
      debtMs = settle([{ ...owing, debtMs }, other], WINDOW_MS)[0]!.debtMs
    expect(debtMs).toBe(0)
  })
})
