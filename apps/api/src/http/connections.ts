/**
 * Who holds which long connections: caps their number per principal, and cuts them the moment the principal is revoked, signs
 * out, changes its role, or expires.
 */
import type { Principal } from '../access/principal.ts'
import type { PrincipalCache } from '../identity/cache.ts'
import type { HttpLimits } from './limits.ts'

export interface Connections {
  /** Registers a socket; null: the principal has too many. The result takes it off again. */
  socket(principal: Principal, cut: () => void): (() => void) | null
  /** Registers a stream of events; null: too many. A principal is null where somebody unknown follows something public. */
  stream(principal: Principal | null, cut: () => void): (() => void) | null
  /** Notes a stream whose reader lost its queue for reading too slowly. */
  fellBehind(): void
  readonly socketCount: number
  readonly streamCount: number
  /** Streams whose reader fell behind, since the start. */
  readonly slowCount: number
  close(): void
}

interface Entry {
  readonly principal: Principal | null
  readonly cut: () => void
}

/** Timers cannot wait longer than this; an expiry further off is looked at again then. */
const TIMER_MS_MAX = 2 ** 31 - 1

export function createConnections(limits: HttpLimits, cache: PrincipalCache): Connections {
  const sockets = new Set<Entry>()
  const streams = new Set<Entry>()
  let slow = 0

  function register(entries: Set<Entry>, max: number, entry: Entry): (() => void) | null {
    let held = 0
    for (const { principal } of entries) if (principal?.id === entry.principal?.id) held += 1
    if (held >= max) return null
    entries.add(entry)
    const stopClock = cutAtExpiry(entry)
    return () => {
      stopClock()
      entries.delete(entry)
    }
  }

  const stopListening = cache.onDrop((id) => {
    for (const entries of [streams, sockets]) {
      for (const { principal, cut } of entries) if (principal?.id === id) cut()
    }
  })

  return {
    socket: (principal, cut) => register(sockets, limits.socketsPerPrincipalMax, { principal, cut }),
    stream: (principal, cut) => register(streams, limits.streamsPerPrincipalMax, { principal, cut }),
    fellBehind: () => void (slow += 1),
    get socketCount() {
      return sockets.size
    },
    get streamCount() {
      return streams.size
    },
    get slowCount() {
      return slow
    },
    close: stopListening,
  }
}

function cutAtExpiry({ principal, cut }: Entry): () => void {
  const expiresAt = principal?.expiresAt ?? null
  if (expiresAt === null) return () => undefined
  let timer: NodeJS.Timeout
  const arm = () => {
    const left = expiresAt - Date.now()
    if (left <= 0) return cut()
    timer = setTimeout(arm, Math.min(left, TIMER_MS_MAX))
    timer.unref()
  }
  arm()
  return () => clearTimeout(timer)
}
