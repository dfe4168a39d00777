/** What a venue says and the engine cannot book: the operator hears of it, and trading goes on. */
import { emptyMarket, initialBook } from '@quarterdeck/engine'
import { expect, it, vi } from 'vitest'
import { createInProcessBus } from '../bus/in-process-bus.ts'
import type { Database } from '../database/database.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { createVenueDesk } from '../outbox/venue-desk.ts'
import { createProjector } from '../projection/projector.ts'
import { silent } from '../testing/desk.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { Partition } from './partition.ts'

it('an unreadable report is logged as an error with the report, and kills nothing', async () => {
  const book = initialBook({ organizationId: 'one', baseCurrency: 'USD' })
  const clock = manualClock()
  const error = vi.fn<(fields: object, message: string) => void>()
  const onDeath = vi.fn<() => void>()
  const position = { organizationId: 'one', epoch: 1, seq: 0, hash: Buffer.alloc(32) }
  const recovered = {
    book,
    position,
    snapshotSeq: 0,
    projector: createProjector(book),
    outbox: createOutbox(book, []),
  }
  const partition = new Partition(recovered, {
    database: {} as Partial<Database> as Database,
    clock,
    bus: createInProcessBus(() => undefined),
    log: { ...silent, error },
    market: emptyMarket(),
    context: { embedded: true },
    openDesk: (told) => createVenueDesk({ clock, openVenues: () => [], ...told }),
    onDeath,
  })
  const report = { kind: 'WORKING_ORDERS', venueId: '', orderIds: [] } as const
  partition.onReport(report)
  await vi.waitFor(() => expect(error).toHaveBeenCalledOnce(), { timeout: 40_000 })
  expect(error.mock.calls[0]?.[0]).toMatchObject({ kind: 'REFUSED', report })
  expect(onDeath).not.toHaveBeenCalled()
})
