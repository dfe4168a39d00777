/**
 * The venue's pacing: ten requests a second altogether, and less of what is dear. Who exceeds it is shut out for a quarter of an
 * hour, address and all, so our share is kept below and a part of it is for exits.
 */

import type { RateLimit } from '../budget/limits.ts'

const GLOBAL = 'global'

/** What is counted by address, whoever asks from there: so is the punishment. */
export const IBKR_ADDRESS_LIMITS: readonly RateLimit[] = [
  { id: GLOBAL, capacity: 10, perMs: 1_000, reserve: 3 },
]

/** What is counted by user. */
export const IBKR_USER_LIMITS: readonly RateLimit[] = [
  { id: 'tickle', capacity: 1, perMs: 1_000, reserve: 0 },
  { id: 'snapshot', capacity: 10, perMs: 1_000, reserve: 0 },
  { id: 'orders', capacity: 1, perMs: 5_000, reserve: 0 },
  { id: 'trades', capacity: 1, perMs: 5_000, reserve: 0 },
  { id: 'accounts', capacity: 1, perMs: 5_000, reserve: 0 },
  // Five requests under way at once.
  { id: 'history', capacity: 5, perMs: 0, reserve: 0 },
]

const DEAR: readonly (readonly [path: RegExp, limitId: string])[] = [
  [/^\/tickle$/, 'tickle'],
  [/^\/iserver\/marketdata\/snapshot$/, 'snapshot'],
  [/^\/iserver\/marketdata\/history$/, 'history'],
  [/^\/iserver\/account\/orders$/, 'orders'],
  [/^\/iserver\/account\/trades$/, 'trades'],
  [/^\/portfolio\/accounts$/, 'accounts'],
]

export interface Pacing {
  /** What every request counts against. */
  readonly common: string
  /** What this one counts against besides; null: nothing. */
  readonly own: string | null
}

/** The limits of an endpoint, by its path without prefix and query. Orders have the same path as their list and another method. */
export function pacingOf(method: string, path: string): Pacing {
  const dear =
    method === 'GET' || path === '/tickle' ? DEAR.find(([pattern]) => pattern.test(path)) : undefined
  return { common: GLOBAL, own: dear?.[1] ?? null }
}
