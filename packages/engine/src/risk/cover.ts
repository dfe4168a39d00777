/** The exact limits that hold for all orders that the same policies cover: resolved once, and again only after a policy changed. */

import type { Book, PolicyState } from '../book/book.ts'
import { coverKey } from './compile.ts'
import { coveringPolicies, resolveLimit, type EffectiveLimit } from './policy.ts'
import type { OrderRequest } from './request.ts'
import { SLOTS } from './slots.ts'

export interface Cover {
  readonly policies: readonly PolicyState[]
  /** By slot; null: no policy sets one. */
  readonly limits: readonly (EffectiveLimit | null)[]
}

/** Covers that are kept; past that they are resolved anew. */
const COVERS_KEPT = 4096

/** What covers the request. */
export function coverOf(book: Book, request: OrderRequest): Cover {
  const key = coverKey(book, request)
  const { covers } = book.risk.limits
  const known = covers.get(key)
  if (known !== undefined) return known
  const cover = resolve(book, request)
  if (covers.size >= COVERS_KEPT) covers.clear()
  covers.set(key, cover)
  return cover
}

function resolve(book: Book, request: OrderRequest): Cover {
  const instrument = book.instruments[request.instrumentIndex]
  const account = book.accounts[request.accountIndex]
  if (instrument === undefined || account === undefined)
    throw new Error('Invariant: a request names an account and an instrument of the book')
  const { venueId, assetClass, id } = instrument.terms
  const policies = coveringPolicies(book, {
    venueId,
    accountId: account.id,
    strategyId: request.strategyId,
    userId: request.userId,
    assetClass,
    instrumentId: id,
  })
  return { policies, limits: SLOTS.map((slot) => resolveLimit(policies, slot, assetClass)) }
}
