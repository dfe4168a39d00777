/** Streams that lose, repeat and swap messages while they beat: found in the stated time, repaired, nothing counted twice. */
import type { VenueReport } from '@quarterdeck/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { IncrementCounter } from '../book/decimal-count.ts'
import { AccountFollower } from '../desk/account-follower.ts'
import { OrderDesk } from '../desk/order-desk.ts'
import { COINBASE_MARKET, openCoinbaseRig, type CoinbaseRig } from '../simulators/coinbase/testing/rig.ts'
import type { StreamFault } from '../simulators/core/faults.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'

const INCREMENTS = { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.00000001') }

interface Followed {
  readonly rig: CoinbaseRig
  readonly desk: OrderDesk
  readonly follower: AccountFollower
  readonly reports: VenueReport[]
  readonly readiness: boolean[]
}

const opened: Followed[] = []
afterEach(async () => {
  for (const { follower, rig } of opened.splice(0)) {
    await follower.close()
    await rig.close()
  }
})

async function follow(cursor: string | null = null): Promise<Followed> {
  const rig = await openCoinbaseRig({ settings: { timeoutMs: 5_000 } })
  const reports: VenueReport[] = []
  const readiness: boolean[] = []
  const desk = new OrderDesk({
    venueId: 'COINBASE',
    absenceProvenAfterMs: 150_000,
    report: (report) => void reports.push(report),
    alert: rig.environment.alert,
  })
  const follower = new AccountFollower({
    reads: rig.reads,
    desk,
    time: MACHINE_TIME,
    cursor,
    auditEveryMs: 500,
    retryMs: 50,
    onReady: (ready) => void readiness.push(ready),
    onCursor: () => undefined,
  })
  const followed = { rig, desk, follower, reports, readiness }
  opened.push(followed)
  await expect.poll(() => follower.isReady()).toBe(true)
  return followed
}

/** Places a resting buy above everybody else and reports it to the desk. */
async function rest({ rig, desk }: Followed, clientOrderId: string): Promise<void> {
  desk.follow({
    orderId: clientOrderId,
    clientOrderId,
    venueSymbol: 'BTC-USD',
    lots: INCREMENTS.quantity.count('0.02'),
    increments: INCREMENTS,
    sentAtMs: Date.now(),
    venueOrderId: null,
    bookedExecIds: [],
    bookedLots: 0,
  })
  const outcome = await rig.writes.place({
    clientOrderId,
    venueSymbol: 'BTC-USD',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.02',
    limitPrice: '60000',
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
  })
  desk.onPlace(clientOrderId, outcome, Date.now())
}

const filled = (reports: readonly VenueReport[]): number =>
  reports.reduce((sum, report) => sum + (report.kind === 'FILL' ? report.lots : 0), 0)

describe('an account that is followed', () => {
  it.each<StreamFault['kind']>(['DROP_SILENTLY', 'DROP', 'DUPLICATE', 'HOLD_BACK', 'MALFORMED', 'CLOSE'])(
    '[LV-11] is in step again after its stream had a frame with the fault %s, and no fill is missing or doubled',
    async (kind) => {
      const followed = await follow()
      await rest(followed, 'one')
      followed.rig.simulator.faults.onStream('user', { kind } as StreamFault)
      followed.rig.stage?.somebody('SELL', '0.005', '60000')
      await expect.poll(() => filled(followed.reports)).toBe(500_000)
      followed.rig.stage?.somebody('SELL', '0.015', '60000')
      await expect.poll(() => filled(followed.reports)).toBe(2_000_000)
      await expect.poll(() => followed.follower.isReady()).toBe(true)
      const executions = followed.reports.flatMap((report) => (report.kind === 'FILL' ? [report.execId] : []))
      expect(new Set(executions).size).toBe(executions.length)
      expect(followed.desk.unsettled()).toEqual([])
      expect(followed.rig.simulator.faults.hits.get(kind)).toBe(1)
    },
  )

  it('[LV-09] lets no order out while its stream is gone, and knows what was filled meanwhile before it does again', async () => {
    const followed = await follow()
    await rest(followed, 'one')
    const before = followed.readiness.length
    followed.rig.simulator.faults.sessionLost = true
    followed.rig.simulator.cutStreams()
    await expect.poll(() => followed.follower.isReady()).toBe(false)
    followed.rig.stage?.somebody('SELL', '0.02', '60000')
    followed.rig.simulator.faults.sessionLost = false
    let filledAtReady: number | null = null
    await expect
      .poll(() => {
        if (followed.follower.isReady()) filledAtReady ??= filled(followed.reports)
        return filledAtReady
      })
      .toBe(2_000_000)
    expect(followed.readiness[before]).toBe(false)
  })

  it('has fills that the venue lists late in its books before the order ends', async () => {
    const followed = await follow()
    await rest(followed, 'one')
    followed.rig.simulator.faults.fillsLagMs = 400
    followed.rig.stage?.somebody('SELL', '0.02', '60000')
    await expect.poll(() => followed.desk.needsFills()).toBe(true)
    expect(followed.desk.unsettled()).toHaveLength(1)
    await expect.poll(() => filled(followed.reports)).toBe(2_000_000)
    expect(followed.desk.unsettled()).toEqual([])
  })

  it('reads further back for a fill that its cursor has passed', async () => {
    const followed = await follow('2099-01-01T00:00:00Z')
    await rest(followed, 'one')
    followed.rig.stage?.somebody('SELL', '0.02', '60000')
    await expect.poll(() => filled(followed.reports)).toBe(2_000_000)
    expect(followed.desk.unsettled()).toEqual([])
  })

  it('shows orders of others, and does not take them for its own', async () => {
    const followed = await follow()
    await followed.rig.writes.place({
      clientOrderId: 'by-hand',
      venueSymbol: COINBASE_MARKET.venueSymbol,
      side: 'BUY',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.02',
      limitPrice: COINBASE_MARKET.restingBuyPrice,
      stopPrice: null,
      expiresAt: null,
      postOnly: false,
      reduceOnly: false,
    })
    await expect
      .poll(() => followed.desk.foreignOrders().map(({ clientOrderId }) => clientOrderId))
      .toEqual(['by-hand'])
    expect(followed.reports).toEqual([])
  })
})
