/**
 * When to try a lost connection again: exponential backoff with full jitter, so that many clients that lost a venue at once do
 * not come back at once. Pure: chance is handed in.
 */

export interface ReconnectPolicy {
  readonly baseMs: number
  readonly capMs: number
  /** A connection that lived this long was good: the count starts anew. */
  readonly goodAfterMs: number
}

export const DEFAULT_RECONNECT: ReconnectPolicy = { baseMs: 250, capMs: 30_000, goodAfterMs: 30_000 }

export interface ReconnectState {
  /** Tries since the last good connection. */
  readonly attempts: number
  /** When the present connection opened, UTC milliseconds; null: there is none. */
  readonly openedAtMs: number | null
}

export const NEVER_CONNECTED: ReconnectState = Object.freeze({ attempts: 0, openedAtMs: null })

export function connectionOpened(state: ReconnectState, nowMs: number): ReconnectState {
  return { ...state, openedAtMs: nowMs }
}

/**
 * What follows a lost or failed connection: the state, and how long to wait.
 *
 * `chance` is uniform in [0, 1). The wait is uniform from 0 to the backoff; the first after a good connection is short, which
 * brings a cut cable back fast.
 */
export function connectionLost(
  state: ReconnectState,
  policy: ReconnectPolicy,
  { nowMs, chance }: { readonly nowMs: number; readonly chance: number },
): { readonly state: ReconnectState; readonly waitMs: number } {
  const wasGood = state.openedAtMs !== null && nowMs - state.openedAtMs >= policy.goodAfterMs
  const attempts = wasGood ? 0 : state.attempts
  const most = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempts, 30))
  return { state: { attempts: attempts + 1, openedAtMs: null }, waitMs: Math.floor(most * chance) }
}
