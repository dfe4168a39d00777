/** Streams without numbers that lose, repeat and swap frames: found in the stated time, repaired, nothing counted twice. */
import type { VenueReport } from '@quarterdeck/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { IncrementCounter } from '../book/decimal-count.ts'
import { AccountFollower } from '../desk/account-follower.ts'
import { OrderDesk } from '../desk/order-desk.ts'
import type { StreamFault } from '../simulators/core/faults.ts'
import { KALSHI_TICKER, openKalshiRig, type KalshiRig } from '../simulators/kalshi/testing/rig.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'

const INCREMENTS = { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.01') }

interface Followed {
  readonly rig: KalshiRig
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

/** `auditEveryMs`: long, so that what is found is found by the stream. */
async function follow(auditEveryMs = 600_000): Promise<Followed> {
  const rig = await openKalshiRig({
    settings: { timeoutMs: 5_000, quietAfterMs: 300, syncTimeoutMs: 1_000, silentAfterMs: 30_000 },
  })
  const reports: VenueReport[] = []
  const readiness: boolean[] = []
  const desk = new OrderDesk({
    venueId: 'KALSHI',
    absenceProvenAfterMs: 90_000,
    report: (report) => void reports.push(report),
    alert: rig.environment.alert,
  })
  const follower = new AccountFollower({
    reads: rig.reads,
    desk,
    time: MACHINE_TIME,
    cursor: null,
    auditEveryMs,
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
    venueSymbol: KALSHI_TICKER,
    lots: 400,
    increments: INCREMENTS,
    sentAtMs: Date.now(),
    venueOrderId: null,
    bookedExecIds: [],
    bookedLots: 0,
  })
  const outcome = await rig.writes.place({
    clientOrderId,
    venueSymbol: KALSHI_TICKER,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '4',
    limitPrice: '0.5',
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
  })
  desk.onPlace(clientOrderId, outcome, Date.now())
}

const filled = (reports: readonly VenueReport[]): number =>
  reports.reduce((sum, report) => sum + (report.kind === 'FILL' ? report.lots : 0), 0)

const KINDS: readonly StreamFault['kind'][] = ['DROP', 'DUPLICATE', 'HOLD_BACK', 'MALFORMED', 'CLOSE']

describe('an account that is followed', () => {
  it.each(['fill', 'user_orders'].flatMap((channel) => KINDS.map((kind) => [channel, kind] as const)))(
    '[LV-11] is in step again after a frame of %s had the fault %s, and no fill is missing or doubled',
    async (channel, kind) => {
      const followed = await follow()
      await rest(followed, 'one')
      followed.rig.simulator.faults.onStream(channel, { kind } as StreamFault)
      followed.rig.stage?.somebody('SELL', '1', '0.5')
      await expect.poll(() => filled(followed.reports)).toBe(100)
      followed.rig.stage?.somebody('SELL', '3', '0.5')
      await expect.poll(() => filled(followed.reports)).toBe(400)
      await expect.poll(() => followed.follower.isReady()).toBe(true)
      await expect.poll(() => followed.desk.unsettled()).toEqual([])
      const executions = followed.reports.flatMap((report) => (report.kind === 'FILL' ? [report.execId] : []))
      expect(new Set(executions).size).toBe(executions.length)
      expect(followed.rig.simulator.faults.hits.get(kind)).toBe(1)
    },
  )

  it('[LV-11] that loses both its frames finds the end because it was quiet, and lets orders out meanwhile', async () => {
    const followed = await follow()
    await rest(followed, 'one')
    const { faults } = followed.rig.simulator
    faults.onStream('fill', { kind: 'DROP' })
    faults.onStream('user_orders', { kind: 'DROP' })
    followed.rig.stage?.somebody('SELL', '4', '0.5')
    await expect.poll(() => filled(followed.reports)).toBe(400)
    await expect.poll(() => followed.desk.unsettled()).toEqual([])
    // Being quiet is no doubt: nothing was held up to look.
    expect(followed.readiness).toEqual([true])
  })

  it('has fills that the venue lists late in its books before the order ends', async () => {
    const followed = await follow()
    await rest(followed, 'one')
    const { faults } = followed.rig.simulator
    faults.fillsLagMs = 600_000
    faults.onStream('fill', { kind: 'DROP' })
    followed.rig.stage?.somebody('SELL', '4', '0.5')
    await expect.poll(() => followed.desk.needsFills()).toBe(true)
    expect(followed.desk.unsettled()).toHaveLength(1)
    faults.fillsLagMs = 0
    await expect.poll(() => filled(followed.reports)).toBe(400)
    await expect.poll(() => followed.desk.unsettled()).toEqual([])
  })

  it('[LV-09] lets no order out while its stream is gone, and knows what was filled meanwhile before it does again', async () => {
    const followed = await follow()
    await rest(followed, 'one')
    followed.rig.simulator.faults.silent = true
    followed.rig.simulator.cutStreams()
    await expect.poll(() => followed.follower.isReady()).toBe(false)
    followed.rig.stage?.somebody('SELL', '4', '0.5')
    followed.rig.simulator.faults.silent = false
    let filledAtReady: number | null = null
    await expect
      .poll(() => {
        if (followed.follower.isReady()) filledAtReady ??= filled(followed.reports)
        return filledAtReady
      })
      .toBe(400)
  })
})
