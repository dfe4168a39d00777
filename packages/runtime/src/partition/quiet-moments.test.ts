/** Whoever waits for a quiet book gets it however much is asked of it, and never before what was asked earlier. */
import { type Book, emptyMarket, initialBook } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import type { Database } from '../database/database.ts'
import { genesisHash } from '../journal/chain.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { createProjector } from '../projection/projector.ts'
import { TRADER, silent } from '../testing/desk.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { Partition } from './partition.ts'
import { COMMITS_BEFORE_HOLD, QuietMoments } from './quiet-moments.ts'

const ORGANIZATION = 'org-1'
/** Commits of the unbroken load: past them nobody asks any more, and it would become quiet by itself. */
const LOAD = 50

const record = (summary: string) =>
  ({ type: 'RecordAudit', action: 'test.note', summary, before: null, after: null }) as const

/** A partition whose commits take a turn of the loop each. */
function partitionOf(book: Book, onCommit: () => void): Partition {
  const query = () =>
    new Promise<readonly object[]>((resolve) =>
      setImmediate(() => {
        onCommit()
        resolve([{ held: 1 }])
      }),
    )
  const position = { organizationId: ORGANIZATION, epoch: 1, seq: 0, hash: genesisHash(ORGANIZATION, 'USD') }
  const ignored = () => undefined
  return new Partition(
    { book, position, snapshotSeq: 0, projector: createProjector(book), outbox: createOutbox(book, []) },
    {
      database: { query } as Partial<Database> as Database,
      clock: manualClock(),
      bus: { publish: ignored, subscribe: () => ignored, unhealthyBecause: () => null },
      log: silent,
      market: emptyMarket(),
      context: { embedded: true },
      openDesk: () => ({
        dispatch: ignored,
        list: ignored,
        resend: ignored,
        onQuote: ignored,
        onStatus: ignored,
        restore: ignored,
        holdBack: () => ignored,
        unhealthyBecause: () => null,
        close: ignored,
      }),
      onDeath: (reason) => {
        throw reason
      },
    },
  )
}

describe('a quiet moment', () => {
  it('comes within a few commits though commands never stop coming, and shows only what is durable', async () => {
    const book = initialBook({ organizationId: ORGANIZATION, baseCurrency: 'USD' })
    let commits = 0
    let answered = 0
    const ask = (n: number) => {
      const asked = partition.submit(TRADER, record(`${n}`)).then(() => (answered += 1))
      asked.catch(() => undefined)
    }
    // One more is asked for before each commit is back, so that at no look the mailbox is empty.
    const partition = partitionOf(book, () => {
      commits += 1
      if (commits < LOAD) ask(commits)
    })
    for (let n = 0; n < 10; n += 1) ask(n)
    await new Promise((resolve) => setImmediate(resolve))
    const before = commits
    const late = partition.submit(TRADER, record('before the waiter'))
    let isDone = false
    late.then(() => (isDone = true)).catch(() => undefined)
    const seen = await new Promise<object>((resolve) =>
      partition.whenQuiet(() =>
        resolve({ isDone, isDurable: book.seq === partition.headSeq, isSoon: commits - before <= 8 }),
      ),
    )
    expect(seen).toEqual({ isDone: true, isDurable: true, isSoon: true })
    expect(commits).toBeLessThan(LOAD)
    while (commits < LOAD) await new Promise((resolve) => setImmediate(resolve))
    await partition.close()
    expect(answered).toBe(10 + LOAD - 1)
  })

  it('is held open for nobody whose letters are not decided, nor before it had its chance to come by itself', () => {
    const moments = new QuietMoments()
    const called: string[] = []
    moments.ask(() => called.push('waiter'), { received: 7, taken: 3, commits: 10 })
    const later = 10 + COMMITS_BEFORE_HOLD
    expect(moments.holds({ received: 9, taken: 6, commits: later })).toBe(false)
    expect(moments.holds({ received: 9, taken: 7, commits: later - 1 })).toBe(false)
    expect(moments.holds({ received: 9, taken: 7, commits: later })).toBe(true)
    moments.serve({ received: 9, taken: 6, commits: later })
    expect(called).toEqual([])
    moments.serve({ received: 9, taken: 7, commits: later })
    expect(called).toEqual(['waiter'])
    expect(moments.holds({ received: 9, taken: 9, commits: later + 100 })).toBe(false)
  })
})
