/** One organization's trouble is its own: a damaged journal is not opened, and everybody else trades on. */
import { afterAll, describe, expect, it } from 'vitest'
import { PartitionUnavailable } from '../faults.ts'
import { DATABASES, ORGANIZATION, TRADER, newPlace, openDesk, order, removePlaces } from '../testing/desk.ts'

afterAll(removePlaces)

describe.each(DATABASES)('organizations on %s', (kind) => {
  it('start without the one whose journal is damaged, which takes no command and says why', async () => {
    const place = await newPlace(kind)
    const first = await openDesk({ place })
    await first.runtime.openPartition('damaged', { baseCurrency: 'USD' })
    await first.runtime.close()

    const second = await openDesk({ place })
    const { database } = second.runtime
    await database.script(
      `ALTER TABLE journal_event DISABLE TRIGGER ALL;
       UPDATE journal_event SET payload = replace(payload, 'BTC', 'XBT') WHERE organization_id = 'damaged' AND seq = 1;
       DELETE FROM book_snapshot WHERE organization_id = 'damaged'`,
    )
    await database.script('ALTER TABLE journal_event ENABLE ALWAYS TRIGGER journal_event_append_only')
    // Fenced, so that its close writes no new snapshot.
    await database.query(`UPDATE partition SET epoch = epoch + 1 WHERE organization_id = 'damaged'`)
    await second.runtime.close()

    const third = await openDesk({ place })
    expect((await third.submit(order(third.accountId, 'fine'))).outcome.kind).toBe('ACCEPTED')
    const refused = third.runtime.submit('damaged', TRADER, { type: 'MarkAccounts' })
    await expect(refused).rejects.toThrow(PartitionUnavailable)
    await expect(third.runtime.submit('damaged', TRADER, { type: 'MarkAccounts' })).rejects.toThrow(
      'damaged at seq 1',
    )
    expect(third.runtime.health()).toMatchObject({
      journal: null,
      degraded: [expect.stringMatching(/^organization damaged: .*journal verify/)],
    })
    expect(third.runtime.headSeq(ORGANIZATION)).toBeGreaterThan(0)
    await third.runtime.close()
  })
})
