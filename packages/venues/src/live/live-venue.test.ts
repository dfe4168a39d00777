/** A live venue as the outbox sees it, in front of the Coinbase simulator. */
import type { VenueReport } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import type { VenueOrder } from '../adapter.ts'
import { emulated } from '../contract/capabilities.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { PlaceOrder, VenueWrites } from '../contract/writes.ts'
import { openCoinbaseRig, type CoinbaseRig } from '../simulators/coinbase/testing/rig.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'
import { LiveVenue, type LiveVenueOptions, type RestoredLiveOrder } from './live-venue.ts'
import { venueTerms } from './venue-terms.ts'

interface Desk {
  readonly rig: CoinbaseRig
  readonly venue: LiveVenue
  readonly reports: VenueReport[]
  readonly btc: Instrument
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function listed(reads: VenueReads): Promise<Instrument> {
  const answer = await reads.instruments()
  const btc = answer.ok ? answer.value.find(({ instrument }) => instrument.symbol === 'BTC-USD') : undefined
  if (btc === undefined) throw new Error('Invariant: BTC-USD is listed')
  return btc.instrument
}

async function connect(
  rig: CoinbaseRig,
  restored: readonly RestoredLiveOrder[] = [],
  change: Partial<LiveVenueOptions> = {},
): Promise<Desk> {
  const btc = await listed(rig.reads)
  const reports: VenueReport[] = []
  const venue = new LiveVenue({
    reads: rig.reads,
    writes: rig.writes,
    instruments: new Map([[btc.id, btc]]),
    time: MACHINE_TIME,
    alert: rig.environment.alert,
    cursor: null,
    auditEveryMs: 400,
    retryMs: 30,
    sessionEndsAt: (_, at) => at + 60_000_000,
    onReport: (report) => void reports.push(report),
    onReady: () => undefined,
    onCursor: () => undefined,
    ...change,
  })
  opened.unshift(venue)
  venue.start(restored)
  return { rig, venue, reports, btc }
}

async function open(): Promise<Desk> {
  const rig = await openCoinbaseRig()
  opened.push(rig)
  const desk = await connect(rig)
  await expect.poll(() => desk.venue.unhealthyBecause()).toBeNull()
  return desk
}

function order(orderId: string, change: Partial<VenueOrder> = {}): VenueOrder {
  return {
    orderId,
    accountId: 'account',
    instrumentId: 'COINBASE:BTC-USD',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    lots: 2_000_000,
    limitTicks: 6_000_000,
    stopTicks: null,
    ...change,
  }
}

const now = (): number => Date.now() * 1_000
const kinds = ({ reports }: Desk): readonly string[] => reports.map(({ kind }) => kind)
const atVenue = ({ rig }: Desk, orderId: string) =>
  [...rig.simulator.exchange.orders.values()].filter(({ terms }) => terms.clientOrderId === orderId)

describe('a live venue', () => {
  it('places, tells fills, and ends an order, once each', async () => {
    const desk = await open()
    desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
    desk.rig.stage?.somebody('SELL', '0.005', '60000')
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED', 'FILL'])
    desk.venue.send({ kind: 'CANCEL', orderId: 'one' }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED', 'FILL', 'CANCELED'])
    expect(desk.reports[1]).toMatchObject({
      orderId: 'one',
      lots: 500_000,
      priceTicks: 6_000_000,
      liquidity: 'MAKER',
    })
  })

  it('sends no order once it is closed, not even one that it was given before', async () => {
    const rig = await openCoinbaseRig()
    opened.push(rig)
    const sent: string[] = []
    const writes = Object.assign(Object.create(rig.writes) as VenueWrites, {
      place: (placed: PlaceOrder) => {
        sent.push(placed.clientOrderId)
        return rig.writes.place(placed)
      },
    })
    const desk = await connect(rig, [], { writes })
    await expect.poll(() => desk.venue.unhealthyBecause()).toBeNull()
    desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
    desk.venue.send({ kind: 'PLACE', order: order('two') }, now())
    await desk.venue.close()
    expect(sent).toEqual(['one'])
  })

  it('replaces in place, and says what became of it when it has read it', async () => {
    const desk = await open()
    desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
    const change = { quantityLots: 3_000_000, filledLots: 0, limitTicks: 5_999_900, stopTicks: null }
    desk.venue.send({ kind: 'REPLACE', orderId: 'one', ...change }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED', 'REPLACED'])
    expect(atVenue(desk, 'one')[0]?.terms).toMatchObject({ lots: 3_000_000, limitTicks: 5_999_900 })
  })

  it('lists the orders that are ours and work', async () => {
    const desk = await open()
    desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    desk.venue.send({ kind: 'PLACE', order: order('two') }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED', 'ACCEPTED'])
    desk.venue.send({ kind: 'LIST_WORKING' }, now())
    await expect.poll(() => desk.reports.at(-1)?.kind).toBe('WORKING_ORDERS')
    expect(desk.reports.at(-1)).toMatchObject({ venueId: 'COINBASE', orderIds: ['one', 'two'] })
  })

  it('[LV-02] sends an order once however often it is handed over, and finds one whose answer was lost', async () => {
    const desk = await open()
    desk.rig.stage?.arm('PLACE_TAKEN_THEN_SILENCE')
    for (let time = 0; time < 3; time += 1) desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    await expect.poll(() => kinds(desk)).toContain('ACCEPTED')
    expect(kinds(desk).filter((kind) => kind === 'REJECTED')).toEqual([])
    expect(atVenue(desk, 'one')).toHaveLength(1)
  })

  it('keeps a cancel until the order that it is about is known at the venue', async () => {
    const desk = await open()
    desk.rig.stage?.arm('PLACE_TAKEN_THEN_RESET')
    desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    desk.venue.send({ kind: 'CANCEL', orderId: 'one' }, now())
    await expect.poll(() => kinds(desk).at(-1)).toBe('CANCELED')
    expect(atVenue(desk, 'one')[0]?.status).toBe('CANCELED')
  })

  it('[LV-09] lets others go on while one is unknown', async () => {
    const desk = await open()
    desk.rig.stage?.arm('PLACE_LOST_THEN_RESET')
    desk.venue.send({ kind: 'PLACE', order: order('lost') }, now())
    await expect.poll(() => kinds(desk)).toEqual(['UNKNOWN'])
    await expect.poll(() => desk.venue.unhealthyBecause()).toBeNull()
    desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    await expect.poll(() => kinds(desk)).toEqual(['UNKNOWN', 'ACCEPTED'])
  })

  it.each([
    ['an instrument that is not listed', { instrumentId: 'COINBASE:DOGE-USD' }, 'not listed at COINBASE'],
    [
      'an order that the venue cannot take',
      { orderType: 'STOP', limitTicks: null, stopTicks: 7_000_000 },
      'no stop orders without a limit',
    ],
  ] as const)('[LV-13] rejects %s without sending it', async (_what, change, why) => {
    const desk = await open()
    const before = desk.rig.simulator.truth.writes().length
    desk.venue.send({ kind: 'PLACE', order: order('one', change) }, now())
    await expect
      .poll(() => desk.reports)
      .toMatchObject([{ kind: 'REJECTED', reason: expect.stringContaining(why) as string }])
    expect(desk.rig.simulator.truth.writes()).toHaveLength(before)
  })

  it('[LV-09] lets no order out while the account is not in step, and says why', async () => {
    const rig = await openCoinbaseRig()
    opened.push(rig)
    const desk = await connect(rig)
    rig.simulator.faults.sessionLost = true
    desk.venue.send({ kind: 'PLACE', order: order('one') }, now())
    await expect
      .poll(() => desk.reports)
      .toMatchObject([{ kind: 'REJECTED', reason: expect.stringContaining('not sent') as string }])
    expect(rig.simulator.truth.writes()).toEqual([])
  })

  it('[LV-12] follows after a restart what may have been sent, and does not send it again', async () => {
    const before = await open()
    before.venue.send({ kind: 'PLACE', order: order('known') }, now())
    await expect.poll(() => kinds(before)).toEqual(['ACCEPTED'])
    before.rig.stage?.arm('PLACE_TAKEN_THEN_SILENCE')
    before.venue.send({ kind: 'PLACE', order: order('unanswered') }, now())
    await expect.poll(() => atVenue(before, 'unanswered').length).toBe(1)
    await before.venue.close()
    before.rig.stage?.somebody('SELL', '0.01', '60000')
    const [known] = atVenue(before, 'known')
    const restored = {
      quantityLots: 2_000_000,
      bookedExecIds: [],
      bookedLots: 0,
      sentAtMs: Date.now(),
      cancelAt: null,
    }
    const after = await connect(before.rig, [
      { ...restored, order: order('known'), venueOrderId: known?.orderId ?? null },
      { ...restored, order: order('unanswered'), venueOrderId: null },
    ])
    after.venue.send({ kind: 'PLACE', order: order('unanswered') }, now())
    await expect.poll(() => [...kinds(after)].sort()).toEqual(['ACCEPTED', 'FILL', 'UNKNOWN'])
    expect(after.reports.find(({ kind }) => kind === 'FILL')).toMatchObject({
      orderId: 'known',
      lots: 1_000_000,
    })
    expect(atVenue(after, 'unanswered')).toHaveLength(1)
    expect(after.venue.instruments()).toHaveLength(1)
  })

  it('[LV-12] knows after a restart what has ended lately: a fill that comes late finds its order, and nothing else is said', async () => {
    const before = await open()
    before.venue.send({ kind: 'PLACE', order: order('ended') }, now())
    await expect.poll(() => kinds(before)).toEqual(['ACCEPTED'])
    await before.venue.close()
    before.rig.stage?.somebody('SELL', '0.01', '60000')
    const [known] = atVenue(before, 'ended')
    const after = await connect(before.rig, [
      {
        order: order('ended'),
        quantityLots: 2_000_000,
        venueOrderId: known?.orderId ?? null,
        bookedExecIds: [],
        bookedLots: 0,
        sentAtMs: Date.now(),
        cancelAt: null,
        isOver: true,
      },
    ])
    await expect.poll(() => after.venue.unhealthyBecause()).toBeNull()
    await expect
      .poll(() => after.reports)
      .toMatchObject([{ kind: 'FILL', orderId: 'ended', lots: 1_000_000 }])
    expect(after.venue.foreignOrders()).toEqual([])
  })

  it('sends a DAY order with its end where the venue has none of these, and cancels at the time what cannot have one', async () => {
    const desk = await open()
    desk.venue.send({ kind: 'PLACE', order: order('day', { timeInForce: 'DAY' }) }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
    expect(atVenue(desk, 'day')[0]?.terms).toMatchObject({ time: 'GTD' })
    await desk.venue.close()
    const capabilities = {
      ...desk.rig.reads.capabilities,
      orders: { LIMIT: { DAY: emulated('CANCEL_AT_TIME', 'we cancel it') } },
    }
    const reads = new Proxy(desk.rig.reads, {
      get: (target, name) => {
        if (name === 'capabilities') return capabilities
        const member: unknown = Reflect.get(target, name)
        return typeof member === 'function' ? (member.bind(target) as unknown) : member
      },
    })
    const other = await connect({ ...desk.rig, reads }, [], { sessionEndsAt: (_, at) => at + 300_000 })
    await expect.poll(() => other.venue.unhealthyBecause()).toBeNull()
    other.venue.send({ kind: 'PLACE', order: order('until', { timeInForce: 'DAY' }) }, now())
    await expect.poll(() => kinds(other).at(-1)).toBe('CANCELED')
    expect(atVenue(other, 'until')[0]?.terms).toMatchObject({ time: 'GTC' })
  })
})

describe('what a venue lacks', () => {
  it('[LV-13] is brought about: a market order as a limited one behind the touch, on a tick', async () => {
    const { btc, rig } = await open()
    const capabilities = {
      ...rig.reads.capabilities,
      orders: { MARKET: { IOC: emulated('MARKET_AS_IOC_LIMIT', 'limited') } },
    }
    const market = order('m', { orderType: 'MARKET', timeInForce: 'IOC', limitTicks: null })
    const quote = async () => {
      const answer = await rig.reads.quote('BTC-USD')
      return answer.ok ? answer.value : null
    }
    const made = await venueTerms(market, { instrument: btc, capabilities, sessionEndsAt: null, quote })
    expect(made).toMatchObject({
      ok: true,
      terms: { orderType: 'LIMIT', timeInForce: 'IOC', limitPrice: '63010.5' },
    })
    const sell = await venueTerms(
      { ...market, side: 'SELL' },
      { instrument: btc, capabilities, sessionEndsAt: null, quote },
    )
    expect(sell).toMatchObject({ ok: true, terms: { limitPrice: '56990.5' } })
    const none = await venueTerms(market, {
      instrument: btc,
      capabilities,
      sessionEndsAt: null,
      quote: () => Promise.resolve(null),
    })
    expect(none).toMatchObject({ ok: false, reason: { code: 'NO_LIQUIDITY' } })
  })

  it.each(['DAY_AS_GTD', 'CANCEL_AT_TIME', 'TRIGGER_HERE'] as const)(
    'is refused where it cannot be: %s',
    async (how) => {
      const { btc, rig } = await open()
      const capabilities = { ...rig.reads.capabilities, orders: { LIMIT: { DAY: emulated(how, 'so') } } }
      const sources = {
        instrument: btc,
        capabilities,
        sessionEndsAt: null,
        quote: () => Promise.resolve(null),
      }
      expect(await venueTerms(order('d', { timeInForce: 'DAY' }), sources)).toMatchObject({
        ok: false,
        reason: { code: 'UNSUPPORTED_ORDER' },
      })
    },
  )
})
