/**
 * A subscription's own bounded queue between the runtime's events and one reader.
 *
 * A full queue holds the producer back, so a replay of a million events costs no memory. A reader who takes nothing from a
 * full queue for too long loses the queue and gets one SLOW_CONSUMER error with the last cursor it took; if it does not even
 * take that, its connection is cut off. Nobody else notices.
 */
import { SlowConsumer as RuntimeSlowConsumer } from '@quarterdeck/runtime'
import { SlowConsumer } from '../problem/problem.ts'
import type { Context } from '../schema/context.ts'
import { createHandoff } from './handoff.ts'

export interface StreamLimits {
  /** Items that wait for one reader. */
  readonly queueMax: number
  /** How long a full queue may stand still. */
  readonly stallMs: number
  /** How long the reader has to take the error before its connection is cut. */
  readonly graceMs: number
}

export const STREAM_LIMITS: StreamLimits = { queueMax: 256, stallMs: 10_000, graceMs: 2_000 }

export interface Sink<Item> {
  /** Queues an item under the cursor from which to resume after it; resolves once there is room for the next. */
  push(item: Item, cursor: string): Promise<void>
  readonly signal: AbortSignal
}

export function boundedStream<Item extends object>(
  context: Context,
  startCursor: string,
  produce: (sink: Sink<Item>) => Promise<void>,
  limits: StreamLimits = context.streamLimits,
): AsyncIterableIterator<Item, void, void> {
  const queue: { readonly item: Item; readonly cursor: string }[] = []
  let lastTaken = startCursor
  let roomWanted: (() => void) | null = null
  let stall: NodeJS.Timeout | null = null

  const handoff = createHandoff<Item>(() => {
    const next = queue.shift()
    if (next === undefined) return undefined
    lastTaken = next.cursor
    giveRoom()
    // Objects of the event before must not show in this one.
    context.refresh()
    return next.item
  })

  function giveRoom(): void {
    if (stall !== null) clearTimeout(stall)
    stall = null
    roomWanted?.()
    roomWanted = null
  }

  function overflow(): void {
    queue.length = 0
    context.connection?.fellBehind()
    handoff.fail(new SlowConsumer(lastTaken))
    giveRoom()
    setTimeout(() => {
      if (!handoff.failureTaken) context.connection?.abandon()
    }, limits.graceMs).unref()
  }

  const sink: Sink<Item> = {
    signal: handoff.signal,
    push(item, cursor) {
      if (handoff.signal.aborted) return Promise.resolve()
      queue.push({ item, cursor })
      handoff.wake()
      if (queue.length < limits.queueMax) return Promise.resolve()
      stall ??= setTimeout(overflow, limits.stallMs)
      return new Promise((resolve) => {
        roomWanted = resolve
      })
    },
  }

  handoff.signal.addEventListener('abort', giveRoom)
  produce(sink).then(
    () => handoff.end(),
    (error: unknown) => {
      if (error instanceof RuntimeSlowConsumer) overflow()
      else handoff.fail(error)
    },
  )
  return handoff.iterator
}
