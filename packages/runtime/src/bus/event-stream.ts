/**
 * A reader's view of one organization's events: first what the journal holds, then what is committed from now on, with no gap
 * and no duplicate, whatever the bus does.
 */
import type { CommittedBatch } from '../runtime.ts'
import { SlowConsumer } from '../faults.ts'
import { READER_BATCHES_MAX } from '../limits.ts'
import type { EventBus } from './event-bus.ts'

export interface EventStreamOptions {
  readonly afterSeq: number
  readonly signal: AbortSignal
  /** Batches that may wait for the reader. */
  readonly batchesMax?: number
}

/** Where the stream reads. */
export interface EventSource {
  readonly bus: EventBus
  /** Committed batches of a range, oldest first. */
  replay(
    organizationId: string,
    range: { readonly afterSeq: number; readonly throughSeq: number },
  ): AsyncIterable<CommittedBatch>
  headSeq(organizationId: string): number
}

/** Ends when the signal aborts; throws `SlowConsumer` once more batches wait than allowed. */
export async function* eventStream(
  source: EventSource,
  organizationId: string,
  options: EventStreamOptions,
): AsyncGenerator<CommittedBatch, void, undefined> {
  const { signal, batchesMax = READER_BATCHES_MAX } = options
  let waiting: CommittedBatch[] = []
  let overflowed = false
  let wake: () => void = () => undefined
  const unsubscribe = source.bus.subscribe(organizationId, (batch) => {
    if (overflowed) return
    if (waiting.length >= batchesMax) {
      // The queue goes at once: a reader that was cut off must cost nothing more.
      overflowed = true
      waiting = []
    } else waiting.push(batch)
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  let lastSeq = options.afterSeq
  try {
    do {
      // From here on the bus collects; the journal gives what was committed before. While it does, a full queue is no fault
      // of the reader's: what it lost is read from the journal too.
      overflowed = false
      waiting = []
      for await (const batch of source.replay(organizationId, {
        afterSeq: lastSeq,
        throughSeq: source.headSeq(organizationId),
      })) {
        if (signal.aborted) return
        lastSeq = lastSeqOf(batch)
        yield batch
      }
    } while (overflowed)
    while (!signal.aborted) {
      if (overflowed) throw new SlowConsumer(lastSeq)
      const batch = waiting.shift()
      if (batch === undefined) {
        await new Promise<void>((resolve) => (wake = resolve))
        continue
      }
      const fresh = after(batch, lastSeq)
      if (fresh === null) continue
      const first = fresh.events[0]!.seq
      for await (const missed of source.replay(organizationId, {
        afterSeq: lastSeq,
        throughSeq: first - 1,
      })) {
        lastSeq = lastSeqOf(missed)
        yield missed
      }
      lastSeq = lastSeqOf(fresh)
      yield fresh
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', onAbort)
  }
}

function lastSeqOf(batch: CommittedBatch): number {
  return batch.events.at(-1)!.seq
}

/** The part of a batch that comes after `seq`; null: all of it was seen. */
function after(batch: CommittedBatch, seq: number): CommittedBatch | null {
  if (lastSeqOf(batch) <= seq) return null
  const events = batch.events.filter((event) => event.seq > seq)
  return events.length === batch.events.length ? batch : { ...batch, events }
}
