/** Explanations come from sums that are kept between decisions: they must say what a book that has just been restored says. */

import type { Side } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_LIMITS, type PolicyScope } from '../src/index.ts'
import { decide, restore, snapshot, type Outcome } from './engine.ts'
import { EURUSD, fillOf, FUTURE, instrumentTerms, orderCommand, SPOT, START, TRADER, World } from './given.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)
const DAY = 86_400_000_000

/** Its lots are worth an odd number of units: sums of it are rounded line by line. */
const ODD = instrumentTerms({
  symbol: 'ODD',
  priceIncrement: '0.000000001',
  quantityIncrement: '0.000000001',
  minQuantity: '0.000000001',
})
const INSTRUMENTS = [
  { instrument: SPOT, mid: 10_000 },
  { instrument: FUTURE, mid: 16_000 },
  { instrument: EURUSD, mid: 11_000 },
  { instrument: ODD, mid: 90_001 },
] as const

const LIMITS = {
  ...NO_LIMITS,
  maxOrderQuantity: '1000',
  maxOrderNotional: '900000',
  priceCollar: '0.5',
  maxPositionQuantity: '100000',
  maxPositionNotional: '50000000',
  maxGrossExposure: '90000000',
  maxNetExposure: '90000000',
  maxLeverage: '20',
  maxConcentration: '5',
  maxDailyLoss: '100000',
  maxDrawdown: '0.5',
  assetClassCaps: [{ assetClass: 'CRYPTO', maxExposure: '80000000' }],
} as const

type Step = readonly [kind: number, a: number, b: number, c: number]

function openWorld(): World {
  const world = new World()
  for (const { instrument, mid } of INSTRUMENTS) {
    world.list(instrument)
    world.quote(instrument, mid - 1, mid + 1)
  }
  for (const currency of ['USD', 'USD', 'EUR', 'USD']) world.open('PAPER', currency)
  put(world, 'GLOBAL', null, 0)
  return world
}

function put(world: World, scope: PolicyScope, targetId: string | null, b: number): void {
  const known = world.book.policies.find((policy) => policy.scope === scope && policy.targetId === targetId)
  const limits = { ...LIMITS, maxGrossExposure: String(90_000_000 - b) }
  world.when({ type: 'PutRiskPolicy', scope, targetId, expectedVersion: known?.version ?? null, limits })
}

interface Run {
  readonly world: World
  days: number
  count: number
}

function carryOut(run: Run, [kind, a, b, c]: Step): void {
  const { world } = run
  const { instrument, mid } = INSTRUMENTS[a % INSTRUMENTS.length]!
  const account = world.book.accounts[b % world.book.accounts.length]!
  const at = Math.max(START + run.days * DAY, world.book.at)
  run.count += 1
  if (kind < 4) world.quoteAt(at + 1, instrument, mid + (c % 41) - 21, mid + (c % 41) - 20)
  else if (kind < 8) {
    const side: Side = c % 2 === 0 ? 'BUY' : 'SELL'
    const terms = { accountId: account.id, instrumentId: instrument.id, side, at }
    const outcome = world.when(orderCommand({ ...terms, quantityLots: 1 + (c % 9), limitTicks: mid }))
    const orderId = outcome.kind === 'ACCEPTED' ? outcome.subjectId : null
    if (orderId === null || kind === 4) return
    world.report(fillOf(orderId, 'x', 1 + (c % 5), mid + (c % 7), '0.01'))
  } else if (kind === 8) {
    const terms = { accountId: account.id, amount: String(1 + c), currency: c % 3 === 0 ? 'EUR' : 'USD' }
    world.when({ type: 'Deposit', ...terms, idempotencyKey: `k${run.count}`, at })
  } else if (kind === 9) put(world, c % 2 === 0 ? 'GLOBAL' : 'ACCOUNT', c % 2 === 0 ? null : account.id, c)
  else if (kind === 10 && c % 6 === 0) {
    run.days += 1
    for (const { instrument: quoted, mid: price } of INSTRUMENTS)
      world.quoteAt(START + run.days * DAY, quoted, price - 1, price + 1)
  } else world.when({ type: 'MarkAccounts', at })
}

/** The decisions on one order in every account, by a book as it is. */
function decisions(world: World, book: World['book'], at: number): readonly Outcome[] {
  return book.accounts.flatMap(({ id: accountId }) =>
    [SPOT, ODD].map(({ id: instrumentId }) => {
      const order = orderCommand({ accountId, instrumentId, clientOrderId: 'asked', quantityLots: 3 })
      const cause = { at, commandId: 'asked', actor: TRADER }
      return decide(book, world.market, { ...cause, ...order, type: 'PreviewOrder' })
    }),
  )
}

describe('risk: what is kept between decisions (RK)', () => {
  it(`[RK-29] explains as a restored book does, whatever came between (seed ${seed})`, () => {
    const step = fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 99 }), fc.nat({ max: 99 }), fc.nat({ max: 999 }))
    const seen = { checks: 0, drawdowns: new Set<string>(), unvalued: 0 }
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const run: Run = { world: openWorld(), days: 0, count: 0 }
        for (const [place, one] of steps.entries()) {
          carryOut(run, one)
          if (place % 3 === 0) continue
          const at = Math.max(run.world.book.at, START + run.days * DAY) + 5
          const kept = decisions(run.world, run.world.book, at)
          const anew = decisions(run.world, restore(snapshot(run.world.book)), at)
          expect(kept).toEqual(anew)
          seen.checks += kept.length
          for (const outcome of kept) {
            if (outcome.kind === 'REFUSED') continue
            for (const { name, observed } of outcome.decision?.checks ?? [])
              if (name === 'drawdown' && observed !== null) seen.drawdowns.add(observed)
          }
        }
      }),
      { seed, numRuns: 80 },
    )
    expect(seen.checks).toBeGreaterThan(2_000)
    expect(seen.drawdowns.size).toBeGreaterThan(10)
  }, 240_000)
})
