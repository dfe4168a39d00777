/**
 * Principals by credential, kept for a short time, so that ten thousand requests a second do not ask the database ten
 * thousand times. Whatever changes a principal in this process calls `drop`, and it is gone at once, live sockets included.
 */
import type { Principal } from '../access/principal.ts'

interface Entry {
  readonly principal: Principal
  readonly until: number
}

/** How long another process's revocation may go unnoticed, in milliseconds. */
const KEPT_MS = 5_000
const ENTRIES_MAX = 10_000

export interface PrincipalCache {
  get(credential: string): Principal | null
  /** Counts drops. A look-up notes it before it asks the database; `put` ignores what a drop has overtaken. */
  generation(): number
  put(credential: string, principal: Principal, generation: number): void
  /** Forgets everything known of a user or a key. */
  drop(id: string): void
  /** Calls back with the id of each drop; returns the way to stop listening. */
  onDrop(listener: (id: string) => void): () => void
}

export function createPrincipalCache(now: () => number = Date.now): PrincipalCache {
  const entries = new Map<string, Entry>()
  const listeners = new Set<(id: string) => void>()
  let drops = 0
  return {
    generation: () => drops,
    get(credential) {
      const entry = entries.get(credential)
      if (entry === undefined) return null
      if (entry.until > now()) return entry.principal
      entries.delete(credential)
      return null
    },
    put(credential, principal, generation) {
      if (generation !== drops) return
      // A full cache starts over: it refills within one look-up each, and needs no bookkeeping per hit.
      if (entries.size >= ENTRIES_MAX) entries.clear()
      const until = Math.min(now() + KEPT_MS, principal.expiresAt ?? Infinity)
      entries.set(credential, { principal, until })
    },
    drop(id) {
      drops += 1
      for (const [credential, entry] of entries) {
        if (entry.principal.id === id) entries.delete(credential)
      }
      for (const listener of listeners) listener(id)
    },
    onDrop(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
