/** What Interactive Brokers was seen to do, and what is not certain about it, each switched on at its simulator. */
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest'
import type { VenueReads } from '../contract/reads.ts'
import type { PlaceOrder, VenueWrites } from '../contract/writes.ts'
import { openIbkrRig, type IbkrRig, type IbkrRigOptions } from '../simulators/ibkr/testing/rig.ts'
import { ibkrBudget, openIbkr, openIbkrReader } from './open.ts'

const rigs: IbkrRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

async function open(options: IbkrRigOptions = {}): Promise<IbkrRig> {
  const rig = await openIbkrRig(options)
  rigs.push(rig)
  return rig
}

let count = 0
function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `m-${count}`,
    venueSymbol: '265598',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    limitPrice: '150',
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

const PLACE = 'POST /v1/api/iserver/account/DU1234567/orders'

describe('the clock of the venue', () => {
  it.each([-600_000, 600_000])(
    'may be %i ms from ours: requests carry its time, and a person is told',
    async (skew) => {
      const rig = await open()
      rig.simulator.faults.clockSkewMs = skew
      expect((await rig.writes.place(order())).kind).toBe('ACCEPTED')
      expect(rig.alerts.map(({ kind }) => kind)).toContain('CLOCK_SKEW')
      const time = await rig.reads.clock()
      expect(time.ok && Math.abs(time.value.offsetMs - skew)).toBeLessThan(5_000)
    },
  )

  it('may change while the session is open', async () => {
    const rig = await open()
    await rig.reads.balances()
    rig.simulator.faults.clockSkewMs = 900_000
    expect((await rig.reads.balances()).ok).toBe(true)
  })
})

describe('[LV-14] who asks too often', () => {
  it('is silent for as long as the venue shuts him out, exits included', async () => {
    const rig = await open({ settings: { penaltyMs: 900_000, budgetWaitMs: 100 } })
    const placed = await rig.writes.place(order())
    rig.simulator.faults.onHttp(PLACE, { kind: 'RATE_LIMITED', retryAfterS: null })
    const from = Date.now()
    expect(await rig.writes.place(order())).toMatchObject({
      kind: 'REJECTED',
      reason: { code: 'RATE_LIMITED' },
    })
    const global = rig.context.budget.usage().limits.find(({ limitId }) => limitId === 'global')
    expect((global?.heldUntilMs ?? 0) - from).toBeGreaterThanOrEqual(900_000)
    const heard = rig.simulator.truth.messages.length
    const venueOrderId = placed.kind === 'ACCEPTED' ? placed.venueOrderId : ''
    expect(await rig.writes.cancel({ ...order(), venueOrderId })).toMatchObject({
      kind: 'NOT_SENT',
      reason: { code: 'OVER_BUDGET' },
    })
    expect(await rig.reads.balances()).toMatchObject({ failure: { kind: 'OVER_BUDGET' } })
    expect(rig.simulator.truth.messages).toHaveLength(heard)
  })

  it('is nobody: lists are asked for once for all who want them, and quotes do not wait behind them', async () => {
    const rig = await open({ pace: 5 })
    await rig.reads.openOrders()
    const done: string[] = []
    const lists = Array.from({ length: 12 }, async () => {
      await rig.reads.openOrders()
      done.push('list')
    })
    await rig.reads.quote('265598')
    done.push('quote')
    await Promise.all(lists)
    expect([done[0], rig.simulator.pacing.over]).toEqual(['quote', 0])
    const asked = rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/account/orders'))
    expect(asked.length).toBeLessThan(6)
  })
})

describe('what the venue tells late', () => {
  it('is not there yet when it is asked for, which proves nothing so soon', async () => {
    const rig = await open()
    await rig.reads.openOrders()
    rig.simulator.faults.readLagMs = 60_000
    const terms = order()
    await rig.writes.place(terms)
    expect(await rig.reads.orderByClientId({ ...terms, sentAtMs: Date.now() })).toMatchObject({
      ok: true,
      value: null,
    })
    rig.simulator.faults.readLagMs = 0
    expect(await rig.reads.orderByClientId({ ...terms, sentAtMs: Date.now() })).toMatchObject({
      value: { clientOrderId: terms.clientOrderId },
    })
  })

  it('is a cancel that is under way: it works until the venue says more', async () => {
    const rig = await open()
    const terms = order()
    const placed = await rig.writes.place(terms)
    const venueOrderId = placed.kind === 'ACCEPTED' ? placed.venueOrderId : ''
    rig.simulator.faults.cancelDelayMs = 300
    expect(await rig.writes.cancel({ ...terms, venueOrderId })).toEqual({ kind: 'ACCEPTED', final: false })
    expect(await rig.reads.orderByVenueId(venueOrderId)).toMatchObject({
      value: { status: 'PENDING_CANCEL' },
    })
    await expect
      .poll(async () => rig.reads.orderByVenueId(venueOrderId), { timeout: 20_000 })
      .toMatchObject({ value: { status: 'CANCELED' } })
  })
})

describe('what stands before the venue', () => {
  it.each([
    ['a page of a proxy', { status: 404, body: '<html>not found</html>' }, 'UNREADABLE_ANSWER'],
    ['a fault of a balancer', { status: 502, body: '<html>bad gateway</html>' }, 'VENUE_FAULT'],
    ['a back end that did not answer', { status: 503, body: '' }, 'VENUE_FAULT'],
    ['a login page in place of an answer', { status: 200, body: '<html>log in</html>' }, 'UNREADABLE_ANSWER'],
  ])('[LV-01] %s does not decide about an order', async (_what, answer, what) => {
    const rig = await open()
    rig.simulator.faults.onHttp(PLACE, { kind: 'STATUS_AFTER', ...answer })
    expect(await rig.writes.place(order())).toMatchObject({ kind: 'UNKNOWN', evidence: { what } })
  })

  it('[LV-02] is asked once more only where the venue says that it did nothing', async () => {
    const rig = await open()
    await rig.reads.instruments()
    const sent = (): number => rig.simulator.truth.writes().length
    rig.simulator.faults.onHttp(PLACE, { kind: 'UNAUTHORIZED' })
    expect((await rig.writes.place(order())).kind).toBe('ACCEPTED')
    expect(sent()).toBe(2)
    const noBridge = { status: 400, body: '{"error":"Bad Request: no bridge","statusCode":400}' }
    rig.simulator.faults.onHttp(PLACE, { kind: 'STATUS_BEFORE', ...noBridge })
    expect((await rig.writes.place(order())).kind).toBe('ACCEPTED')
    expect(sent()).toBe(4)
    rig.simulator.faults.onHttp(PLACE, { kind: 'RESET_BEFORE' })
    expect((await rig.writes.place(order())).kind).toBe('UNKNOWN')
    expect(sent()).toBe(5)
  })
})

describe('the weekly maintenance', () => {
  it('is told as such, and the session is there again after it', async () => {
    const rig = await open()
    rig.simulator.faults.onHttp('', { kind: 'MAINTENANCE' }, 5)
    expect(await rig.reads.health()).toMatchObject({ ok: true, value: { trading: false } })
    await expect
      .poll(() => rig.reads.health(), { timeout: 20_000 })
      .toMatchObject({ ok: true, value: { trading: true } })
  })
})

describe('what may only read', () => {
  it('is handed nothing that could write', () => {
    expectTypeOf(openIbkrReader).returns.toEqualTypeOf<VenueReads>()
    expectTypeOf<Extract<keyof VenueReads, Exclude<keyof VenueWrites, 'venueId' | 'close'>>>().toBeNever()
  })

  it('and both halves of a connection share one session and one budget', async () => {
    const rig = await open()
    const { reads, writes } = openIbkr({ ...rig.context, budget: ibkrBudget(rig.context.time) })
    const placed = await writes.place(order())
    const venueOrderId = placed.kind === 'ACCEPTED' ? placed.venueOrderId : ''
    expect(await reads.orderByVenueId(venueOrderId)).toMatchObject({ value: { limitPrice: '150' } })
    const opened = rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/ssodh/init'))
    expect(opened).toHaveLength(1)
    await Promise.all([reads.close(), writes.close()])
    expect(await reads.balances()).toMatchObject({ failure: { kind: 'UNREACHABLE' } })
    expect((await writes.place(order())).kind).toBe('NOT_SENT')
  })
})
