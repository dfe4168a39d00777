/**
 * What each venue costs: its messages beside the bare parse of their bytes, and its distance: an order's bytes to the wire, and back
 * in step after a cut.
 */
import { median, quantile, spreadOf, type BenchRow } from '../report.ts'
import { openAlpacaVenue } from './alpaca-open.ts'
import { alpacaMessages } from './alpaca-messages.ts'
import { openCoinbaseVenue } from './coinbase-open.ts'
import { coinbaseMessages } from './coinbase-messages.ts'
import { bytesOnTheWire, reconnects } from './connected.ts'
import { openIbkrVenue } from './ibkr-open.ts'
import { ibkrMessages } from './ibkr-messages.ts'
import { openKalshiVenue } from './kalshi-open.ts'
import { kalshiMessages } from './kalshi-messages.ts'
import { messageRow } from './message-row.ts'
import type { OpenSimulated, OpenVenue } from './open-venue.ts'

const ITEMS = 50_000
const WIRE = { orders: 300, rounds: 5 }
const WIRE_MS_GOAL = 1
const RECONNECT = { openOrders: 200, rounds: 9 }
const RECONNECT_MS_GOAL = 2_000

const MESSAGES = [coinbaseMessages, kalshiMessages, alpacaMessages, ibkrMessages]
const VENUES: readonly OpenSimulated[] = [openCoinbaseVenue, openKalshiVenue, openAlpacaVenue, openIbkrVenue]

export async function benchmark(): Promise<readonly BenchRow[]> {
  const rows = MESSAGES.flatMap((of) => of(ITEMS)).map(messageRow)
  for (const open of VENUES) rows.push(await at(open, wireRow), await at(open, reconnectRow))
  return rows
}

async function at(open: OpenSimulated, rowOf: (venue: OpenVenue) => Promise<BenchRow>): Promise<BenchRow> {
  const venue = await open()
  const row = await rowOf(venue)
  await venue.close()
  return row
}

async function wireRow(venue: OpenVenue): Promise<BenchRow> {
  const p99s = (await bytesOnTheWire(venue, WIRE)).map((tookMs) => quantile(tookMs, 0.99))
  return distance({
    id: `venues.${venue.id}.wire`,
    workload: `p99 from the decision to place until its request is there, ${venue.signed} and all, less what other programs had the core; ${WIRE.orders} orders a run`,
    ours: median(p99s),
    spread: spreadOf(p99s),
    goal: `p99 < ${WIRE_MS_GOAL} ms`,
    met: median(p99s) < WIRE_MS_GOAL,
  })
}

async function reconnectRow(venue: OpenVenue): Promise<BenchRow> {
  const tookMs = await reconnects(venue, RECONNECT)
  return distance({
    id: `venues.${venue.id}.reconnect`,
    workload: `a cut stream until orders may go out again, with ${RECONNECT.openOrders} open orders`,
    ours: median(tookMs),
    spread: spreadOf(tookMs),
    goal: `< ${RECONNECT_MS_GOAL} ms`,
    met: Math.max(...tookMs) < RECONNECT_MS_GOAL,
  })
}

function distance(figures: Pick<BenchRow, 'id' | 'workload' | 'ours' | 'spread' | 'goal' | 'met'>): BenchRow {
  return { ...figures, peerName: null, peer: null, unit: 'ms', ratio: null, equal: null }
}
