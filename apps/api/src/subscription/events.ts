/** Committed events as a subscription wants them: from a cursor or from now on, one by one, with the order each touched. */
import type { EngineEvent } from '@quarterdeck/engine'
import type { OrderRow } from '@quarterdeck/runtime'
import { START, formatCursor, parseCursor } from '../data/cursor.ts'
import { InvalidInput } from '../problem/problem.ts'
import type { Context } from '../schema/context.ts'
import { type Sink, boundedStream } from './bounded-stream.ts'

export interface EventStreamOptions {
  readonly organizationId: string
  /** The cursor to resume after; null: only what comes from now on. */
  readonly after: string | null
}

/** `handle` pushes what the subscription makes of an event; nothing for events that do not concern it. */
export function eventStream<Item extends object>(
  context: Context,
  { organizationId, after }: EventStreamOptions,
  handle: (event: EngineEvent, order: OrderRow | null, sink: Sink<Item>) => Promise<void> | void,
): AsyncIterableIterator<Item, void, void> {
  const head = context.runtime.headSeq(organizationId)
  const afterSeq = after === null ? head : seqOf(after, organizationId)
  if (afterSeq > head)
    throw new InvalidInput('after must be a cursor that this API gave: this one lies in the future', [
      'after',
    ])
  return boundedStream<Item>(context, formatCursor(organizationId, afterSeq), async (sink) => {
    for await (const batch of context.runtime.events(organizationId, { afterSeq, signal: sink.signal })) {
      for (const event of batch.events) {
        if (sink.signal.aborted) return
        await handle(event, batch.orderRows.get(event.seq) ?? null, sink)
      }
    }
  })
}

function seqOf(after: string, organizationId: string): number {
  if (after === START) return 0
  const place = parseCursor(after)
  if (place?.organizationId !== organizationId)
    throw new InvalidInput("after must be a cursor of this organization: this one is another's", ['after'])
  // A line of the ledger is no event of its own.
  return Number(place.at.split('-')[0])
}
