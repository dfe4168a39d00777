import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BudgetRequest, RateLimit, Urgency } from './limits.ts'
import { RequestBudget, WAITING_MAX } from './request-budget.ts'

const LIMIT: RateLimit = { id: 'rest', capacity: 10, perMs: 1_000, reserve: 4 }
const SLOW: RateLimit = { id: 'orders', capacity: 1, perMs: 5_000, reserve: 0 }

interface Named extends BudgetRequest {
  readonly name: string
}

function request(name: string, tenant: string, urgency: Urgency, weight = 1, limitId = 'rest'): Named {
  return { name, tenant, urgency, weights: [{ limitId, weight }] }
}

/** Lets everything that waits go as early as it may; returns what went when. */
function drain(
  budget: RequestBudget<Named>,
  fromMs: number,
  most = 10_000,
): { at: number; request: Named }[] {
  const sent: { at: number; request: Named }[] = []
  for (let now = fromMs; sent.length < most;) {
    const next = budget.next(now)
    if (next.kind === 'GO') {
      sent.push({ at: now, request: next.request })
      budget.settle(next.request, now)
    } else if (next.untilMs === null) break
    else {
      expect(next.untilMs).toBeGreaterThan(now)
      now = next.untilMs
    }
  }
  return sent
}

const anyRequest = fc.record({
  tenant: fc.constantFrom('a', 'b', 'c'),
  urgency: fc.constantFrom<Urgency>('EXIT', 'ENTRY', 'READ'),
  weight: fc.integer({ min: 1, max: 6 }),
  waitMs: fc.integer({ min: 0, max: 400 }),
})

describe('the request budget', () => {
  it('[LV-14] never lets more than the capacity go in any window, and lets everything go in the end', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 120 }), (asked) => {
        const budget = new RequestBudget<Named>([LIMIT])
        const sent: { at: number; request: Named }[] = []
        let now = 0
        for (const [index, one] of asked.entries()) {
          budget.enqueue(request(`${index}`, one.tenant, one.urgency, one.weight))
          for (let next = budget.next(now); next.kind === 'GO'; next = budget.next(now)) {
            sent.push({ at: now, request: next.request })
            budget.settle(next.request, now)
          }
          now += one.waitMs
        }
        sent.push(...drain(budget, now))
        expect(sent).toHaveLength(asked.length)
        for (const { at } of sent) {
          const within = sent.filter((one) => one.at > at - LIMIT.perMs && one.at <= at)
          const weight = within.reduce((sum, one) => sum + (one.request.weights[0]?.weight ?? 0), 0)
          expect(weight).toBeLessThanOrEqual(LIMIT.capacity)
        }
      }),
    )
  })

  it('[LV-14] keeps the limit at the venue too, whenever between sending and answer a request arrives there', () => {
    const journey = fc.record({
      toMs: fc.integer({ min: 0, max: 700 }),
      backMs: fc.integer({ min: 0, max: 300 }),
    })
    fc.assert(
      fc.property(fc.array(journey, { minLength: 1, maxLength: 60 }), (journeys) => {
        const budget = new RequestBudget<Named>([LIMIT])
        for (const index of journeys.keys()) budget.enqueue(request(`${index}`, 'a', 'EXIT'))
        const arrivals: number[] = []
        const underWay: { readonly settlesAt: number; readonly request: Named }[] = []
        for (let now = 0; arrivals.length < journeys.length; now += 10) {
          for (const one of underWay.filter(({ settlesAt }) => settlesAt <= now && settlesAt > now - 10))
            budget.settle(one.request, now)
          for (let next = budget.next(now); next.kind === 'GO'; next = budget.next(now)) {
            const { toMs = 0, backMs = 0 } = journeys[arrivals.length] ?? {}
            arrivals.push(now + toMs)
            underWay.push({ settlesAt: now + Math.max(1, toMs + backMs), request: next.request })
          }
        }
        for (const at of arrivals)
          expect(arrivals.filter((one) => one > at - LIMIT.perMs && one <= at).length).toBeLessThanOrEqual(
            LIMIT.capacity,
          )
      }),
    )
  })

  it('counts only what is under way where a limit is of requests at once', () => {
    const budget = new RequestBudget<Named>([{ id: 'rest', capacity: 2, perMs: 0, reserve: 0 }])
    const requests = ['one', 'two', 'three'].map((name) => request(name, 'a', 'READ'))
    for (const one of requests) budget.enqueue(one)
    expect([budget.next(0).kind, budget.next(0).kind, budget.next(0)]).toEqual([
      'GO',
      'GO',
      { kind: 'WAIT', untilMs: null },
    ])
    for (const one of requests.slice(0, 1)) budget.settle(one, 5)
    expect(budget.next(5).kind).toBe('GO')
  })

  it('[LV-14] lets exits within the reserve go at once, whatever flood of others waits', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 80 }), fc.integer({ min: 0, max: 4 }), (flood, exits) => {
        const budget = new RequestBudget<Named>([LIMIT])
        let now = 0
        for (const [index, one] of flood.entries()) {
          const urgency = one.urgency === 'EXIT' ? 'ENTRY' : one.urgency
          budget.enqueue(request(`${index}`, one.tenant, urgency, one.weight))
          for (let next = budget.next(now); next.kind === 'GO'; next = budget.next(now))
            budget.settle(next.request, now)
          now += one.waitMs
        }
        for (let index = 0; index < exits; index += 1) {
          budget.enqueue(request(`exit-${index}`, 'a', 'EXIT'))
          const next = budget.next(now)
          expect(next.kind === 'GO' && next.request.name).toBe(`exit-${index}`)
        }
      }),
    )
  })

  it('[LV-14] shares between tenants that flood: none is ahead of another by more than one request', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 3, maxLength: 12 }), (order) => {
        const budget = new RequestBudget<Named>([LIMIT])
        for (const tenant of order)
          for (let index = 0; index < 40; index += 1) budget.enqueue(request(`${index}`, tenant, 'ENTRY', 2))
        const tenants = [...new Set(order)]
        const count = new Map<string, number>(tenants.map((tenant) => [tenant, 0]))
        for (const { request: one } of drain(budget, 0, 60)) {
          count.set(one.tenant, (count.get(one.tenant) ?? 0) + 1)
          const counts = [...count.values()]
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('gives a tenant that comes late its share from then on, not all that it did not use before', () => {
    const budget = new RequestBudget<Named>([LIMIT])
    for (let index = 0; index < 30; index += 1) budget.enqueue(request(`a${index}`, 'a', 'READ'))
    const before = drain(budget, 0, 12)
    for (let index = 0; index < 12; index += 1) budget.enqueue(request(`b${index}`, 'b', 'READ'))
    const after = drain(budget, before.at(-1)?.at ?? 0, 12).map((one) => one.request.tenant)
    expect(after.filter((tenant) => tenant === 'b')).toHaveLength(6)
  })

  it('does not let small requests starve a heavy one on its limit', () => {
    const budget = new RequestBudget<Named>([LIMIT])
    for (let index = 0; index < 6; index += 1) budget.enqueue(request(`first-${index}`, 'a', 'ENTRY'))
    drain(budget, 0)
    budget.enqueue(request('heavy', 'a', 'ENTRY', 6))
    for (let index = 0; index < 10; index += 1) budget.enqueue(request(`light-${index}`, 'b', 'READ'))
    expect(drain(budget, 500)[0]?.request.name).toBe('heavy')
  })

  it('lets what waits for one limit not hold up what needs another', () => {
    const budget = new RequestBudget<Named>([LIMIT, SLOW])
    for (const name of ['one', 'two']) budget.enqueue(request(name, 'a', 'READ', 1, 'orders'))
    budget.enqueue(request('free', 'a', 'READ'))
    expect(drain(budget, 0).map((one) => [one.request.name, one.at])).toEqual([
      ['one', 0],
      ['free', 0],
      ['two', 5_000],
    ])
  })

  it('sends nothing, exits included, before the venue said that it may', () => {
    const budget = new RequestBudget<Named>([LIMIT])
    budget.hold(['rest'], 7_000)
    budget.enqueue(request('read', 'a', 'READ'))
    budget.enqueue(request('cancel', 'a', 'EXIT'))
    expect(drain(budget, 0).map((one) => [one.request.name, one.at])).toEqual([
      ['cancel', 7_000],
      ['read', 7_000],
    ])
  })

  it('turns away what can never fit, and what comes when too many wait', () => {
    const budget = new RequestBudget<Named>([LIMIT])
    expect(budget.enqueue(request('x', 'a', 'ENTRY', 7))).toBe('NEVER_FITS')
    expect(budget.enqueue(request('x', 'a', 'EXIT', 7))).toBe('WAITING')
    for (let index = 0; index < WAITING_MAX.READ; index += 1) budget.enqueue(request(`${index}`, 'a', 'READ'))
    expect(budget.enqueue(request('late', 'b', 'READ'))).toBe('TOO_MANY_WAITING')
  })

  it('says how it is used, and forgets what was withdrawn', () => {
    const budget = new RequestBudget<Named>([LIMIT])
    const given = request('given up', 'a', 'READ')
    const sent = request('sent', 'a', 'ENTRY', 3)
    budget.enqueue(sent)
    budget.next(0)
    budget.settle(sent, 0)
    budget.enqueue(given)
    expect(budget.usage(500)).toMatchObject({
      limits: [{ limitId: 'rest', used: 3, capacity: 10, reserve: 4, heldUntilMs: null }],
      waiting: { EXIT: 0, ENTRY: 0, READ: 1 },
    })
    expect([budget.withdraw(given), budget.withdraw(given)]).toEqual([true, false])
    expect(budget.usage(1_000)).toMatchObject({ limits: [{ used: 0 }], waiting: { READ: 0 } })
  })
})
