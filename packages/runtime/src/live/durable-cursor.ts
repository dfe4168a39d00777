/**
 * Where the reading of fills stopped, kept once the fills before it are durable: a crash asks for them again.
 *
 * A cursor that comes while one waits has a moment of its own to wait for: its fills were reported after the earlier one asked.
 */
import type { FillCursor } from '@quarterdeck/venues'

export interface DurableCursorOptions {
  /** Calls back once all that was reported before this call is durable. */
  readonly whenQuiet: (callback: () => void) => void
  readonly keep: (cursor: FillCursor) => void
}

export class DurableCursor {
  readonly #options: DurableCursorOptions
  /** The newest that is not kept; null: none waits. */
  #newest: FillCursor | null = null

  constructor(options: DurableCursorOptions) {
    this.#options = options
  }

  /** The fills before it have been reported. */
  take(cursor: FillCursor): void {
    const isWaiting = this.#newest !== null
    this.#newest = cursor
    if (!isWaiting) this.#keepWhenQuiet(cursor)
  }

  #keepWhenQuiet(cursor: FillCursor): void {
    this.#options.whenQuiet(() => {
      this.#options.keep(cursor)
      const later = this.#newest === cursor ? null : this.#newest
      this.#newest = later
      if (later !== null) this.#keepWhenQuiet(later)
    })
  }
}
