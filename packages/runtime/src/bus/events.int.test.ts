/** What subscribers read of a running organization: the journal and then live, with each order's row beside its event. */
import { afterAll, describe, expect, it } from 'vitest'
import { DATABASES, ORGANIZATION, newPlace, openDesk, order, removePlaces, until } from '../testing/desk.ts'

afterAll(removePlaces)

describe.each(DATABASES)('events on %s', (kind) => {
  it('resumes from a seq: replays what was missed and goes on live, each event once, orders with their rows', async () => {
    const desk = await openDesk({ place: await newPlace(kind) })
    const { runtime } = desk
    await desk.submit(order(desk.accountId, 'missed'))
    const abort = new AbortController()
    const seqs: number[] = []
    const clientOrderIds = new Set<string>()
    const reading = (async () => {
      for await (const batch of runtime.events(ORGANIZATION, { afterSeq: 2, signal: abort.signal })) {
        seqs.push(...batch.events.map((event) => event.seq))
        for (const [seq, row] of batch.orderRows) {
          expect(batch.events.some((event) => event.seq === seq)).toBe(true)
          clientOrderIds.add(row.clientOrderId)
        }
      }
    })()
    await Promise.all(Array.from({ length: 30 }, (_, n) => desk.submit(order(desk.accountId, `live-${n}`))))
    await until(
      'the reader to be level',
      () => seqs.length > 30 && seqs.at(-1) === runtime.headSeq(ORGANIZATION),
    )
    abort.abort()
    await reading
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 3))
    expect(clientOrderIds.size).toBe(31)
    await runtime.close()
  })
})
