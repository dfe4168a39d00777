/**
 * Quotes as they change: the stream tells each contract whole once, then the fields that changed, at most twice a second.
 *
 * What does not come is asked for; a contract whose stream is quiet while the venue quotes something else is subscribed anew.
 */

import { QuoteFallback } from '../connection/quote-fallback.ts'
import type { Answer } from '../contract/answer.ts'
import type { QuoteRecord } from '../contract/records.ts'
import type {
  MarketStreamEvent,
  MarketStreamListener,
  MarketTopics,
  VenueStream,
} from '../contract/streams.ts'
import { objectOf, readJson, whole, type WireObject } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import type { IbkrContext } from './context.ts'
import {
  isToldWhole,
  layOver,
  QUOTE_FIELDS,
  type QuoteRow,
  readQuote,
  untoldQuote,
} from './market-records.ts'
import { IBKR_VENUE_ID } from './settings.ts'
import type { SocketLine } from './socket.ts'

/** How often missing quotes are asked for; the capability matrix says the same. */
const QUOTES_EVERY_MS = 2_000
/** Waits for the first pieces of a quote, of the venue's usual length. */
const PIECES_WITHIN = 2

export interface MarketStreamOptions {
  readonly context: IbkrContext
  readonly ask: (symbol: string) => Promise<Answer<QuoteRecord>>
  readonly topics: MarketTopics
  readonly listener: MarketStreamListener
}

export function openIbkrMarketStream(options: MarketStreamOptions): VenueStream {
  return new MarketStream(options)
}

class MarketStream implements VenueStream {
  private readonly options: MarketStreamOptions
  private readonly heard: Heard
  private readonly line: SocketLine
  private readonly fallback: QuoteFallback
  /** Everything that was told of a contract since the socket was opened, and since when. */
  private readonly rows = new Map<string, { readonly row: QuoteRow; readonly sinceMs: number }>()
  private symbols: readonly string[]
  private closed = false

  constructor(options: MarketStreamOptions) {
    this.options = options
    const { context, topics } = options
    const { staleAfterMs } = context.settings
    this.symbols = topics.quotes
    this.heard = { venueId: IBKR_VENUE_ID, alert: context.alert }
    this.fallback = new QuoteFallback({
      limits: { probeAfterMs: staleAfterMs, staleAfterMs },
      everyMs: Math.min(QUOTES_EVERY_MS, staleAfterMs),
      nowMs: () => context.time.nowMs(),
      ask: (symbol) => this.compared(symbol),
      tell: (quote) => this.tellQuote(quote),
    })
    this.fallback.watch(this.symbols)
    this.line = context.socket.attach({
      topics: ['smd'],
      onOpen: () => this.opened(),
      onMessage: (message) => this.received(message),
      onUnreadable: (fault) => this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message: fault }),
      onState: (state, message) => this.tell({ kind: 'STATE', state, message }),
      onTick: () => this.fallback.tick(),
    })
  }

  setTopics({ quotes }: MarketTopics): void {
    const before = this.symbols
    this.symbols = quotes
    this.fallback.watch(quotes)
    for (const symbol of before) if (!quotes.includes(symbol)) this.unsubscribe(symbol)
    for (const symbol of quotes) if (!before.includes(symbol)) this.subscribe(symbol)
  }

  close(): Promise<void> {
    for (const symbol of this.symbols) this.unsubscribe(symbol)
    this.line.close()
    this.closed = true
    return Promise.resolve()
  }

  private tell(event: MarketStreamEvent): void {
    if (!this.closed) this.options.listener(event)
  }

  private tellQuote(quote: QuoteRecord): void {
    this.tell({ kind: 'QUOTE', quote, receivedAt: this.options.context.time.nowMs() * 1_000 })
  }

  private opened(): void {
    this.rows.clear()
    // `attach` has not returned yet where the socket was open already.
    queueMicrotask(() => {
      if (this.closed) return
      for (const symbol of this.symbols) this.subscribe(symbol)
      this.line.move('SYNCED', 'market data is subscribed')
      this.tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'market data is subscribed' })
    })
  }

  private subscribe(symbol: string): void {
    this.line.send(`smd+${symbol}+${JSON.stringify({ fields: QUOTE_FIELDS })}`)
  }

  private unsubscribe(symbol: string): void {
    this.rows.delete(symbol)
    this.line.send(`umd+${symbol}+{}`)
  }

  private received(message: WireObject): void {
    const reading = readJson(message, conidOf)
    if (!reading.ok) {
      this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message: reading.fault })
      return
    }
    const symbol = reading.value
    if (!this.symbols.includes(symbol)) return
    const { time, settings } = this.options.context
    const known = this.rows.get(symbol) ?? { row: untoldQuote(), sinceMs: time.nowMs() }
    const { row, sinceMs } = known
    const isTold = layOver(row, message)
    this.rows.set(symbol, known)
    // It comes in pieces; what has not come after a while is not quoted.
    const isWhole = isToldWhole(row) || time.nowMs() - sinceMs > settings.warmUpMs * PIECES_WITHIN
    // Some messages say nothing new.
    if (!isWhole || !isTold) return
    const quote = readJson(row, () => readQuote(row, symbol, this.heard))
    if (!quote.ok) {
      this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message: quote.fault })
      return
    }
    this.fallback.data(symbol)
    this.tellQuote(quote.value)
  }

  /** Asks for the quote of a quiet contract. Where it is another than was told, the stream tells nothing any more. */
  private async compared(symbol: string): Promise<Answer<QuoteRecord>> {
    const told = this.rows.get(symbol)?.row
    const answer = await this.options.ask(symbol)
    const quiet = !this.closed && this.symbols.includes(symbol) && this.rows.get(symbol)?.row === told
    if (
      !answer.ok ||
      told === undefined ||
      !quiet ||
      isSame(readQuote(told, symbol, this.heard), answer.value)
    )
      return answer
    const message = `the stream of ${symbol} is silent and is not what the venue quotes`
    this.options.context.alert({ venueId: IBKR_VENUE_ID, kind: 'SILENT_STREAM', subject: symbol, message })
    this.tell({ kind: 'RESYNC', because: 'SILENCE', message })
    this.unsubscribe(symbol)
    this.subscribe(symbol)
    return answer
  }
}

function conidOf(json: unknown): string {
  return String(whole(objectOf(json, 'message'), 'conid'))
}

function isSame(a: QuoteRecord, b: QuoteRecord): boolean {
  return a.bid === b.bid && a.ask === b.ask
}
