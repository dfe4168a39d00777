/** The proof that decisions follow from the past: random strategies pass it, one built to peek does not. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import type { BarColumns } from '@quarterdeck/market-data'
import { randomBars, shares } from '../kernel/testing/market.ts'
import { movingAverageCross, randomTrader } from '../kernel/testing/strategies.ts'
import { proveNoLookAhead } from './look-ahead.ts'
import type { BacktestRequest } from './request.ts'

const ACME = 'TEST:ACME'
const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261121)

function request(strategy: Strategy, bars: BarColumns, seed = 0): BacktestRequest {
  return {
    strategy,
    instruments: [shares()],
    series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
    seed,
  }
}

/** Buys when the close after the next one is higher: the rows are in reach of a closure over the data. */
function peeker(bars: BarColumns): Strategy {
  let row = -1
  return defineStrategy({
    name: 'peeker',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
    onStart() {
      row = -1
    },
    onBar({ orders }) {
      row += 1
      const next = bars.close[row + 1]
      orders.targetPosition(ACME, next !== undefined && next > bars.close[row]! ? 10 : 0)
    },
  }) as Strategy
}

describe('prefix invariance', { timeout: 60_000 }, () => {
  it('[SI-20] an honest strategy wants the same on every prefix', () => {
    const proof = proveNoLookAhead(request(movingAverageCross, randomBars(1_500, 5)), { prefixes: 6 })
    expect(proof).toMatchObject({ holds: true, prefixes: 6, divergence: null })
    expect(proof.compared).toBeGreaterThan(20)
  })

  it('[SI-20] a strategy that reads the next bar through a closure is caught, and the data is as it was', () => {
    const bars = randomBars(400, 6)
    const before = bars.close.slice()
    const proof = proveNoLookAhead(request(peeker(bars), bars), { prefixes: 8 })
    expect(proof.holds).toBe(false)
    expect(proof.divergence).not.toBeNull()
    expect(bars.close).toEqual(before)
  })

  it(`[SI-20] random strategies under random data (seed ${SEED})`, () => {
    const property = fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (data, seed) => {
      const proof = proveNoLookAhead(request(randomTrader, randomBars(120, data), seed), {
        prefixes: 3,
        seed,
      })
      expect(proof).toMatchObject({ holds: true, divergence: null })
    })
    fc.assert(property, { seed: SEED, numRuns: 10 })
  })
})
