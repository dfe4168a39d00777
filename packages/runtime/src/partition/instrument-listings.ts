/**
 * Keeps a partition's instruments in step with the board: lists what the organization sees there, also what comes later, and
 * shows it the market as it is.
 *
 * What is counted in never changes for a known id. Where a venue says otherwise our books cannot follow it: the instrument is
 * halted for the organization, and a person is told.
 */
import { type Actor, lastingDifference, type StatusUpdate } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { FeedQuote } from '../feed/feed.ts'
import type { MarketBoard } from '../feed/market-board.ts'
import type { LiveDesk } from '../live/live-desk.ts'
import type { Logger } from '../logger.ts'
import type { Committed } from '../runtime.ts'
import type { Partition } from './partition.ts'

export interface InstrumentListingsOptions {
  readonly partition: Partition
  readonly live: Pick<LiveDesk, 'list'>
  readonly board: MarketBoard
  readonly log: Logger
}

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'runtime', name: 'Quarterdeck', userId: null }

export class InstrumentListings {
  readonly #options: InstrumentListingsOptions
  /** Instruments of which the venue now says what our books cannot take. */
  readonly #halted = new Set<string>()

  constructor(options: InstrumentListingsOptions) {
    this.#options = options
  }

  /** Has what the book holds traded in the venues again, and seen by its organization, though nothing quotes it yet. */
  recall(): void {
    const { partition, board } = this.#options
    const { organizationId, instruments } = partition.book
    const byId = new Map(instruments.map(({ terms }) => [terms.id, terms]))
    for (const instrument of board.instrumentsOf(organizationId)) byId.set(instrument.id, instrument)
    for (const instrument of byId.values()) partition.desk.list(instrument)
    for (const { terms } of instruments) this.#recall(terms)
  }

  #recall(terms: Instrument): void {
    const { partition, board, log } = this.#options
    try {
      board.recall(terms, partition.book.organizationId)
    } catch (error) {
      // Listed under a calendar that is not known any more: it cannot be shown, and the rest trades.
      log.warn({ instrumentId: terms.id, err: error }, 'An instrument of the book cannot be shown')
    }
  }

  /** The market does not wait for a partition: a new one starts from the newest that is known. */
  showMarket(): void {
    for (const instrument of this.#shown()) this.#show(instrument.id)
  }

  /** Lists what the board shows and the book does not have so. Resolves when it is durable. */
  async followBoard(): Promise<void> {
    const { partition, live, log } = this.#options
    const { book } = partition
    const listings: Promise<void>[] = []
    for (const instrument of this.#shown()) {
      const known = this.#known(instrument.id)
      if (known !== null && JSON.stringify(known) === JSON.stringify(instrument)) continue
      const different = known === null ? null : lastingDifference(known, instrument)
      if (different !== null) {
        this.#halt(instrument.id, different)
        continue
      }
      // Before an order can come for it.
      partition.desk.list(instrument)
      live.list(instrument)
      const listing = partition.submit(SYSTEM, { type: 'ListInstrument', instrument })
      listings.push(
        listing.then(({ outcome }: Committed) => {
          if (outcome.kind === 'REFUSED')
            log.error(
              { organizationId: book.organizationId, ...outcome },
              'An instrument of the feed was refused',
            )
        }),
      )
    }
    await Promise.all(listings)
    this.showMarket()
  }

  onQuote(quote: FeedQuote): void {
    if (!this.#halted.has(quote.instrumentId)) this.#options.partition.onQuote(quote)
  }

  onStatus(status: StatusUpdate): void {
    if (!this.#halted.has(status.instrumentId)) this.#options.partition.onStatus(status)
  }

  #shown(): readonly Instrument[] {
    const { board, partition } = this.#options
    return board.instrumentsOf(partition.book.organizationId)
  }

  #known(instrumentId: string): Instrument | null {
    const { instrumentIndexById, instruments } = this.#options.partition.book
    const index = instrumentIndexById.get(instrumentId)
    return index === undefined ? null : instruments[index]!.terms
  }

  #show(instrumentId: string): void {
    const { board } = this.#options
    const status = board.status(instrumentId)
    if (status !== null) this.onStatus(status)
    const quote = board.newest(instrumentId)
    if (quote !== null) this.onQuote(quote)
  }

  #halt(instrumentId: string, different: string): void {
    const { partition, log } = this.#options
    if (this.#halted.has(instrumentId)) return
    this.#halted.add(instrumentId)
    partition.onStatus({ instrumentId, status: 'HALTED', sessionEndsAt: null })
    const { organizationId } = partition.book
    log.error(
      { organizationId, instrumentId, term: different },
      'A venue lists an instrument otherwise than our books count it: it is halted',
    )
  }
}
