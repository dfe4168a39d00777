/** A book that is too large for a snapshot is said to be, and one that is not gets its snapshot where nobody waits for it. */
import { type OrderState, emptyMarket, initialBook } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import { createInProcessBus } from '../bus/in-process-bus.ts'
import type { Database } from '../database/database.ts'
import { genesisHash } from '../journal/chain.ts'
import { SNAPSHOT_CLOSING_ORDERS_MAX, SNAPSHOT_ORDERS_MAX } from '../limits.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { createVenueDesk } from '../outbox/venue-desk.ts'
import { createProjector } from '../projection/projector.ts'
import { silent } from '../testing/desk.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { Partition } from './partition.ts'

/** A partition one event past its snapshot, its book of so many orders. */
function partitionOf(orders: number) {
  const book = initialBook({ organizationId: 'one', baseCurrency: 'USD' })
  for (let n = 0; n < orders; n++)
    book.orders.add({
      id: `o${n}`,
      clientOrderId: `c${n}`,
      replaceKeys: null,
    } as Partial<OrderState> as OrderState)
  const did: string[] = []
  const clock = manualClock()
  const database = {
    query: async () => {
      did.push('snapshot')
      return []
    },
  } as Partial<Database> as Database
  const recovered = {
    book,
    position: { organizationId: 'one', epoch: 1, seq: 1, hash: genesisHash('one', 'USD') },
    snapshotSeq: 0,
    projector: createProjector(book),
    outbox: createOutbox(book, []),
  }
  const partition = new Partition(recovered, {
    database,
    clock,
    bus: createInProcessBus(() => undefined),
    log: { ...silent, warn: () => did.push('warning') },
    market: emptyMarket(),
    context: { embedded: true },
    openDesk: (told) => createVenueDesk({ clock, openVenue, ...told }),
    onDeath: () => did.push('death'),
  })
  return { partition, did }
}

function openVenue(): never {
  throw new Error('Invariant: no venue is opened for a book without instruments')
}

describe('bounds of snapshots', () => {
  it('writes at a close a book that would hold everybody up while it runs', async () => {
    const { partition, did } = partitionOf(SNAPSHOT_ORDERS_MAX + 1)
    await partition.close()
    expect(did).toEqual(['snapshot'])
  })

  it('warns of a book past the bound instead of writing it', async () => {
    const { partition, did } = partitionOf(SNAPSHOT_CLOSING_ORDERS_MAX + 1)
    await partition.close()
    expect(did).toEqual(['warning'])
  })
})
