/** Streams that lose, repeat and swap messages while they beat: found in the stated time, repaired, nothing counted twice. */
import { describe, it } from 'vitest'
import type { StreamFault } from '../simulators/core/faults.ts'
import { FOLLOWED_VENUES, FollowedAccount, type FollowedVenue } from './testing/followed-account.ts'

const [COINBASE, KALSHI] = FOLLOWED_VENUES as readonly [FollowedVenue, FollowedVenue]

/** Follows an account for as long as it is looked at. */
async function following(
  venue: FollowedVenue,
  look: (account: FollowedAccount) => Promise<unknown>,
  cursor: string | null = null,
): Promise<void> {
  const account = await FollowedAccount.open(venue, cursor)
  try {
    await look(account)
  } finally {
    await account.close()
  }
}

const FRAMES = FOLLOWED_VENUES.flatMap((venue) =>
  venue.channels.flatMap((channel) => venue.kinds.map((kind) => [venue.name, channel, kind, venue] as const)),
)

describe('an account that is followed', () => {
  it.concurrent.for(FRAMES)(
    '[LV-11] at %s is in step again after a frame of %s had the fault %s, and no fill is missing or doubled',
    ([_name, channel, kind, venue], { expect }) =>
      following(venue, async (account) => {
        const { faults } = account.rig.simulator
        const [part, rest] = venue.parts
        await account.rest('one')
        faults.onStream(channel, { kind } as StreamFault)
        account.sell(part)
        await expect.poll(() => account.filled()).toBe(account.lots(part))
        account.sell(rest)
        await expect.poll(() => account.filled()).toBe(account.lots(venue.quantity))
        await expect.poll(() => account.follower.isReady()).toBe(true)
        await expect.poll(() => account.desk.unsettled()).toEqual([])
        const executions = account.reports.flatMap((report) =>
          report.kind === 'FILL' ? [report.execId] : [],
        )
        expect(new Set(executions).size).toBe(executions.length)
        expect(faults.hits.get(kind)).toBe(1)
      }),
  )

  const venues = FOLLOWED_VENUES.map((venue) => [venue.name, venue] as const)

  it.concurrent.for(venues.filter(([, { findsSilenceSoon }]) => findsSilenceSoon))(
    '[LV-09] at %s lets no order out while its stream is gone, and knows what was filled meanwhile before it does again',
    ([_name, venue], { expect }) =>
      following(venue, async (account) => {
        await account.rest('one')
        const { simulator } = account.rig
        const before = account.readiness.length
        simulator.faults.silent = true
        simulator.cutStreams()
        await expect.poll(() => account.follower.isReady()).toBe(false)
        account.sell(venue.quantity)
        simulator.faults.silent = false
        let filledAtReady: number | null = null
        await expect
          .poll(() => {
            if (account.follower.isReady()) filledAtReady ??= account.filled()
            return filledAtReady
          })
          .toBe(account.lots(venue.quantity))
        expect(account.readiness[before]).toBe(false)
      }),
  )

  it.concurrent.for(venues)(
    'has fills that %s lists late in its books before the order ends',
    ([_name, venue], { expect }) =>
      following(venue, async (account) => {
        await account.rest('one')
        const { faults } = account.rig.simulator
        faults.fillsLagMs = 600_000
        if (venue.fillChannel !== null) faults.onStream(venue.fillChannel, { kind: 'DROP' })
        account.sell(venue.quantity)
        await expect.poll(() => account.desk.needsFills()).toBe(true)
        expect(account.desk.unsettled()).toHaveLength(1)
        faults.fillsLagMs = 0
        await expect.poll(() => account.filled()).toBe(account.lots(venue.quantity))
        await expect.poll(() => account.desk.unsettled()).toEqual([])
      }),
  )

  it.concurrent.for(venues)(
    'at %s shows orders of others, and does not take them for its own',
    ([_name, venue], { expect }) =>
      following(venue, async (account) => {
        const { market, writes } = account.rig
        await writes.place({
          clientOrderId: 'by-hand',
          venueSymbol: market.venueSymbol,
          side: 'BUY',
          orderType: 'LIMIT',
          timeInForce: 'GTC',
          quantity: market.quantity,
          limitPrice: market.restingBuyPrice,
          stopPrice: null,
          expiresAt: null,
          postOnly: false,
          reduceOnly: false,
        })
        await expect
          .poll(() => account.desk.foreignOrders().map(({ clientOrderId }) => clientOrderId))
          .toEqual(['by-hand'])
        expect(account.reports).toEqual([])
      }),
  )

  it.concurrent('[LV-11] that loses all frames of a fill finds the end because it was quiet, and lets orders out meanwhile', ({
    expect,
  }) =>
    following(KALSHI, async (account) => {
      await account.rest('one')
      const { faults } = account.rig.simulator
      for (const channel of KALSHI.channels) faults.onStream(channel, { kind: 'DROP' })
      account.sell(KALSHI.quantity)
      await expect.poll(() => account.filled()).toBe(account.lots(KALSHI.quantity))
      await expect.poll(() => account.desk.unsettled()).toEqual([])
      // Being quiet is no doubt: nothing was held up to look.
      expect(account.readiness).toEqual([true])
    }))

  it.concurrent('reads further back for a fill that its cursor has passed', ({ expect }) =>
    following(
      COINBASE,
      async (account) => {
        await account.rest('one')
        account.sell(COINBASE.quantity)
        await expect.poll(() => account.filled()).toBe(account.lots(COINBASE.quantity))
        await expect.poll(() => account.desk.unsettled()).toEqual([])
      },
      '2099-01-01T00:00:00Z',
    ))
})
