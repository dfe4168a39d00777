/** What the books say still works is looked at again after downtime: an order whose moment has passed is not traded late. */
import type { VenueReport } from '@quarterdeck/engine'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../clock/clock.ts'
import { BTC } from '../testing/instruments.ts'
import {
  DATABASES,
  type Desk,
  type DeskOptions,
  ORGANIZATION,
  PATIENCE_MS,
  newPlace,
  openDesk,
  order,
  removePlaces,
  until,
} from '../testing/desk.ts'

const SECOND = 1_000_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR

/** A venue that never answers: its report takes an hour. */
const MUTE = {
  requestLatency: { minMicros: HOUR, maxMicros: HOUR },
  reportLatency: { minMicros: HOUR, maxMicros: HOUR },
}

let desk: Desk | null = null
const open = async (options: DeskOptions): Promise<Desk> => (desk = await openDesk(options))

afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

/** The machine's clock, so many microseconds ahead: as after that much downtime. */
function later(micros: number): Clock {
  return { ...systemClock, now: () => systemClock.now() + micros }
}

interface Stored {
  readonly status: string
  readonly filled: string
  readonly reason: string | null
}

async function stored({ runtime }: Desk, clientOrderId: string): Promise<Stored> {
  const [row] = await runtime.database.query<Stored>(
    'SELECT status, filled_quantity AS filled, end_reason AS reason FROM trade_order WHERE client_order_id = $1',
    [clientOrderId],
  )
  return row!
}

async function statusBecomes(of: Desk, clientOrderId: string, status: string): Promise<Stored> {
  await expect
    .poll(async () => (await stored(of, clientOrderId)).status, { timeout: PATIENCE_MS })
    .toBe(status)
  return stored(of, clientOrderId)
}

async function nothingUnanswered({ runtime }: Desk): Promise<void> {
  await until('every request is answered', async () => {
    const [row] = await runtime.database.query<{ n: number }>('SELECT count(*) AS n FROM outbox_entry')
    return Number(row!.n) === 0
  })
}

const report = ({ runtime }: Desk, said: VenueReport) =>
  runtime.submit(
    ORGANIZATION,
    { kind: 'VENUE', id: 'venue', name: 'Venue', userId: null },
    { type: 'ReportVenue', report: said },
  )

const IMMEDIATE = {
  market: { orderType: 'MARKET', timeInForce: 'IOC', limitTicks: null },
  ioc: { timeInForce: 'IOC', limitTicks: 10_100 },
  fok: { timeInForce: 'FOK', limitTicks: 10_100 },
} as const
const CLIENT_IDS = ['market', 'ioc', 'fok'] as const

describe.each(DATABASES)('orders over downtime on %s', (kind) => {
  it('cancels an immediate order that was not placed in its moment, and places what rests', async () => {
    const place = await newPlace(kind)
    const first = await open({ place, simulation: MUTE })
    for (const id of CLIENT_IDS) await first.submit(order(first.accountId, id, IMMEDIATE[id]))
    await first.submit(order(first.accountId, 'resting', { limitTicks: 10_100 }))
    await first.runtime.close()

    const second = await open({ place, clock: later(11 * SECOND) })
    for (const id of CLIENT_IDS) {
      const { filled, reason } = await statusBecomes(second, id, 'CANCELED')
      expect({ filled, reason }).toEqual({ filled: '0', reason: 'not placed before the restart' })
    }
    await statusBecomes(second, 'resting', 'FILLED')
    await nothingUnanswered(second)
  })

  it('places an immediate order after a restart that was quick', async () => {
    const place = await newPlace(kind)
    // Ahead by what a slow machine takes to start again.
    const first = await open({ place, simulation: MUTE, clock: later(60 * SECOND) })
    await first.submit(order(first.accountId, 'market', IMMEDIATE.market))
    await first.runtime.close()
    await statusBecomes(await open({ place }), 'market', 'FILLED')
  })

  it('never lets an order trade again that its owner had asked to cancel, whether the venue had it or not', async () => {
    const place = await newPlace(kind)
    const first = await open({ place })
    const rested = await first.submit(order(first.accountId, 'rested'))
    await nothingUnanswered(first)
    await first.runtime.close()
    const mute = await open({ place, simulation: MUTE })
    const unplaced = await mute.submit(order(mute.accountId, 'unplaced', { limitTicks: 10_100 }))
    for (const { orders } of [rested, unplaced])
      await mute.submit({ type: 'CancelOrder', orderId: orders[0]!.id })
    await mute.runtime.close()

    // The market has come to both: the venue takes its time over requests, and none over what rests.
    const second = await open({ place, simulation: { requestLatency: MUTE.requestLatency } })
    second.feed.quote(BTC, '49.00', '49.50', systemClock.now())
    for (const id of ['rested', 'unplaced']) {
      const { filled, reason } = await statusBecomes(second, id, 'CANCELED')
      expect({ filled, reason }).toEqual({ filled: '0', reason: 'canceled on request' })
    }
    await nothingUnanswered(second)
  })

  it('cancels an immediate order that the venue had, and whose outcome was lost', async () => {
    const place = await newPlace(kind)
    const first = await open({ place, simulation: MUTE })
    const { orders } = await first.submit(order(first.accountId, 'market', IMMEDIATE.market))
    await report(first, { kind: 'ACCEPTED', orderId: orders[0]!.id, venueOrderId: 'v1' })
    await first.runtime.close()
    const second = await open({ place, clock: later(11 * SECOND) })
    const { filled, reason } = await statusBecomes(second, 'market', 'CANCELED')
    expect({ filled, reason }).toEqual({ filled: '0', reason: 'not completed before the restart' })
  })

  it('[SV-22] expires a DAY order of an earlier session, whether the venue had it or not', async () => {
    const place = await newPlace(kind)
    const first = await open({ place })
    await first.submit(order(first.accountId, 'rested', { timeInForce: 'DAY' }))
    await first.submit(order(first.accountId, 'good', { timeInForce: 'GTC' }))
    await nothingUnanswered(first)
    await first.runtime.close()
    const mute = await open({ place, simulation: MUTE })
    await mute.submit(order(mute.accountId, 'unplaced', { timeInForce: 'DAY' }))
    await mute.runtime.close()

    const sessionEndsAt = systemClock.now() + 2 * DAY
    const second = await open({ place, clock: later(DAY), sessionEndsAt })
    for (const id of ['rested', 'unplaced'])
      expect((await statusBecomes(second, id, 'EXPIRED')).reason).toBe('its day ended before the restart')
    await nothingUnanswered(second)
    expect(await stored(second, 'good')).toMatchObject({ status: 'NEW' })
  })

  it('[SV-28] seats a stop-limit order that was set off as the limit order that it had become', async () => {
    const place = await newPlace(kind)
    const first = await open({ place })
    const terms = { orderType: 'STOP_LIMIT', stopTicks: 10_100, limitTicks: 10_050 } as const
    const { orders } = await first.submit(order(first.accountId, 'set off', terms))
    await nothingUnanswered(first)
    first.feed.quote(BTC, '101.50', '102.00', systemClock.now())
    await until('the stop is set off', async () => {
      const events = await first.runtime.history(ORGANIZATION, orders[0]!.id)
      return events.some(({ type }) => type === 'OrderTriggered')
    })
    await first.runtime.close()
    // The market is back below the stop, and within the limit.
    await statusBecomes(await open({ place }), 'set off', 'FILLED')
  })

  it('[OR-40] seats an order again without the lots of a fill that was taken back', async () => {
    const place = await newPlace(kind)
    const first = await open({ place })
    const { orders } = await first.submit(order(first.accountId, 'busted'))
    await nothingUnanswered(first)
    const orderId = orders[0]!.id
    const fill = { lots: 400, priceTicks: 5_000, liquidity: 'MAKER', fee: '0', venueAt: 1 } as const
    await report(first, { kind: 'FILL', orderId, execId: 'early', ...fill })
    await report(first, { kind: 'BUSTED', orderId, execId: 'early', reason: 'erroneous' })
    await first.runtime.close()

    const second = await open({ place })
    second.feed.quote(BTC, '49.00', '49.50', systemClock.now())
    await statusBecomes(second, 'busted', 'CANCELED')
    expect(await stored(second, 'busted')).toMatchObject({ filled: '0.6' })
    const alerts = await second.runtime.history(ORGANIZATION, orderId)
    expect(alerts.map(({ type }) => type)).not.toContain('AlertRaised')
  })
})
