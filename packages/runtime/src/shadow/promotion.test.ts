/** What a policy asks, and what it takes back by itself. */
import { describe, expect, it } from 'vitest'
import { demotionOf } from './demotion-watch.ts'
import { PROMOTION_DEFAULT, readPromotionTerms } from './promotion-policy.ts'
import { criteriaOf, type StageFacts } from './promotion.ts'

const FACTS: StageFacts = {
  days: 6,
  orders: 80,
  drift: { orders: 80, fillRatio: 1.1, priceDriftBps: -3, timeDriftMs: 40 },
  simulatedAlone: false,
  openBreaks: 0,
  openIncidents: 0,
  drawdownShare: 0.01,
}
const POLICY = {
  ...PROMOTION_DEFAULT,
  daysInStage: 5,
  ordersInStage: 50,
  fillRatioMin: 0.9,
  fillRatioMax: 1.2,
  priceDriftBpsMax: 5,
  drawdownMaxShare: 0.05,
}
const unmet = (facts: Partial<StageFacts>, policy = POLICY): readonly string[] =>
  criteriaOf(policy, { ...FACTS, ...facts })
    .filter(({ met }) => !met)
    .map(({ name }) => name)

describe('promotion criteria', () => {
  it('are met by an account that did what was asked', () => {
    expect(unmet({})).toEqual([])
    expect(criteriaOf(POLICY, FACTS).map(({ name }) => name)).toEqual([
      'DAYS',
      'ORDERS',
      'FILL_RATIO',
      'PRICE_DRIFT',
      'NO_OPEN_BREAK',
      'NO_INCIDENT',
      'DRAWDOWN',
    ])
  })

  it.each([
    ['DAYS', { days: 4.9 }],
    ['ORDERS', { orders: 49 }],
    ['FILL_RATIO', { drift: { orders: 80, fillRatio: 1.3, priceDriftBps: 0, timeDriftMs: null } }],
    ['PRICE_DRIFT', { drift: { orders: 80, fillRatio: 1, priceDriftBps: -6, timeDriftMs: null } }],
    ['NO_OPEN_BREAK', { openBreaks: 1 }],
    ['NO_INCIDENT', { openIncidents: 2 }],
    ['DRAWDOWN', { drawdownShare: 0.06 }],
  ] as const)('name what is not met: %s', (name, facts) => {
    expect(unmet(facts)).toEqual([name])
  })

  it('are not met by a simulation that fills where the market would have filled nothing', () => {
    const drift = { orders: 80, fillRatio: null, priceDriftBps: null, timeDriftMs: null }
    expect(unmet({ drift, simulatedAlone: true })).toEqual(['FILL_RATIO'])
    expect(unmet({ drift, simulatedAlone: true }, { ...POLICY, fillRatioMax: 1_000 })).toEqual([])
    expect(unmet({ drift })).toEqual([])
  })

  it('count what cannot be valued as lost, unless the policy bounds no loss', () => {
    expect(unmet({ drawdownShare: null })).toEqual(['DRAWDOWN'])
    expect(unmet({ drawdownShare: null }, { ...POLICY, drawdownMaxShare: 1 })).toEqual([])
  })

  it('ask nothing but sound books until a policy says more', () => {
    expect(unmet({ days: 0, orders: 0, drift: null, drawdownShare: null }, PROMOTION_DEFAULT)).toEqual([])
    expect(unmet({ openBreaks: 1, openIncidents: 1 }, PROMOTION_DEFAULT)).toEqual([
      'NO_OPEN_BREAK',
      'NO_INCIDENT',
    ])
  })
})

describe('demotion', () => {
  const live = (stagePercent: 5 | 25 | 100) => ({
    id: 'acc',
    live: { userIds: ['u'], stagePercent, enabledAt: 1, stageSince: 1 },
  })
  const broken = (facts: Partial<StageFacts>) =>
    criteriaOf(POLICY, { ...FACTS, ...facts }).filter(({ met }) => !met)

  it('takes an account to the first stage, and says why', () => {
    expect(demotionOf(live(100), broken({ openBreaks: 1 }))).toEqual({
      type: 'SetCapitalStage',
      accountId: 'acc',
      stagePercent: 5,
      reason: 'Promotion policy: NO_OPEN_BREAK 1 open, asked none open',
    })
  })

  it('shuts one that still loses at the first stage, and leaves one that only waits', () => {
    expect(demotionOf(live(5), broken({ drawdownShare: 0.2 }))).toMatchObject({ type: 'DisableLive' })
    expect(demotionOf(live(5), broken({ openIncidents: 1 }))).toBeNull()
    expect(demotionOf(live(5), broken({ drawdownShare: null }))).toBeNull()
    expect(demotionOf(live(25), broken({ drawdownShare: null }))).toMatchObject({ stagePercent: 5 })
    expect(demotionOf({ id: 'acc', live: null }, broken({ drawdownShare: 0.2 }))).toBeNull()
  })
})

describe('a promotion policy', () => {
  it.each([
    [{ daysInStage: -1 }, 'daysInStage must be a whole number from 0 to 3650'],
    [{ ordersInStage: 1.5 }, 'ordersInStage must be a whole number from 0 to 1000000'],
    [{ drawdownMaxShare: 1.1 }, 'drawdownMaxShare must be a number from 0 to 1'],
    [{ priceDriftBpsMax: Number.NaN }, 'priceDriftBpsMax must be a number from 0 to 10000'],
    [{ fillRatioMin: 2, fillRatioMax: 1 }, 'fillRatioMin must not be above fillRatioMax'],
    [{ fillRatioMin: '1' }, 'fillRatioMin must be a number from 0 to 1000'],
  ])('is refused by the member at fault: %o', (change, message) => {
    expect(() => readPromotionTerms({ ...POLICY, ...change })).toThrow(message)
  })
})
