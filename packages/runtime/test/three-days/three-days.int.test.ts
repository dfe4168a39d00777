/**
 * Three days at four venues at once, with seeded faults at every layer: venues that misbehave, streams, networks, credentials that
 * change, a database that fails, processes that end. Afterwards our books are what the venues know.
 */
import { afterAll, describe, expect, it } from 'vitest'
import type { Break } from '../../src/reconciliation/reconciliation.ts'
import { ORGANIZATION, removePlaces, TRADER, until } from '../../src/testing/desk.ts'
import { Trader } from './trader.ts'
import { differences } from './truth.ts'
import { World } from './world.ts'

const SEED = Number(process.env['THREE_DAYS_SEED'] ?? 20_261_201)
/** A Tuesday, when New York has just opened: on the Thursday Kalshi keeps its hours of maintenance. */
const START_MS = Date.UTC(2026, 11, 1, 14, 45)
const HOUR_MS = 3_600_000
const DAYS = 3
const STEPS = 30
/** Who has come back waits so long for all venues, and trades then with those that are there. */
const OPENING_MS = 60_000
/** Into the day: after the opening, before the close of New York, before its midnight, before Kalshi's maintenance. */
const WAKES_MS = [0, 6.15 * HOUR_MS, 14.2 * HOUR_MS, 17.2 * HOUR_MS]
const CLOSE_MS = 6.25 * HOUR_MS
const ASKING = { organizationId: ORGANIZATION, actor: TRADER }

afterAll(removePlaces)

/** What is on its way over the loopback arrives: a jump of the clock must not overtake it. */
async function arrivals(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
}

/** The end of a session in New York: what was good for the day is over at the venues that keep that day. */
async function endSession(world: World, closesAtMs: number): Promise<void> {
  const rows = await world.rows<{ id: string }>("SELECT id FROM trade_order WHERE time_in_force = 'DAY'")
  const days = new Set(rows.map(({ id }) => id))
  for (const { venue } of world.seats) {
    if (venue.venueId !== 'ALPACA' && venue.venueId !== 'IBKR') continue
    const { exchange } = venue.simulator
    for (const order of exchange.orders.values())
      if ([...days].some((id) => order.terms.clientOrderId.startsWith(id)))
        order.terms = { ...order.terms, endsAtMs: closesAtMs }
    exchange.expire()
  }
}

async function liveThrough(world: World, trader: Trader): Promise<void> {
  for (let day = 0; day < DAYS; day += 1) {
    const dayMs = START_MS + day * 24 * HOUR_MS
    for (const [wake, atMs] of WAKES_MS.entries()) {
      await arrivals()
      world.wake(dayMs + atMs)
      if (wake === 2) await endSession(world, dayMs + CLOSE_MS)
      await trader.release()
      const openBy = world.clock.now() / 1_000 + OPENING_MS
      await until('venues are open', async () => world.clock.now() / 1_000 > openBy || (await world.isOpen()))
      trader.note((await world.isOpen()) ? 'ALL_OPEN' : 'SOME_SHUT')
      await trader.trade(STEPS)
      if (wake === 1 || (day + wake) % 3 === 0) {
        const isDead = (day + wake) % 2 === 0
        trader.note(isDead ? 'CRASH' : 'RESTART')
        await world.restart(isDead)
      }
    }
  }
}

/** Until nothing differs: time goes on, and faster than before. What differs when patience has ended. */
async function comeToRest(world: World): Promise<readonly string[]> {
  let found: readonly string[] = []
  let looks = 0
  const isAtRest = async () => {
    looks += 1
    if (looks % 40 === 0) {
      await arrivals()
      world.clock.jumpTo(world.clock.now() / 1_000 + 30_000)
    }
    found = await differences(world)
    return found.length === 0
  }
  await until('our books are what the venues know', isAtRest).catch((error: unknown) => {
    found = [String(error), ...found]
  })
  return found
}

/** Runs until one has been finished for each connection that left nothing open. */
async function reconciled(world: World): Promise<void> {
  const reconciliation = await world.desk.runtime.reconciliation()
  for (const { connectionId, accountId, venue } of world.seats) {
    let left: readonly Break[] = []
    await until(`${venue.venueId} is reconciled`, async () => {
      const runId = await reconciliation.run(ASKING, connectionId).catch(() => null)
      if (runId === null) return false
      const found = async () =>
        (await reconciliation.runs(ORGANIZATION, connectionId, 5)).find(({ id }) => id === runId)
      await until('the run has ended', async () => (await found())?.endedAt != null)
      left = await reconciliation.breaks(ORGANIZATION, { status: 'OPEN', accountId })
      return (await found())?.fault === null && left.length === 0
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}; open are ${JSON.stringify(left)}`)
    })
  }
}

/** What was lived through is worth its name: orders everywhere, fills, ends of days, restarts, faults of each layer. */
async function expectMuchHappened(world: World, trader: Trader): Promise<void> {
  const ours = world.seats.map(({ venue: { account, simulator } }) =>
    [...simulator.exchange.orders.values()].filter((order) => order.account === account),
  )
  const canaries = await world.rows<{ mode: string }>(
    `SELECT DISTINCT mode FROM trade_order JOIN trading_account a ON a.id = account_id
     WHERE a.mode <> 'LIVE' AND trade_order.status <> 'REJECTED' ORDER BY mode`,
  )
  expect({
    ordersAtEachVenue: ours.every(({ length }) => length > 2),
    orders: ours.flat().length > 30,
    fills: ours.flat().flatMap(({ fills }) => fills).length > 10,
    canaries: canaries.map(({ mode }) => mode),
    restarts: world.restarts,
    crashes: trader.happened.get('CRASH'),
    databaseFaults: world.faults.struck > 3,
    venueFaults: world.seats.every(({ venue }) => venue.simulator.faults.hits.size > 3),
    cuts: (trader.happened.get('NETWORK') ?? 0) > 3,
  }).toEqual({
    ordersAtEachVenue: true,
    orders: true,
    fills: true,
    canaries: ['PAPER', 'SHADOW'],
    restarts: 6,
    crashes: 2,
    databaseFaults: true,
    venueFaults: true,
    cuts: true,
  })
}

describe('three days at four venues, with faults at every layer', () => {
  it(`[LV-03] end with books that are the truth, seed ${SEED}`, { timeout: 600_000 }, async () => {
    const world = await World.open(START_MS)
    try {
      const trader = new Trader(world, SEED)
      await liveThrough(world, trader)
      world.calm()
      await trader.release()
      const rest = await comeToRest(world)
      expect(rest).toEqual([])
      await reconciled(world)
      expect(await differences(world)).toEqual([])
      await expectMuchHappened(world, trader)
    } finally {
      await world.close()
    }
  })
})
