/** A session at rest, as plain JSON: enough to continue it in another process with the same decisions. */

import type { JsonValue } from '../strategy/json.ts'
import {
  restoreBrackets,
  readOrders,
  saveBrackets,
  type SavedBracket,
  type SavedOrder,
  saveOrders,
} from './save.ts'
import { WIRE_VERSION } from './input.ts'
import type { TimerSchedule } from './intent.ts'
import type { SessionParts } from './parts.ts'
import type { SavedPortfolio } from './portfolio.ts'
import type { BarSeries } from './series.ts'
import { SessionOptionsError } from './session-error.ts'
import type { SessionStatus } from './session.ts'

/** Opaque to hosts, but for its version, which must be the `WIRE_VERSION` of the session that continues it. */
export interface SessionSnapshot {
  readonly version: number
  readonly strategy: string
  /** Not for hosts to read: it may change with each release that can still read the old one. */
  readonly body: JsonValue
}

/** What is inside. A type and not an interface, so that it is known to be plain JSON. */
export type SnapshotBody = {
  readonly status: SessionStatus
  readonly position: number
  readonly now: number
  readonly params: string
  readonly random: readonly number[]
  readonly orderCount: number
  readonly orders: readonly SavedOrder[]
  readonly finalOrders: readonly string[]
  readonly brackets: readonly SavedBracket[]
  readonly portfolio: SavedPortfolio
  readonly timers: readonly (readonly [string, TimerSchedule])[]
  readonly state: JsonValue
  readonly stream: readonly number[]
  /** The readable bars of each BARS feed, oldest first; null for other feeds. */
  readonly windows: readonly (readonly (readonly number[])[] | null)[]
  /** The attached indicators, in the order of attaching. */
  readonly indicators: readonly JsonValue[]
}

/** Where a session stands beside its parts. */
export interface Standing {
  status: SessionStatus
  position: number
}

export function snapshotBody(snapshot: SessionSnapshot): SnapshotBody {
  return snapshot.body as SnapshotBody
}

export function saveSession(parts: SessionParts, { status, position }: Standing): SessionSnapshot {
  const body: SnapshotBody = {
    status,
    position,
    now: parts.time.now,
    params: JSON.stringify(parts.params),
    random: parts.random.words(),
    orderCount: parts.desk.count,
    orders: saveOrders(parts.desk, parts.brackets),
    finalOrders: parts.desk.finalIds(),
    brackets: saveBrackets(parts.brackets),
    portfolio: parts.portfolio.save(),
    timers: parts.timers.active(),
    state: parts.state.value,
    stream: parts.stream.save(),
    windows: parts.bars.map((series) => series?.rows() ?? null),
    // Indicators save themselves as JSON; that is what `Attachable` asks of them.
    indicators: parts.attached.map((indicator) => indicator.snapshot() as JsonValue),
  }
  return { version: WIRE_VERSION, strategy: parts.strategy.name, body }
}

/** Brings new parts to where the snapshot was taken. Throws a `SessionOptionsError` when it does not belong to them. */
export function restoreSession(parts: SessionParts, snapshot: SessionSnapshot): Standing {
  const { version, strategy } = snapshot
  const body = snapshotBody(snapshot)
  if (version !== WIRE_VERSION) {
    throw new SessionOptionsError(`resume: the snapshot has version ${version}, not ${WIRE_VERSION}`)
  }
  if (strategy !== parts.strategy.name || body.params !== JSON.stringify(parts.params)) {
    throw new SessionOptionsError(
      `resume: the snapshot is of ${strategy} with ${body.params}: resume it with the same strategy and parameters`,
    )
  }
  if (body.windows.length !== parts.bars.length || body.indicators.length !== parts.attached.length) {
    throw new SessionOptionsError(
      'resume: the strategy subscribes or attaches otherwise than at the snapshot',
    )
  }
  parts.time.now = body.now
  const orders = readOrders(parts.listings, body.orders)
  parts.desk.restore([...orders.values()], body.finalOrders)
  parts.desk.restoreCount(body.orderCount)
  restoreBrackets(parts.brackets, orders, body.brackets)
  parts.portfolio.restore(body.portfolio)
  parts.timers.restore(body.timers)
  parts.state.restore(body.state)
  parts.stream.restore(body.stream)
  parts.bars.forEach((series, index) => refill(series, body.windows[index] ?? []))
  parts.attached.forEach((indicator, index) => indicator.restore(body.indicators[index]))
  // Last: feeds may have drawn from chance while the windows were filled again.
  parts.random.restore(body.random)
  parts.transaction.commit()
  parts.intents.length = 0
  return { status: body.status === 'FAILED' ? 'RUNNING' : body.status, position: body.position }
}

function refill(series: BarSeries | undefined, rows: readonly (readonly number[])[]): void {
  for (const [time = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] of rows) {
    series?.push(time, open, high, low, close, volume)
    series?.update()
  }
}
