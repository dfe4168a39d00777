/**
 * The digest of what a session decided: equal in a backtest, a worker, a sweep, after a resume and live on paper.
 *
 * It covers, in order:
 * - the strategy's name, its parameters and its instruments;
 * - each decision, that is each callback which produced an intent other than a log line: which callback it was, what
 *   caused it (the series and all fields of the bar; all fields of the quote or trade; the order's number with the fill's
 *   lots and ticks or the new status; the split's ratio or the dividend; the timer's name and due time) and every such intent with all its terms, orders by
 *   their number;
 * - every 1,024th market datum of the run (warm-up left out) with all its fields.
 *
 * It leaves out what differs between hosts without a decision being different: the clock at delivery, order id prefixes,
 * execution ids, fees, account snapshots, acknowledgements, log lines, persisted state.
 */

import { Digest } from './digest.ts'
import type { CorporateActionInput, FillInput, OrderUpdateInput, TimerInput } from './input.ts'
import type { StrategyIntent, TimerSchedule } from './intent.ts'
import type { Bar, Quote, Trade } from '../strategy/market.ts'

/** What a callback was called for. */
export type Cause =
  | { readonly callback: 'onBar'; readonly feed: number; readonly bar: Bar }
  | { readonly callback: 'onQuote'; readonly feed: number; readonly quote: Quote }
  | { readonly callback: 'onTrade'; readonly feed: number; readonly trade: Trade }
  | { readonly callback: 'onFill'; readonly order: number; readonly fill: FillInput }
  | { readonly callback: 'onOrderUpdate'; readonly order: number; readonly update: OrderUpdateInput }
  | { readonly callback: 'onCorporateAction'; readonly input: CorporateActionInput }
  | { readonly callback: 'onTimer'; readonly timer: TimerInput }
  | { readonly callback: 'onStart' | 'onStop' }

/** Short names for long ones: numbers that are the same in every run of the same strategy and parameters. */
export interface Numbers {
  order(clientOrderId: string): number
  instrument(instrumentId: string): number
}

const CHECKPOINT = 1_024

export class DecisionStream {
  decisions = 0
  #data = 0
  readonly #digest = new Digest()
  readonly #numbers: Numbers

  /** `run` names what runs: the strategy, its parameters, its instruments in their order. */
  constructor(run: readonly string[], numbers: Numbers) {
    this.#numbers = numbers
    for (const text of run) this.#digest.text(text)
  }

  /** Counts a market datum; answers whether it is one to take in by `checkpoint`. */
  count(): boolean {
    return ++this.#data % CHECKPOINT === 0
  }

  checkpoint(cause: Cause): void {
    this.#digest.word('checkpoint')
    this.#digest.int(this.#data)
    this.#cause(cause)
  }

  /** Takes in what a callback decided: its intents from index `from`, if there is one that decides something. */
  take(cause: Cause, intents: readonly StrategyIntent[], from: number): void {
    let count = 0
    for (let index = from; index < intents.length; index++) {
      if ((intents[index] as StrategyIntent).type !== 'Log') count++
    }
    if (count === 0) return
    this.decisions++
    this.#cause(cause)
    this.#digest.int(count)
    for (let index = from; index < intents.length; index++) this.#intent(intents[index] as StrategyIntent)
  }

  hex(): string {
    return this.#digest.hex()
  }

  save(): readonly number[] {
    return [this.decisions, this.#data, ...this.#digest.words()]
  }

  restore([decisions = 0, data = 0, ...words]: readonly number[]): void {
    this.decisions = decisions
    this.#data = data
    this.#digest.restore(words)
  }

  #cause(cause: Cause): void {
    const digest = this.#digest
    digest.word(cause.callback)
    switch (cause.callback) {
      case 'onBar': {
        const { bar } = cause
        digest.int(cause.feed)
        digest.double(bar.time)
        digest.double(bar.open)
        digest.double(bar.high)
        digest.double(bar.low)
        digest.double(bar.close)
        digest.double(bar.volume)
        return
      }
      case 'onQuote': {
        const { time, bid, ask, bidSize, askSize } = cause.quote
        digest.int(cause.feed)
        for (const field of [time, bid, ask, bidSize, askSize]) digest.double(field)
        return
      }
      case 'onTrade': {
        const { time, price, size, aggressor } = cause.trade
        digest.int(cause.feed)
        for (const field of [time, price, size]) digest.double(field)
        digest.int(aggressor === null ? 0 : aggressor === 'BUY' ? 1 : -1)
        return
      }
      case 'onFill':
        digest.int(cause.order)
        digest.double(cause.fill.quantityLots)
        digest.double(cause.fill.priceTicks)
        return
      case 'onOrderUpdate':
        digest.int(cause.order)
        digest.word(cause.update.status)
        return
      case 'onCorporateAction': {
        const { action, instrumentId } = cause.input
        digest.int(this.#numbers.instrument(instrumentId))
        digest.word(action.kind)
        digest.double(
          action.kind === 'SPLIT' ? action.numerator / action.denominator : Number(action.perUnit),
        )
        return
      }
      case 'onTimer':
        digest.text(cause.timer.name)
        digest.double(cause.timer.due)
        return
      case 'onStart':
      case 'onStop':
        return
    }
  }

  #intent(intent: StrategyIntent): void {
    const digest = this.#digest
    switch (intent.type) {
      case 'SubmitOrder':
        digest.word(intent.type)
        digest.int(this.#numbers.order(intent.clientOrderId))
        digest.int(this.#numbers.instrument(intent.instrumentId))
        digest.word(intent.side)
        digest.word(intent.orderType)
        digest.word(intent.timeInForce)
        this.#terms(intent)
        digest.text(intent.tag ?? '')
        return
      case 'ReplaceOrder':
        digest.word(intent.type)
        digest.int(this.#numbers.order(intent.clientOrderId))
        this.#terms(intent)
        return
      case 'CancelOrder':
        digest.word(intent.type)
        digest.int(this.#numbers.order(intent.clientOrderId))
        return
      case 'SetTimer':
        digest.word(intent.type)
        digest.text(intent.name)
        this.#schedule(intent.schedule)
        return
      case 'CancelTimer':
        digest.word(intent.type)
        digest.text(intent.name)
        return
      case 'Log':
        return
    }
  }

  #terms(terms: {
    readonly quantityLots: number | null
    readonly limitTicks: number | null
    readonly stopTicks: number | null
  }): void {
    // No term is NaN, so that stands for "none".
    this.#digest.double(terms.quantityLots ?? Number.NaN)
    this.#digest.double(terms.limitTicks ?? Number.NaN)
    this.#digest.double(terms.stopTicks ?? Number.NaN)
  }

  #schedule(schedule: TimerSchedule): void {
    const digest = this.#digest
    digest.word(schedule.kind)
    switch (schedule.kind) {
      case 'ONCE':
        digest.double(schedule.at)
        return
      case 'EVERY':
        digest.double(schedule.first)
        digest.double(schedule.interval)
        return
      case 'SESSION':
        digest.text(schedule.calendar)
        digest.word(schedule.at)
        digest.double(schedule.offset)
        return
    }
  }
}
