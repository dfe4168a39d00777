/**
 * What the console knows of its line to the server: the phase of the socket and when something was last heard.
 *
 * The screen shows this all the time, so that silence is never mistaken for a calm market.
 */

/** `catching-up`: connected again, and what was missed is still being read. */
export type LinkPhase = 'connecting' | 'live' | 'catching-up' | 'reconnecting'

export interface LinkState {
  readonly phase: LinkPhase
  /** When any message or heartbeat came last, in milliseconds of the page's own monotonic clock; null before the first. */
  readonly heardAt: number | null
  /** How often the line broke since the page was opened. */
  readonly breaks: number
}

export type LinkEvent =
  | { readonly type: 'connecting' }
  | { readonly type: 'connected'; readonly at: number }
  | { readonly type: 'heard'; readonly at: number }
  | { readonly type: 'closed' }
  | { readonly type: 'caught-up' }

export const initialLink: LinkState = { phase: 'connecting', heardAt: null, breaks: 0 }

/** Silence beyond this counts as stale: the server answers a ping every second, so several went unanswered. */
export const STALE_AFTER_MS = 5_000

export function evolveLink(state: LinkState, event: LinkEvent): LinkState {
  switch (event.type) {
    case 'connecting':
      return state.breaks > 0 ? { ...state, phase: 'reconnecting' } : { ...state, phase: 'connecting' }
    case 'connected':
      return { ...state, phase: state.breaks > 0 ? 'catching-up' : 'live', heardAt: event.at }
    case 'heard':
      return { ...state, heardAt: event.at }
    case 'caught-up':
      // The line may have broken again while the gap was read; then there is still a gap.
      return state.phase === 'catching-up' ? { ...state, phase: 'live' } : state
    case 'closed':
      return state.phase === 'reconnecting'
        ? state
        : { ...state, phase: 'reconnecting', breaks: state.breaks + 1 }
  }
}

/** Returns whether prices on the screen can be relied on: connected, nothing missed, and heard of lately. */
export function isCurrent(state: LinkState, now: number): boolean {
  return state.phase === 'live' && state.heardAt !== null && now - state.heardAt < STALE_AFTER_MS
}

export interface LinkStore {
  readonly get: () => LinkState
  readonly subscribe: (listener: () => void) => () => void
  readonly dispatch: (event: LinkEvent) => void
}

/** Returns a store of one link. Listeners hear of a new phase, not of every message: those come many times a second. */
export function createLinkStore(): LinkStore {
  let state = initialLink
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispatch: (event) => {
      const before = state
      const next = evolveLink(state, event)
      if (event.type === 'heard') {
        // Kept in place: useSyncExternalStore must not see a new state for each message.
        Object.assign(before, { heardAt: next.heardAt })
        return
      }
      state = { ...next }
      if (before.phase !== state.phase) for (const listener of listeners) listener()
    },
  }
}
