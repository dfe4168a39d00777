/** A conflated stream: of each key only the newest item waits, so a slow reader gets the present, never a growing queue. */
import type { Context } from '../schema/context.ts'
import { createHandoff } from './handoff.ts'

export interface LatestSink<Item> {
  /** Replaces what waits under the key. */
  put(key: string, item: Item): void
  readonly signal: AbortSignal
}

export function conflatedStream<Item extends object>(
  context: Context,
  produce: (sink: LatestSink<Item>) => Promise<void>,
): AsyncIterableIterator<Item, void, void> {
  // A Map keeps the order of first insertion: no key starves while others change.
  const latest = new Map<string, Item>()
  const handoff = createHandoff<Item>(() => {
    const next = latest.entries().next()
    if (next.done === true) return undefined
    const [key, item] = next.value
    latest.delete(key)
    context.refresh()
    return item
  })
  produce({
    signal: handoff.signal,
    put(key, item) {
      latest.set(key, item)
      handoff.wake()
    },
  }).then(
    () => handoff.end(),
    (error: unknown) => handoff.fail(error),
  )
  return handoff.iterator
}
