/**
 * What of the runtime is usable. A fault that everybody meets makes it unusable; one that only some meet, an organization that
 * is not served or an instrument without data, is told beside it and takes nobody else down.
 */
import type { Micros } from '@quarterdeck/engine'
import type { Instrument, TradingStatus } from '@quarterdeck/sdk'
import { sessionAt } from './feed/calendar/calendar.ts'
import { expiryOf } from './feed/session-watch.ts'
import type { WatchedMarket } from './feed/staleness.ts'
import type { Health } from './runtime.ts'

/** What is asked of an organization's host. */
export interface HostHealth {
  readonly organizationId: string
  /** Why the organization is not served; null: it is. */
  unavailableBecause(): string | null
  venueUnhealthyBecause(venueId: string): string | null
}

export interface Vitals {
  readonly stopping: boolean
  readonly bus: string | null
  readonly hosts: readonly HostHealth[]
  readonly board: Pick<WatchedMarket, 'instruments' | 'calendarOf'> & {
    status(instrumentId: string): { readonly status: TradingStatus } | null
    /** Whether everybody sees it; what only some organizations follow is missed by them alone. */
    isPublic(instrumentId: string): boolean
  }
  /** Instruments whose data has stopped while their market trades. */
  readonly stale: ReadonlySet<string>
  readonly at: Micros
}

export function healthOf(vitals: Vitals): Health {
  const { hosts, bus } = vitals
  const unserved = hosts.filter((host) => host.unavailableBecause() !== null)
  const isNobodyServed = hosts.length > 0 && unserved.length === hosts.length
  const degraded = isNobodyServed
    ? []
    : unserved.map((host) => `organization ${host.organizationId}: ${host.unavailableBecause()}`)
  const venues: Record<string, string | null> = {}
  const byVenue = Map.groupBy(vitals.board.instruments, (instrument) => instrument.venueId)
  for (const [venueId, instruments] of byVenue) {
    const trading = instruments.filter((instrument) => isTrading(instrument, vitals))
    const silent = trading.filter(({ id }) => vitals.stale.has(id))
    const everybodys = trading.filter(({ id }) => vitals.board.isPublic(id))
    const ours = everybodys.filter(({ id }) => vitals.stale.has(id)).map(({ id }) => id)
    const isSilent = ours.length > 0 && ours.length === everybodys.length
    const silence = isSilent ? 'market data has stopped while its markets trade' : null
    venues[venueId] = silence ?? wordOf(hosts, venueId)
    if (!isSilent && ours.length > 0) degraded.push(`market data has stopped: ${ours.join(', ')}`)
    // Whoever asks need not know what organizations follow.
    const followed = silent.length - ours.length
    if (followed > 0)
      degraded.push(`market data has stopped for ${followed} of what organizations follow at ${venueId}`)
  }
  const journal = isNobodyServed ? unserved[0]!.unavailableBecause() : null
  return { journal: vitals.stopping ? 'the server is stopping' : journal, bus, venues, degraded }
}

/** The first organization's venue that is in trouble speaks for all of that name. */
function wordOf(hosts: readonly HostHealth[], venueId: string): string | null {
  for (const host of hosts) {
    const fault = host.venueUnhealthyBecause(venueId)
    if (fault !== null) return fault
  }
  return null
}

/** By the feed's hours. A halt stops quotes for a good reason. */
function isTrading(instrument: Instrument, { board, at }: Vitals): boolean {
  if (board.status(instrument.id)?.status === 'HALTED' || at >= expiryOf(instrument)) return false
  return sessionAt(board.calendarOf(instrument), at).status === 'OPEN'
}
