/**
 * The calls of a strategy's code, with what surrounds each: what the fact means is booked before, what the code changed is kept
 * and taken into the decision stream after, or taken back when the code throws.
 */

import type { Cause } from './decision-stream.ts'
import { type Callback, StrategyFault } from './fault.ts'
import type { StrategyIntent } from './intent.ts'
import type { OrderRecord } from './order.ts'
import type { SessionParts } from './parts.ts'
import type { BarSeries } from './series.ts'
import type { Standing } from './snapshot.ts'
import type { QuoteStream, TradeStream } from './streams.ts'
import { causeWords } from './told.ts'

export class StrategyCalls {
  /** What is being called, for a fault's report. */
  #callback: Callback = 'onStart'
  readonly #parts: SessionParts
  readonly #standing: Standing
  readonly #intents: StrategyIntent[]

  constructor(parts: SessionParts, standing: Standing) {
    this.#parts = parts
    this.#standing = standing
    this.#intents = parts.intents
  }

  bar(feed: number, series: BarSeries): void {
    const { strategy, context, portfolio, stream, transaction } = this.#parts
    portfolio.marks[series.listing] = series.close
    if (stream.count()) stream.checkpoint({ callback: 'onBar', feed, bar: series.bar })
    try {
      if (series.updates.length !== 0) {
        this.#callback = 'feed'
        series.update()
      }
      this.#callback = 'onBar'
      strategy.onBar?.(context, series.bar)
    } catch (error) {
      throw this.#failed({ callback: 'onBar', feed, bar: series.bar }, error, 0)
    }
    if (transaction.touched) this.#commit({ callback: 'onBar', feed, bar: series.bar }, 0)
  }

  warmUp(series: BarSeries): void {
    const { portfolio, transaction } = this.#parts
    portfolio.marks[series.listing] = series.close
    try {
      this.#callback = 'feed'
      series.update()
    } catch (error) {
      const feed = this.#parts.bars.indexOf(series)
      throw this.#failed({ callback: 'onBar', feed, bar: series.bar }, error, 0)
    }
    transaction.commit()
  }

  /** Lets a series' indicators begin anew after its bars were restated. */
  refeed(series: BarSeries): void {
    try {
      this.#callback = 'feed'
      series.refeed()
    } catch (error) {
      const feed = this.#parts.bars.indexOf(series)
      throw this.#failed({ callback: 'onBar', feed, bar: series.bar }, error, 0)
    }
    this.#parts.transaction.commit()
  }

  quote(feed: number, { quote, listing }: QuoteStream): void {
    const { strategy, context, portfolio, stream, transaction } = this.#parts
    const middle = (quote.bid + quote.ask) / 2
    if (!Number.isNaN(middle)) portfolio.marks[listing] = middle
    if (stream.count()) stream.checkpoint({ callback: 'onQuote', feed, quote })
    try {
      this.#callback = 'onQuote'
      strategy.onQuote?.(context, quote)
    } catch (error) {
      throw this.#failed({ callback: 'onQuote', feed, quote }, error, 0)
    }
    if (transaction.touched) this.#commit({ callback: 'onQuote', feed, quote }, 0)
  }

  trade(feed: number, { trade, listing }: TradeStream): void {
    const { strategy, context, portfolio, stream, transaction } = this.#parts
    portfolio.marks[listing] = trade.price
    if (stream.count()) stream.checkpoint({ callback: 'onTrade', feed, trade })
    try {
      this.#callback = 'onTrade'
      strategy.onTrade?.(context, trade)
    } catch (error) {
      throw this.#failed({ callback: 'onTrade', feed, trade }, error, 0)
    }
    if (transaction.touched) this.#commit({ callback: 'onTrade', feed, trade }, 0)
  }

  /** What the session itself does after a report: exits in step, waiting replaces sent. Returns how many intents that made. */
  settle(cause: Cause, record: OrderRecord, resizeRefused: boolean): number {
    const { brackets, desk, transaction } = this.#parts
    brackets.settle(record, resizeRefused)
    desk.sendWanted(record)
    if (transaction.touched) this.#commit(cause, 0)
    return this.#intents.length
  }

  /** Calls the strategy for something that happens rarely, unless it was stopped; its intents begin at index `from`. */
  call(cause: Cause, run: () => void, from = 0): void {
    if (this.#standing.status === 'STOPPED') return
    this.#callback = cause.callback
    try {
      run()
    } catch (error) {
      throw this.#failed(cause, error, from)
    }
    if (this.#parts.transaction.touched) this.#commit(cause, from)
  }

  #commit(cause: Cause, from: number): void {
    this.#parts.transaction.commit()
    this.#parts.stream.take(cause, this.#intents, from)
  }

  #failed(cause: Cause, error: unknown, from: number): StrategyFault {
    const { strategy, transaction, time } = this.#parts
    transaction.rollback()
    this.#intents.length = from
    this.#standing.status = 'FAILED'
    const report = {
      strategy: strategy.name,
      callback: this.#callback,
      position: this.#standing.position,
      at: time.now,
      input: causeWords(cause),
      error,
    }
    return new StrategyFault(report, [...this.#intents])
  }
}
