/** What only LIVE accounts are asked, with anything in its fields: decided or refused, never thrown. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, snapshot, type Command } from './engine.ts'
import { SPOT, START, TRADER } from './given.ts'
import { CONNECTION, LIVE_CONTEXT, liveDesk } from './live.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)

const TYPES = [
  'EnableLive',
  'DisableLive',
  'SetCapitalStage',
  'AdjustAccount',
  'NoteForeignOrders',
  'DisputePosition',
  'SettleDispute',
] as const

describe('commands of LIVE accounts', () => {
  it(`[SN-03] decide changes nothing and throws for nothing, whatever the fields hold, seed ${seed}`, () => {
    const { world, accountId } = liveDesk()
    const before = snapshot(world.book)
    const wild = fc.oneof(
      fc.constantFrom<unknown>(null, undefined, '', ' ', '\u0000', '__proto__', -1, 0.5, Number.NaN, [], {}),
      fc.string({ unit: 'binary' }),
      fc.double(),
    )
    const mostly = (good: unknown): fc.Arbitrary<unknown> =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: wild })
    const order = fc.record({
      venueOrderId: mostly('v1'),
      instrumentId: mostly(SPOT.id),
      side: mostly('BUY'),
      lots: mostly(1),
      limitTicks: mostly(null),
    })
    const fields = {
      accountId: mostly(accountId),
      connectionId: mostly(CONNECTION),
      userIds: fc.oneof(fc.constant(['user-2']), fc.array(mostly('user-1'), { maxLength: 3 }), wild),
      stagePercent: mostly(25),
      kind: fc.oneof(fc.constantFrom('CASH', 'POSITION', 'OPENING'), wild),
      orders: fc.oneof(fc.array(fc.oneof(order, wild), { maxLength: 2 }), wild),
      reason: mostly('because'),
      breakId: mostly(null),
      idempotencyKey: mostly('key'),
    }
    const cash = fc.record({ currency: mostly('USD'), amount: mostly('1.5') })
    const lots = fc.record({ instrumentId: mostly(SPOT.id), lots: mostly(3), priceTicks: mostly(10_000) })
    const command = fc
      .tuple(fc.constantFrom(...TYPES), fc.record(fields), fc.oneof(cash, lots))
      .map(([type, named, adjusted]) => ({ type, ...named, ...adjusted }))
    let taken = 0
    fc.assert(
      fc.property(command, (asked) => {
        const cause = { at: START + 1000, commandId: 'c', actor: TRADER }
        const given = { ...asked, ...cause } as unknown as Command
        if (decide(world.book, world.market, given, LIVE_CONTEXT).kind === 'ACCEPTED') taken += 1
      }),
      { seed, numRuns: 10_000 },
    )
    expect(taken).toBeGreaterThan(1000)
    expect(snapshot(world.book)).toBe(before)
  })
})
