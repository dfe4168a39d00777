/** Reads what the venue lists of the symbols that are followed: until it was read, and then now and then, because it changes. */
import type { ListedInstrument, Timekeeper, VenueReads } from '@quarterdeck/venues'

export interface ListingWatchOptions {
  readonly reads: Pick<VenueReads, 'instruments'>
  readonly time: Timekeeper
  readonly symbols: readonly string[]
  readonly everyMs: number
  readonly retryMs: number
  /** What is listed of them, when it changed. */
  readonly onListed: (listed: readonly ListedInstrument[]) => void
}

export class ListingWatch {
  listed: readonly ListedInstrument[] = []
  readonly #options: ListingWatchOptions
  #symbols: readonly string[]
  #told = ''
  #closed = false
  #stop: (() => void) | null = null

  constructor(options: ListingWatchOptions) {
    this.#options = options
    this.#symbols = options.symbols
  }

  start(): void {
    void this.#read()
  }

  follow(symbols: readonly string[]): void {
    this.#symbols = symbols
    void this.#read()
  }

  close(): void {
    this.#closed = true
    this.#stop?.()
  }

  async #read(): Promise<void> {
    const { reads, time, everyMs, retryMs } = this.#options
    const symbols = this.#symbols
    const answer = await reads.instruments(symbols)
    // Others are followed meanwhile: their own reading tells of them.
    if (this.#closed || symbols !== this.#symbols) return
    if (answer.ok) this.#take(answer.value)
    this.#stop?.()
    this.#stop = time.after(answer.ok ? everyMs : retryMs, () => void this.#read())
  }

  #take(all: readonly ListedInstrument[]): void {
    const followed = new Set(this.#symbols)
    this.listed = all.filter(({ instrument }) => followed.has(instrument.venueSymbol))
    const told = JSON.stringify(this.listed)
    if (told === this.#told) return
    this.#told = told
    this.#options.onListed(this.listed)
  }
}
