/**
 * Hands items from a producer to one reader, as an async iterator that can be stopped at any moment, also while the reader
 * waits. Each subscription has its own: nothing is shared between readers.
 */

export interface Handoff<Item> {
  readonly iterator: AsyncIterableIterator<Item, void, void>
  /** Aborts when the reader leaves or the handoff ended: the producer's sign to stop. */
  readonly signal: AbortSignal
  /** There may be something to take. */
  wake(): void
  /** The reader gets what can be taken, then this error, then the end. */
  fail(error: unknown): void
  /** Whether the reader has been given the error. */
  readonly failureTaken: boolean
  end(): void
}

/** `take` gives the next item, or undefined: there is none now. */
export function createHandoff<Item extends object>(take: () => Item | undefined): Handoff<Item> {
  const abort = new AbortController()
  const done = { done: true, value: undefined } as const
  let failure: { readonly error: unknown } | null = null
  let failureTaken = false
  /** The producer has no more; what it made before is still to be taken. */
  let ended = false
  /** The reader has gone: nothing is to be taken any more. */
  let left = false
  let waiting: {
    resolve: (result: IteratorResult<Item, void>) => void
    reject: (error: unknown) => void
  } | null = null

  function finish(): void {
    ended = true
    abort.abort()
  }

  /** Settles the reader's wait if there is something to settle it with. */
  function settle(): void {
    if (waiting === null) return
    const item = left ? undefined : take()
    const { resolve, reject } = waiting
    if (item !== undefined) {
      waiting = null
      resolve({ done: false, value: item })
    } else if (failure !== null && !failureTaken) {
      waiting = null
      failureTaken = true
      finish()
      reject(failure.error)
    } else if (ended || left) {
      waiting = null
      resolve(done)
    }
  }

  const iterator: AsyncIterableIterator<Item, void, void> = {
    next() {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        settle()
      })
    },
    return() {
      failure = null
      left = true
      finish()
      settle()
      return Promise.resolve(done)
    },
    [Symbol.asyncIterator]: () => iterator,
  }

  return {
    iterator,
    signal: abort.signal,
    wake: settle,
    fail(error) {
      if (ended) return
      failure = { error }
      abort.abort()
      settle()
    },
    get failureTaken() {
      return failureTaken || (ended && failure === null)
    },
    end() {
      finish()
      settle()
    },
  }
}
