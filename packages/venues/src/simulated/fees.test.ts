/** Fees are exact and rounded once. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dividedHalfEven, feeOf, feeSchedule } from './fees.ts'
import { SIMULATED_INSTRUMENTS } from './instruments.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261123)

function listed(id: string): (typeof SIMULATED_INSTRUMENTS)[number] {
  return SIMULATED_INSTRUMENTS.find((instrument) => instrument.id === id)!
}

describe('fees (SV)', () => {
  it.each([
    ['SIM:BTC-USD', { ticks: 6_000_100, lots: 1, liquidity: 'TAKER' }, '0.0000012'],
    ['SIM:BTC-USD', { ticks: 6_000_100, lots: 123_456_789, liquidity: 'MAKER' }, '74.07530797'],
    ['SIM:AAPL', { ticks: 25_000, lots: 300, liquidity: 'TAKER' }, '1.5'],
    ['SIM:ESZ8', { ticks: 24_000, lots: 2, liquidity: 'MAKER' }, '4.5'],
    ['SIM:USD-JPY', { ticks: 150_005, lots: 1_000, liquidity: 'TAKER' }, '3.0001'],
    ['SIM:CLZ8', { ticks: -3_763, lots: 1, liquidity: 'TAKER' }, '2.25'],
  ] as const)('[SV-25] %s %j costs %s', (id, fill, fee) => {
    expect(feeOf(feeSchedule(listed(id)), fill)).toBe(fee)
  })

  it('[SV-25] a rebate is negative, and a negative price costs like its positive twin', () => {
    const schedule = feeSchedule({
      ...listed('SIM:CLZ8'),
      makerFeeRate: '-0.0001',
      takerFeeRate: '0.0001',
      feePerUnit: '0',
    })
    expect(feeOf(schedule, { ticks: 5_000, lots: 1, liquidity: 'MAKER' })).toBe('-5')
    expect(feeOf(schedule, { ticks: -5_000, lots: 1, liquidity: 'TAKER' })).toBe('5')
  })

  it.each([
    [25n, 10n, 2n],
    [35n, 10n, 4n],
    [-25n, 10n, -2n],
    [-35n, 10n, -4n],
    [26n, 10n, 3n],
    [24n, 10n, 2n],
    [-26n, 10n, -3n],
  ])('[SV-25] %s / %s rounds half to even: %s', (units, divisor, rounded) => {
    expect(dividedHalfEven(units, divisor)).toBe(rounded)
  })

  it(`[SV-25] rounding is off by at most half, seed ${SEED}`, () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(1n, 10n ** 12n), (units, divisor) => {
        const off = dividedHalfEven(units, divisor) * divisor - units
        expect((off < 0n ? -off : off) * 2n <= divisor).toBe(true)
      }),
      { seed: SEED },
    )
  })
})
