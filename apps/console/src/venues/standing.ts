/** Words for how a connection stands: what to show where it is closed, and the figures of its line. */
import { showSpan } from '../format/time.ts'
import type { ConnectionState } from '../generated/graphql.ts'

/** CLOSED: nobody wants it open. OPENING: it is wanted, and is not open in this server yet. */
export type ShownState = ConnectionState | 'CLOSED' | 'OPENING'

export function shownState(link: {
  readonly enabled: boolean
  readonly standing?: { readonly state: ConnectionState } | null | undefined
}): ShownState {
  if (!link.enabled) return 'CLOSED'
  return link.standing?.state ?? 'OPENING'
}

/** Returns the venue's clock beside ours, such as `12 ms ahead`; null: not measured yet. */
export function showOffset(offsetMs: number | null | undefined): string | null {
  if (offsetMs == null) return null
  const span = showSpan(Math.abs(offsetMs))
  if (Math.round(offsetMs) === 0) return span
  return `${span} ${offsetMs > 0 ? 'ahead' : 'behind'}`
}

/** Returns the median of the round trips and what 99 of 100 stay below, such as `20 ms, p99 80 ms`. */
export function showLatency(standing: {
  readonly latencyP50Ms?: number | null | undefined
  readonly latencyP99Ms?: number | null | undefined
}): string | null {
  const { latencyP50Ms: half, latencyP99Ms: most } = standing
  if (half == null) return null
  return most == null ? showSpan(half) : `${showSpan(half)}, p99 ${showSpan(most)}`
}
