/**
 * Quotes for readers of any speed: each reader gets the newest quote of each instrument it follows, and what it was too
 * slow for is replaced, never queued.
 *
 * One timer wakes all readers. Readers of the same instruments share one batch per wake-up. What a reader has not seen is
 * derived from when each instrument last changed, so one that never reads costs nothing but itself.
 */

import type { QuoteView } from '../runtime.ts'

export type QuoteBatch = readonly QuoteView[]

export interface ConflatedQuotesOptions {
  /** Formats the newest quote of an instrument; null: none yet. */
  readonly view: (instrumentId: string) => QuoteView | null
  /** Changes within so many milliseconds are one batch; 1 to 10,000, 50 unless told. */
  readonly intervalMs?: number
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** Readers that follow the same instruments, and the batches of the running wake-up that they share. */
interface Group {
  readonly key: string
  readonly instrumentIds: readonly string[]
  readonly waiting: Set<Reader>
  readers: number
  batches: Map<number, QuoteBatch>
  batchesOf: number
}

export class ConflatedQuotes {
  readonly #view: (instrumentId: string) => QuoteView | null
  readonly #intervalMs: number
  /** Number of the wake-up that announced the newest quote of each instrument. */
  readonly #announced = new Map<string, number>()
  readonly #changed = new Set<string>()
  readonly #groups = new Map<string, Group>()
  #wakeUp = 0
  #timer: NodeJS.Timeout | null = null

  constructor(options: ConflatedQuotesOptions) {
    const intervalMs = options.intervalMs ?? 50
    if (!Number.isInteger(intervalMs) || intervalMs < 1 || intervalMs > 10_000) {
      throw new RangeError(`intervalMs must be a whole number from 1 to 10000, not ${intervalMs}`)
    }
    this.#view = options.view
    this.#intervalMs = intervalMs
  }

  /** Says that an instrument has a newer quote. */
  onQuote(instrumentId: string): void {
    this.#changed.add(instrumentId)
    this.#timer ??= setTimeout(() => this.flush(), this.#intervalMs)
  }

  /** Announces what has changed, now; the timer calls it, and so may whoever drives a tape by hand. */
  flush(): void {
    this.close()
    if (this.#changed.size === 0) return
    this.#wakeUp += 1
    const changed = new Set(this.#changed)
    this.#changed.clear()
    for (const id of changed) this.#announced.set(id, this.#wakeUp)
    for (const group of this.#groups.values()) {
      if (group.waiting.size === 0 || !group.instrumentIds.some((id) => changed.has(id))) continue
      for (const reader of group.waiting) reader.wake()
    }
  }

  /**
   * Follows instruments: first the newest quote of each that has one, then batches of those that changed. Ends when the
   * signal aborts or the reader returns, also while it waits. Unknown instruments never change.
   */
  follow(instrumentIds: readonly string[], signal: AbortSignal): AsyncIterableIterator<QuoteBatch> {
    const group = this.#join(instrumentIds)
    return new Reader({
      signal,
      waiting: group.waiting,
      wakeUp: () => this.#wakeUp,
      batchSince: (seen) => this.#batchSince(group, seen),
      leave: () => this.#leave(group),
    })
  }

  /** Stops the timer; changes that it had still to announce go with the next flush. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Readers that follow something now. */
  get readers(): number {
    let readers = 0
    for (const group of this.#groups.values()) readers += group.readers
    return readers
  }

  #join(instrumentIds: readonly string[]): Group {
    const ids = [...new Set(instrumentIds)].toSorted()
    const key = ids.join('\n')
    let group = this.#groups.get(key)
    if (group === undefined) {
      group = { key, instrumentIds: ids, waiting: new Set(), readers: 0, batches: new Map(), batchesOf: 0 }
      this.#groups.set(key, group)
    }
    group.readers += 1
    return group
  }

  #leave(group: Group): void {
    group.readers -= 1
    if (group.readers === 0) this.#groups.delete(group.key)
  }

  #batchSince(group: Group, seen: number): QuoteBatch {
    // The first batch is read from the market itself: quotes may be there that no wake-up has announced yet.
    if (seen === NOTHING_SEEN) return this.#views(group.instrumentIds)
    if (group.batchesOf !== this.#wakeUp) {
      group.batches = new Map()
      group.batchesOf = this.#wakeUp
    }
    const shared = group.batches.get(seen)
    if (shared !== undefined) return shared
    const batch = this.#views(group.instrumentIds.filter((id) => (this.#announced.get(id) ?? 0) > seen))
    group.batches.set(seen, batch)
    return batch
  }

  #views(instrumentIds: readonly string[]): QuoteBatch {
    return instrumentIds.map((id) => this.#view(id)).filter((view) => view !== null)
  }
}

const NOTHING_SEEN = -1

interface ReaderSource {
  readonly signal: AbortSignal
  readonly waiting: Set<Reader>
  wakeUp(): number
  batchSince(seen: number): QuoteBatch
  leave(): void
}

/** One reader: the wake-up it has seen, and the promises it has given while there was nothing new. */
class Reader implements AsyncIterableIterator<QuoteBatch> {
  readonly #source: ReaderSource
  readonly #asked: ((result: IteratorResult<QuoteBatch, undefined>) => void)[] = []
  readonly #onAbort = (): void => this.#end()
  #seen = NOTHING_SEEN
  #ended = false

  constructor(source: ReaderSource) {
    this.#source = source
    if (source.signal.aborted) this.#end()
    else source.signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<QuoteBatch, undefined>> {
    if (this.#ended) return Promise.resolve(DONE)
    const batch = this.#asked.length === 0 ? this.#take() : null
    if (batch !== null) return Promise.resolve({ done: false, value: batch })
    this.#source.waiting.add(this)
    return new Promise((resolve) => this.#asked.push(resolve))
  }

  /** Also answers what was asked and is not answered yet: an async generator would leave it hanging until the next quote. */
  return(): Promise<IteratorResult<QuoteBatch, undefined>> {
    this.#end()
    return Promise.resolve(DONE)
  }

  wake(): void {
    const batch = this.#take()
    if (batch === null) return
    this.#asked.shift()?.({ done: false, value: batch })
    if (this.#asked.length === 0) this.#source.waiting.delete(this)
  }

  #take(): QuoteBatch | null {
    const batch = this.#source.batchSince(this.#seen)
    this.#seen = this.#source.wakeUp()
    return batch.length === 0 ? null : batch
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#source.signal.removeEventListener('abort', this.#onAbort)
    this.#source.waiting.delete(this)
    this.#source.leave()
    for (const resolve of this.#asked.splice(0)) resolve(DONE)
  }
}
