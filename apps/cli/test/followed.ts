/** A stream followed through every death of its server, and compared with one that is read afresh from the journal. */
import { expect } from 'vitest'

interface Update {
  readonly cursor: string
}

export interface Followed<Item extends Update> {
  readonly items: readonly Item[]
  /** Waits for the last item, then compares everything up to it, content included, with a fresh reading. */
  compare(isLast: (item: Item) => boolean, subject: (item: Item) => unknown): Promise<void>
  stop(): Promise<void>
}

/** Follows from the beginning. `open` makes a stream that resumes by itself. */
export function follow<Item extends Update>(
  open: (signal: AbortSignal) => AsyncIterable<Item>,
): Followed<Item> {
  const stopped = new AbortController()
  const items: Item[] = []
  const following = (async () => {
    for await (const item of open(stopped.signal)) items.push(item)
  })()
  return {
    items,
    async compare(isLast, subject) {
      await expect.poll(() => items.some(isLast), { timeout: 60_000 }).toBe(true)
      const reading = new AbortController()
      const fresh: Item[] = []
      for await (const item of open(reading.signal)) {
        fresh.push(item)
        if (isLast(item)) break
      }
      reading.abort()
      const seen = items.slice(0, items.findIndex(isLast) + 1)
      expect(seen.map(({ cursor }) => cursor)).toEqual(fresh.map(({ cursor }) => cursor))
      expect(new Set(seen.map(({ cursor }) => cursor)).size, 'no cursor twice').toBe(seen.length)
      expect(seen.map(subject)).toEqual(fresh.map(subject))
    },
    async stop() {
      stopped.abort()
      await following
    },
  }
}
