/** The planner's promises: nothing twice, nothing missed, nothing over budget, and near the best that is possible. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serialFractionOf, speedUp } from './amdahl.ts'
import { balance, makespanMin } from './balance.ts'
import { planInWords } from './in-words.ts'
import { planSimulation } from './plan.ts'
import type { PlanRequest } from './request.ts'

const MIB = 2 ** 20

/** A sweep of 1,000 sets over a million bars on two cores: the one of the promises. */
const sweep: PlanRequest = {
  parameterSets: 1000,
  groups: [{ name: 'BTC', bars: 1_000_000 }],
  windows: [{ name: 'all', share: 1 }],
  machine: { cores: 2, memoryBytes: 2048 * MIB },
  rates: {
    nanosecondsPerBar: 330,
    runStartSeconds: 0.005,
    workerStartSeconds: 0.3,
    serialFraction: 0.01,
    bytesPerBar: 48,
    workerBytes: 120 * MIB,
    resultBytes: 2 * MIB,
  },
}

const requests: fc.Arbitrary<PlanRequest> = fc
  .record({
    parameterSets: fc.integer({ min: 1, max: 3000 }),
    bars: fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 5 }),
    shares: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
    cores: fc.integer({ min: 1, max: 12 }),
    spare: fc.double({ min: 1, max: 20, noNaN: true }),
    serialFraction: fc.double({ min: 0, max: 0.5, noNaN: true }),
    resultBytes: fc.integer({ min: 0, max: 3 * MIB }),
  })
  .map(({ parameterSets, bars, shares, cores, spare, serialFraction, resultBytes }) => {
    const rates = { ...sweep.rates, serialFraction, resultBytes }
    const least = rates.workerBytes + Math.max(...bars) * rates.bytesPerBar + resultBytes
    return {
      parameterSets,
      groups: bars.map((count, i) => ({ name: `g${i}`, bars: count })),
      windows: shares.map((share, i) => ({ name: `w${i}`, share })),
      machine: { cores, memoryBytes: Math.ceil(least * spare) },
      rates,
    }
  })

describe('a plan', () => {
  it('runs every parameter set of every group and window exactly once', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { shards, lanes } = planSimulation(request)
        expect(lanes.flat().sort((a, b) => a - b)).toEqual(shards.map(({ id }) => id))
        request.groups.forEach((_, group) => {
          request.windows.forEach((__, window) => {
            const ranges = shards
              .filter((shard) => shard.group === group && shard.window === window)
              .sort((a, b) => a.setFrom - b.setFrom)
            expect(ranges[0]?.setFrom).toBe(0)
            expect(ranges.at(-1)?.setTo).toBe(request.parameterSets)
            ranges.forEach(({ setFrom, setTo }, i) => {
              expect(setTo).toBeGreaterThan(setFrom)
              if (i > 0) expect(setFrom).toBe(ranges[i - 1]?.setTo)
            })
          })
        })
      }),
      { numRuns: 60 },
    )
  })

  it('holds no shard over its share of the memory, and all workers together within the budget', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { shards, workers, estimate } = planSimulation(request)
        const share = request.machine.memoryBytes / workers
        for (const { bytes } of shards) expect(bytes).toBeLessThanOrEqual(share)
        expect(estimate.bytes).toBeLessThanOrEqual(request.machine.memoryBytes)
        expect(workers).toBeLessThanOrEqual(request.machine.cores)
      }),
      { numRuns: 60 },
    )
  })

  it('is never slower than one worker, and never faster than Amdahl allows', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { estimate, workers, options } = planSimulation(request)
        expect(estimate.seconds).toBeLessThanOrEqual(estimate.secondsAlone + 1e-9)
        expect(estimate.speedUp).toBeLessThanOrEqual(speedUp(request.rates.serialFraction, workers) + 1e-9)
        expect(estimate.imbalance).toBeLessThanOrEqual(4 / 3 + 1e-9)
        for (const { seconds } of options) expect(estimate.seconds).toBeLessThanOrEqual(seconds * 1.05 + 1e-9)
      }),
      { numRuns: 60 },
    )
  })

  it('of a sweep of 1,000 sets on two cores promises at least 1.8 times', () => {
    const plan = planSimulation(sweep)
    expect(plan.workers).toBe(2)
    expect(plan.estimate.speedUp).toBeGreaterThan(1.8)
    expect(planInWords(sweep, plan)).toEqual([
      '1,000 parameter sets x 1 symbol group x 1 window: 1,000 runs over 1,000,000,000 bars, cut into 18 shards.',
      'Estimated 6 min on one worker, 3 min on 2: 1.98 times faster.',
      expect.stringMatching(/^Memory: up to \d+ MiB of 2\.0 GiB\.$/),
      'Recommended: 2 workers; the serial share allows at most 100.0 times.',
    ])
  })

  it('of a single run takes the start of a worker, the start of a run and its bars', () => {
    const { estimate, workers } = planSimulation({ ...sweep, parameterSets: 1 })
    expect(workers).toBe(1)
    expect(estimate.seconds).toBeCloseTo(0.3 + 0.005 + 0.33, 12)
    expect(estimate.speedUp).toBe(1)
  })

  it('does not recommend workers that hardly help', () => {
    const machine = { cores: 16, memoryBytes: 64 * 1024 * MIB }
    const plan = planSimulation({ ...sweep, machine, rates: { ...sweep.rates, serialFraction: 0.4 } })
    expect(plan.workers).toBeLessThan(16)
    expect(plan.options).toHaveLength(16)
  })

  it('uses fewer workers where memory holds no more, and says so', () => {
    const request = { ...sweep, machine: { cores: 8, memoryBytes: 400 * MIB } }
    const plan = planSimulation(request)
    expect(plan.workers).toBe(2)
    expect(planInWords(request, plan).at(-1)).toBe(
      'Of 8 cores only 2 can be used: memory holds no more workers.',
    )
  })

  it('is the same for the same request', () => {
    expect(planSimulation(sweep)).toEqual(planSimulation(structuredClone(sweep)))
  })
})

describe('a request is refused', () => {
  it.each<readonly [string, Partial<PlanRequest>]>([
    ['parameterSets must be a whole number from 1 up (was 0)', { parameterSets: 0 }],
    ['machine.cores must be a whole number from 1 up (was 1.5)', { machine: { cores: 1.5, memoryBytes: 1 } }],
    ['groups is empty', { groups: [] }],
    ['windows is empty', { windows: [] }],
    [
      'groups has X twice',
      {
        groups: [
          { name: 'X', bars: 1 },
          { name: 'X', bars: 2 },
        ],
      },
    ],
    ['share of window w must be above 0 and at most 1 (was 2)', { windows: [{ name: 'w', share: 2 }] }],
    [
      'nanosecondsPerBar must be a number from 0 up (was NaN)',
      { rates: { ...sweep.rates, nanosecondsPerBar: Number.NaN } },
    ],
    ['serialFraction must be at most 1', { rates: { ...sweep.rates, serialFraction: 1.1 } }],
    [
      '1000000000 parameter sets x 1 groups x 1 windows are 1000000000 runs, at most 100000000',
      { parameterSets: 1e9 },
    ],
    [
      'one run of group BTC in window all needs 175926272 bytes, 1 worker has 104857600',
      { machine: { cores: 2, memoryBytes: 100 * MIB } },
    ],
  ])('%s', (message, fault) => {
    expect(() => planSimulation({ ...sweep, ...fault })).toThrow(message)
  })
})

describe('balance', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 40 })

  it('comes within 4/3 of a bound that no schedule beats', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 9 }), (pieces, workers) => {
        const { makespan } = balance(pieces, workers)
        expect(makespan).toBeLessThanOrEqual((makespanMin(pieces, workers) * 4) / 3 + 1e-9)
      }),
      { numRuns: 500 },
    )
  })

  it('the bound is never above the best schedule there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 4 }),
        (pieces, workers) => {
          expect(makespanMin(pieces, workers)).toBeLessThanOrEqual(bestMakespan(pieces, workers) + 1e-9)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('knows that a piece of nine tenths leaves no room for another of a half', () => {
    expect(makespanMin([90, 90, 90, 90, 45, 45, 45], 5)).toBeCloseTo(135, 6)
  })
})

/** Tries every way: for a few pieces only. */
function bestMakespan(pieces: readonly number[], workers: number): number {
  let best = Infinity
  for (let way = 0; way < workers ** pieces.length; way++) {
    const loads = Array<number>(workers).fill(0)
    let rest = way
    for (const piece of pieces) {
      loads[rest % workers] = (loads[rest % workers] ?? 0) + piece
      rest = Math.floor(rest / workers)
    }
    best = Math.min(best, Math.max(...loads))
  }
  return best
}

describe("Amdahl's law", () => {
  it.each([
    [0.05, 2, 1.905],
    [0.05, 20, 10.256],
    [0.5, 1000, 1.998],
    [0, 8, 8],
    [1, 8, 1],
  ])('a serial share of %d on %d workers is %d times faster', (share, workers, expected) => {
    expect(speedUp(share, workers)).toBeCloseTo(expected, 3)
  })

  it('the serial share can be read back from a measured speed-up', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 2, max: 64 }),
        (share, workers) => {
          expect(serialFractionOf(speedUp(share, workers), workers)).toBeCloseTo(share, 9)
        },
      ),
    )
  })

  it('a speed-up above the number of workers counts as no serial share', () => {
    expect(serialFractionOf(2.1, 2)).toBe(0)
  })
})
