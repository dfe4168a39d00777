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

describe('the budgets of venues', () => {
  it('are one for a credential, whoever uses it, and one for an address, whichever credential asks', () => {
    const budgets = new Budgets(time)
    const [first, again, other] = [{ keyName: 'a' }, { keyName: 'a' }, { keyName: 'b' }].map(
      (credential) => budgets.use(coinbase, credential).gate,
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

  it('are remembered while the venue counts what was asked, and forgotten after', async () => {
    const budgets = new Budgets(time)
    const before = budgets.use(coinbase, { keyName: 'a' })
    ask(before.gate, 'private')
    before.release()
    const again = budgets.use(coinbase, { keyName: 'a' })
    expect(again.gate).toBe(before.gate)
    again.release()
    again.release()
    // The answer is in, and its second is over.
    await new Promise((resolve) => setImmediate(resolve))
    clock.nowMs += 1_001
    expect(budgets.use(coinbase, { keyName: 'a' }).gate).not.toBe(before.gate)
  })
})
