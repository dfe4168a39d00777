/** Commission models, each by a case computed by hand; and that cutting an order into fills changes nothing. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalUnits } from '@quarterdeck/sdk'
import type { Liquidity } from '@quarterdeck/sdk'
import { commissionOf, commissionSchedule, NOTHING_TRADED, tradedWith } from './commission.ts'
import type { CommissionModel } from './commission.ts'
import { SIMULATED_INSTRUMENTS } from './instruments.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261121)

interface Fill {
  readonly ticks: number
  readonly lots: number
  readonly liquidity: Liquidity
}

/** Fees of the fills of one order in AAPL: tick 0.01, lot 1. */
function charged(model: CommissionModel, fills: readonly Fill[], id = 'SIM:AAPL'): string[] {
  const instrument = SIMULATED_INSTRUMENTS.find((listed) => listed.id === id)!
  const schedule = commissionSchedule(model, instrument)
  let traded = NOTHING_TRADED
  return fills.map((fill) => {
    const before = traded
    traded = tradedWith(before, fill)
    return commissionOf(schedule, before, traded)
  })
}

const taken = (ticks: number, lots: number): Fill => ({ ticks, lots, liquidity: 'TAKER' })
const made = (ticks: number, lots: number): Fill => ({ ticks, lots, liquidity: 'MAKER' })
const BROKER = { kind: 'PER_UNIT', perUnit: '0.005', minimum: '1', maximumRate: '0.005' } as const

describe('commission (SV)', () => {
  it.each<readonly [string, CommissionModel, readonly Fill[], readonly string[]]>([
    ['none', { kind: 'NONE' }, [taken(10_000, 100)], ['0']],
    ['a rate of 0.2 %', { kind: 'RATE', rate: '0.002' }, [taken(10_000, 100)], ['20']],
    ['a rate with a minimum', { kind: 'RATE', rate: '0.002', minimum: '30' }, [taken(10_000, 100)], ['30']],
    ['a rate with a maximum', { kind: 'RATE', rate: '0.002', maximum: '15' }, [taken(10_000, 100)], ['15']],
    [
      'maker and taker',
      { kind: 'MAKER_TAKER', maker: '-0.0001', taker: '0.0004' },
      [made(10_000, 100), taken(10_000, 100)],
      ['-1', '4'],
    ],
    ['half a cent a share, a dollar at least', BROKER, [taken(14_466, 100)], ['1']],
    ['the minimum is taken once an order', BROKER, [taken(14_466, 100), taken(14_466, 200)], ['1', '0.5']],
    ['a share of the trade at most', BROKER, [taken(10, 1_000)], ['1']],
    ['a share of the trade at most, above the minimum', BROKER, [taken(50, 1_000)], ['2.5']],
    ['fixed per order', { kind: 'PER_ORDER', amount: '10' }, [taken(100, 1), taken(100, 1)], ['10', '0']],
    [
      'fixed and a rate: 10 + 1 % of 100',
      {
        kind: 'SUM',
        of: [
          { kind: 'PER_ORDER', amount: '10' },
          { kind: 'RATE', rate: '0.01' },
        ],
      },
      [taken(100, 100)],
      ['11'],
    ],
    [
      'steps: all of the order at the rate of its step',
      {
        kind: 'STEPS',
        steps: [
          { from: '0', rate: '0.002' },
          { from: '10000', rate: '0.001' },
        ],
      },
      [taken(10_000, 50), taken(10_000, 50)],
      ['10', '0'],
    ],
    ['the instrument itself', { kind: 'INSTRUMENT' }, [taken(10_000, 300)], ['1.5']],
  ])('[SV-44] %s', (_name, model, fills, fees) => {
    expect(charged(model, fills)).toEqual(fees)
  })

  it('[SV-44] counts contracts, lots and a multiplier', () => {
    expect(charged({ kind: 'PER_UNIT', perUnit: '2' }, [taken(24_000, 3)], 'SIM:ESZ8')).toEqual(['6'])
    // 24,000 ticks of 0.25 at 50 a point: 300,000 a contract.
    expect(charged({ kind: 'RATE', rate: '0.0001' }, [taken(24_000, 3)], 'SIM:ESZ8')).toEqual(['90'])
  })

  it('[SV-44] names the field of a model that is none', () => {
    const instrument = SIMULATED_INSTRUMENTS[0]!
    expect(() => commissionSchedule({ kind: 'RATE', rate: '2e-3' }, instrument)).toThrow(/commission\.rate/)
    const steps = [
      { from: '1', rate: '0' },
      { from: '1', rate: '0' },
    ]
    expect(() => commissionSchedule({ kind: 'STEPS', steps }, instrument)).toThrow(/must rise/)
  })

  it(`[SV-44] an order costs the same however it is cut into fills (seed ${SEED})`, () => {
    const lots = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 6 })
    const ticks = fc.integer({ min: 1, max: 5_000_000 })
    fc.assert(
      fc.property(lots, ticks, (parts, price) => {
        const whole = charged(BROKER, [
          taken(
            price,
            parts.reduce((sum, part) => sum + part, 0),
          ),
        ])
        const cut = charged(
          BROKER,
          parts.map((part) => taken(price, part)),
        )
        const sum = (fees: readonly string[]) => fees.reduce((total, fee) => total + decimalUnits(fee, 8), 0n)
        expect(sum(cut)).toBe(sum(whole))
      }),
      { seed: SEED, numRuns: 200 },
    )
  })
})
