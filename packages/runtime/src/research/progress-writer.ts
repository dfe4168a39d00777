/** Writes how far something is, at most a few times a second, whatever is reported in between. */

export interface ProgressWriter<Value> {
  put(value: Value): void
  /** Resolves once nothing is being written any more; rejects where a write failed. */
  settled(): Promise<void>
}

const WRITTEN_EVERY_MS = 250

export function progressWriter<Value>(write: (value: Value) => Promise<unknown>): ProgressWriter<Value> {
  let last = performance.now()
  let writing: Promise<unknown> = Promise.resolve()
  let isWriting = false
  return {
    put(value) {
      if (isWriting || performance.now() - last < WRITTEN_EVERY_MS) return
      last = performance.now()
      isWriting = true
      writing = write(value).finally(() => (isWriting = false))
    },
    async settled() {
      await writing
    },
  }
}
