/** The kernel, the exact path and a plain reference agree on every verdict, over random books, policies, orders and markets. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateOrder } from './evaluate.ts'
import { verdictOf } from './evaluation.ts'
import { judgeSlot } from './exact.ts'
import { openCase } from './case.ts'
import { refreshPolicies } from './rows.ts'
import { SLOTS, type LimitName } from './slots.ts'
import { byDeployment, ownRateVerdict } from './testing/deployments.ts'
import { referenceVerdicts } from './testing/reference.ts'
import { randomRequest } from './testing/random-request.ts'
import { Chance, NOW, randomWorld, step, type World } from './testing/world.ts'
import type { OrderRequest } from './request.ts'
import { formatDecimal } from '@quarterdeck/sdk'

const WORLDS = 2400
const STEPS = 12
const seed = Number(process.env['RISK_SEED'] ?? 20_261_121)

const counted = {
  evaluations: 0,
  blocked: 0,
  ambiguous: 0,
  failed: new Set<string>(),
  passed: new Set<string>(),
}

/** Compares all three; the kernel's rows come from refreshes only, the others read the book as it stands. */
function compare(world: World, request: OrderRequest): void {
  const { book, market } = world
  const evaluation = evaluateOrder(book, market, request, NOW)
  const expected = referenceVerdicts(book, market, request, NOW)
  expected.set('deploymentOrderRate ORDER', ownRateVerdict(book, request, evaluation.reduces))
  const of = openCase(book, market, request, NOW)
  let failed = false
  for (const [index, slot] of SLOTS.entries()) {
    const name = `${slot.check} ${slot.check === 'availableCash' ? 'ORDER' : slot.level}`
    const reference = expected.get(name)
    const found = {
      kernel: verdictOf(evaluation, book.risk.limits, index),
      exact: judgeSlot(of, index).verdict,
    }
    expect({ name, ...found }).toEqual({ name, kernel: reference, exact: reference })
    if (reference === 'FAILED') counted.failed.add(name)
    if (reference === 'PASSED') counted.passed.add(name)
    failed ||= reference === 'FAILED'
  }
  expect(evaluation.blocked).toBe(failed)
  counted.evaluations += 1
  counted.ambiguous += evaluation.ambiguous
  if (failed) counted.blocked += 1
}

/** Sets a limit to what was just observed, or one unit of 10^-18 beside it: where doubles cannot tell. */
function tightenToEquality(chance: Chance, { book, market }: World, request: OrderRequest): boolean {
  const of = openCase(book, market, request, NOW)
  const limited = SLOTS.map((slot, index) => ({ slot, judgement: judgeSlot(of, index) })).filter(
    ({ slot, judgement }) =>
      judgement.policy !== null &&
      judgement.observed !== null &&
      judgement.observed > 0n &&
      judgement.observed < 10n ** 42n &&
      slot.limit?.startsWith('max') === true,
  )
  if (limited.length === 0) return false
  const { slot, judgement } = chance.of(limited)
  const name: LimitName = slot.limit!
  const beside = BigInt(chance.below(3) - 1)
  // A share of a limit is met where the limit is what makes it that share.
  const stage = slot.check === 'capitalStage' ? book.accounts[request.accountIndex]!.live : null
  const met = (judgement.observed! * 100n) / BigInt(stage?.stagePercent ?? 100)
  const observed = met + beside
  const isCount = name === 'maxOpenOrders' || name === 'maxOrdersPerSecond' || name === 'maxQuoteAgeMs'
  const limit = isCount ? Number(judgement.observed! / 10n ** 18n) : formatDecimal(observed, 18)
  judgement.policy!.limits = { ...judgement.policy!.limits, [name]: limit }
  refreshPolicies(book)
  return true
}

describe('risk: verdicts (RK)', () => {
  it(`[RK-02] the kernel, the exact path and the reference agree, equality at limits included (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: STEPS }), (worldSeed, steps) => {
        const chance = new Chance(worldSeed)
        const world = randomWorld(chance)
        for (let count = 0; count < steps; count += 1) {
          const request = byDeployment(chance, world.book, randomRequest(chance, world))
          compare(world, request)
          if (chance.odds(0.5) && tightenToEquality(chance, world, request)) compare(world, request)
          step(chance, world)
        }
      }),
      { seed, numRuns: WORLDS },
    )
    expect(counted.evaluations).toBeGreaterThan(10_000)
    // Every check was seen both ways, or the agreement would say nothing of it.
    for (const slot of SLOTS) {
      const name = `${slot.check} ${slot.check === 'availableCash' ? 'ORDER' : slot.level}`
      expect([name, counted.failed.has(name), counted.passed.has(name)]).toEqual([name, true, true])
    }
    expect(counted.ambiguous).toBeGreaterThan(500)
  }, 600_000)
})
