/**
 * A stream that stays while the adapter behind it changes: the next one is opened beside the present one and takes its place when
 * it is ready, so that nothing is missed between the two.
 */
import type {
  MarketStreamEvent,
  MarketTopics,
  OrderStreamEvent,
  Resync,
  VenueReads,
  VenueStream,
} from '@quarterdeck/venues'

type AnyEvent = MarketStreamEvent | OrderStreamEvent

export interface RotatingStreamOptions<Event extends AnyEvent> {
  /** Of no effect on order streams. */
  readonly topics: MarketTopics
  readonly open: (reads: VenueReads, topics: MarketTopics, listener: (event: Event) => void) => VenueStream
  readonly listener: (event: Event | Resync) => void
  readonly onClose: () => void
}

/** A stream at the next adapter, on trial. */
export interface PreparedStream {
  /** Resolves when it is ready; never where it does not come to be. */
  readonly ready: Promise<void>
  /** Puts it in place of the present one. */
  take(): Promise<void>
  discard(): Promise<void>
}

export class RotatingStream<Event extends AnyEvent> implements VenueStream {
  readonly #options: RotatingStreamOptions<Event>
  #topics: MarketTopics
  #present: VenueStream
  /** Which stream is listened to; those before it were replaced. */
  #generation = 0
  /** Whether the present one has told everything until now. */
  #isReady = false
  #closed = false

  constructor(reads: VenueReads, options: RotatingStreamOptions<Event>) {
    this.#options = options
    this.#topics = options.topics
    this.#present = this.#openAs(0, reads)
  }

  setTopics(topics: MarketTopics): void {
    this.#topics = topics
    this.#present.setTopics(topics)
  }

  /** Opens it anew at the same adapter: what it told is not what the venue says. */
  async reopen(reads: VenueReads): Promise<void> {
    const before = this.#present
    this.#generation += 1
    this.#present = this.#openAs(this.#generation, reads)
    await before.close()
  }

  prepare(reads: VenueReads): PreparedStream {
    /** While it is on trial: null. */
    let generation: number | null = null
    let isReady = (): void => undefined
    const ready = new Promise<void>((resolve) => (isReady = resolve))
    /** The newest of each thing: told when it takes over, so that nobody waits for the next change. */
    const newest = new Map<string, Event>()
    const stream = this.#options.open(reads, this.#topics, (event) => {
      if (generation !== null) return this.#tell(generation, event)
      newest.set(subjectOf(event), event)
      if (event.kind === 'STATE' && event.state === 'READY') isReady()
    })
    return {
      ready,
      take: async () => {
        if (this.#closed) return stream.close()
        const before = this.#present
        const wasReady = this.#isReady
        this.#generation += 1
        generation = this.#generation
        this.#present = stream
        // Both told everything while they were open side by side: that the next one has begun anew is no news then.
        for (const event of newest.values()) if (event.kind !== 'RESYNC') this.#tell(generation, event)
        const message = 'the credential was rotated while the stream was not in step'
        if (!wasReady) this.#options.listener({ kind: 'RESYNC', because: 'CONNECTED', message })
        await before.close()
      },
      discard: () => stream.close(),
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#options.onClose()
    await this.#present.close()
  }

  #openAs(generation: number, reads: VenueReads): VenueStream {
    return this.#options.open(reads, this.#topics, (event) => this.#tell(generation, event))
  }

  #tell(generation: number, event: Event): void {
    if (generation !== this.#generation || this.#closed) return
    if (event.kind === 'STATE') this.#isReady = event.state === 'READY'
    this.#options.listener(event)
  }
}

/** What an event is the newest of. */
function subjectOf(event: AnyEvent): string {
  switch (event.kind) {
    case 'QUOTE':
      return `QUOTE ${event.quote.venueSymbol}`
    case 'BOOK':
    case 'CANDLE':
      return `${event.kind} ${event.venueSymbol}`
    case 'ORDER':
      return `ORDER ${event.order.venueOrderId}`
    case 'FILL':
      return `FILL ${event.fill.venueSymbol} ${event.fill.execId}`
    // The stream before has told it.
    case 'TRADE':
    case 'STATE':
    case 'RESYNC':
      return event.kind
  }
}
