/** Each organization's market data in a folder of its own: what one has, no name of another can reach. */
import { join } from 'node:path'
import { type MarketStore, openMarketStore } from '@quarterdeck/market-data'

export interface Stores {
  of(organizationId: string): MarketStore
  /** A folder of the organization for files that are not the store's. */
  folder(organizationId: string, name: string): string
  close(): void
}

/** Columns that stay in memory after a read, bytes: the server's memory is for trading first. */
const COLUMN_MEMORY_BYTES = 128 * 2 ** 20

export function createStores(dataDir: string): Stores {
  const open = new Map<string, MarketStore>()
  const folder = (organizationId: string, name: string) => {
    // The id becomes a path: nothing but our own ids may.
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(organizationId))
      throw new Error(`Invariant: the id of an organization is letters, digits, _ and -: ${organizationId}`)
    return join(dataDir, 'organizations', organizationId, name)
  }
  return {
    folder,
    of(organizationId) {
      const known = open.get(organizationId)
      if (known !== undefined) return known
      const directory = folder(organizationId, 'market-data')
      const store = openMarketStore({ directory, memoryBytes: COLUMN_MEMORY_BYTES })
      open.set(organizationId, store)
      return store
    },
    close() {
      for (const store of open.values()) store.close()
      open.clear()
    },
  }
}
