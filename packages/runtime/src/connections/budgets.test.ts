import type { Timekeeper } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { Budgets } from './budgets.ts'
import { venueCatalogue } from './venue-catalogue.ts'

const clock = { nowMs: 1_000_000 }
const time: Timekeeper = { nowMs: () => clock.nowMs, after: () => () => undefined, chance: () => 0 }
const coinbase = venueCatalogue().get('COINBASE')!
const ask = (gate: ReturnType<Budgets['use']>['gate'], limitId: string) =>
  void gate.run({ tenant: 'one', urgency: 'READ', weights: [{ limitId, weight: 1 }] }, 0, () =>
    Promise.resolve(1),
  )
const used = (gate: ReturnType<Budgets['use']>['gate']) =>
  Object.fromEntries(gate.usage().limits.map((limit) => [limit.limitId, limit.used]))

const asker = (keyName: string, { secret = 'secret', account = null as string | null } = {}) => ({
  credential: { keyName, privateKey: secret },
  venueAccountId: account,
})

describe('the budgets of venues', () => {
  it('are one for a credential, whoever uses it, and one for an address, whichever credential asks', () => {
    const budgets = new Budgets(time)
    const [first, again, other] = [asker('a'), asker('a'), asker('b')].map(
      (of) => budgets.use(coinbase, of).gate,
    )
    expect(again).toBe(first)
    ask(first!, 'private')
    ask(first!, 'public')
    ask(other!, 'public')
    expect(used(first!)).toEqual({ private: 1, public: 2 })
    expect(used(other!)).toEqual({ private: 0, public: 2 })
    first!.hold(['public'], 5_000)
    expect(other!.usage().limits.map(({ heldUntilMs }) => heldUntilMs)).toEqual([null, clock.nowMs + 5_000])
  })

  it('are not come to by the public name of a key: who has not its secret has a budget of his own', () => {
    const budgets = new Budgets(time)
    const owner = budgets.use(coinbase, asker('a', { account: 'portfolio' })).gate
    const thief = budgets.use(coinbase, asker('a', { secret: 'guessed' })).gate
    ask(thief, 'private')
    expect(thief).not.toBe(owner)
    expect(used(owner)).toEqual({ private: 0, public: 0 })
  })

  it('are one for all keys of an account, and for the trial of a key before its account is told', () => {
    const budgets = new Budgets(time)
    const first = budgets.use(coinbase, asker('a', { account: 'portfolio' })).gate
    expect(budgets.use(coinbase, asker('b', { account: 'portfolio' })).gate).toBe(first)
    expect(budgets.use(coinbase, asker('b')).gate).toBe(first)
    expect(budgets.use(coinbase, asker('d', { account: 'another' })).gate).not.toBe(first)
    const trial = budgets.use(coinbase, asker('c')).gate
    expect(budgets.use(coinbase, asker('c', { account: 'third' })).gate).toBe(trial)
  })

  it('are as large as the tier that the operator sets, and the least unless he does', () => {
    const writes = (overrides: object) => {
      const kalshi = venueCatalogue({ KALSHI: overrides }).get('KALSHI')!
      const { limits } = new Budgets(time)
        .use(kalshi, { credential: null, venueAccountId: null })
        .gate.usage()
      return limits.find(({ limitId }) => limitId === 'write')?.capacity
    }
    expect([writes({}), writes({ tier: 'EXPERT' })]).toEqual([100, 600])
    expect(() => writes({ tier: 'GOLD' })).toThrow('KALSHI.tier must be one of BASIC, ADVANCED')
  })

  it('are one for all who ask without a credential', () => {
    const budgets = new Budgets(time)
    const nobody = { credential: null, venueAccountId: null }
    expect(budgets.use(coinbase, nobody).gate).toBe(budgets.use(coinbase, nobody).gate)
  })

  it('are one for a gateway, whoever is said to be logged in there', () => {
    const gateway = venueCatalogue({ IBKR: { mode: 'GATEWAY', gatewayKey: 'a key of the operator' } }).get(
      'IBKR',
    )!
    const budgets = new Budgets(time)
    const of = (gatewayUser: string) => ({ credential: { gatewayUser }, venueAccountId: null })
    expect(budgets.use(gateway, of('one')).gate).toBe(budgets.use(gateway, of('another')).gate)
  })

  it('are remembered while the venue counts what was asked, and forgotten after', async () => {
    const budgets = new Budgets(time)
    const of = asker('a', { account: 'portfolio' })
    const before = budgets.use(coinbase, of)
    ask(before.gate, 'private')
    before.release()
    const again = budgets.use(coinbase, of)
    expect(again.gate).toBe(before.gate)
    again.release()
    again.release()
    // The answer is in, and its second is over.
    await new Promise((resolve) => setImmediate(resolve))
    clock.nowMs += 1_001
    expect(budgets.use(coinbase, of).gate).not.toBe(before.gate)
  })
})
