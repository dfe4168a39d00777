/**
 * Keeps a stream with cursors whole across breaks: after every lost connection it subscribes again after the newest cursor
 * that was handed out, so that nothing is missed and nothing comes twice.
 */

/** Opens one attempt of the stream after a cursor; ends or throws when the connection breaks. */
export type OpenStream<Item> = (after: string) => AsyncIterable<Item>

export interface ResumeOptions<Item> {
  readonly open: OpenStream<Item>
  readonly cursorOf: (item: Item) => string
  /** Cursor to start after. */
  readonly after: string
  /** True for errors that end the stream; all others are a break. */
  readonly isFinal: (error: unknown) => boolean
  readonly signal: AbortSignal
  /** Waits before attempt n (from 1) after a break without progress; rejects or returns early on abort. */
  readonly pause: (attempt: number, signal: AbortSignal) => Promise<void>
  /** Told of each break, for display. */
  readonly onBreak?: (error: unknown) => void
}

/** The resumed stream. Ends on abort or when a final error comes. */
export async function* resume<Item>(options: ResumeOptions<Item>): AsyncGenerator<Item, void, undefined> {
  let after = options.after
  let attempt = 0
  while (!options.signal.aborted) {
    try {
      for await (const item of options.open(after)) {
        attempt = 0
        after = options.cursorOf(item)
        yield item
        if (options.signal.aborted) return
      }
    } catch (error) {
      if (options.isFinal(error)) throw error
      options.onBreak?.(error)
    }
    if (options.signal.aborted) return
    attempt += 1
    await options.pause(attempt, options.signal)
  }
}

const PAUSE_MS_FIRST = 100
const PAUSE_MS_MAX = 10_000

/** Exponential backoff with full jitter: at most 100 ms, 200 ms, ... 10 s. */
export async function backoff(attempt: number, signal: AbortSignal): Promise<void> {
  const ceiling = Math.min(PAUSE_MS_MAX, PAUSE_MS_FIRST * 2 ** (attempt - 1))
  const wait = Math.random() * ceiling
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, wait)
    signal.addEventListener('abort', done, { once: true })
  })
}
