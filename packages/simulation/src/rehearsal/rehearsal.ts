/**
 * A strategy against a market that goes on while its code is changed: the engine that trades, a venue as paper accounts have it, and a
 * session whose place the next version of the code takes without a stop.
 *
 * It lives in its caller's time, and is the same for the same market, seed and instants of loading. At one instant: what the venue has
 * to say, bars that close, timers, and then what the market shows. The strategy's code runs in the process that calls.
 */

import { StrategyFault, type Micros, type PersistedState, type Strategy } from '@quarterdeck/sdk'
import type { StrategyInput, StrategyIntent } from '@quarterdeck/sdk'
import type { QuoteUpdate } from '@quarterdeck/engine'
import { tickGrid, toPrice, type TickGrid } from '../kernel/tick-prices.ts'
import { CalendarMissing } from '../kernel/timers.ts'
import { Floor } from './floor.ts'
import type { MarketTrade, RehearsalMarket } from './market.ts'
import type { RehearsalNews, RehearsalStanding } from './news.ts'
import { newsOfFault, newsOfInput, newsOfWish } from './news-of.ts'
import { PriceRecord } from './price-record.ts'
import { barInput, takeSeat, type Seat } from './seat.ts'

export interface RehearsalTerms {
  readonly market: RehearsalMarket
  /** When it begins: the end of the market's past. */
  readonly at: Micros
  readonly account: { readonly currency: string; readonly cash: string }
  /** Whole number from 0 to 2^32 - 1: the strategy's chance and the venue's. */
  readonly seed: number
  readonly onNews: (news: RehearsalNews) => void
  /** Commands at one instant before the strategy counts as looping; 10,000 when left out. */
  readonly commandsPerInstantMax?: number
}

/** What became of the change to another version of the code. */
export interface Takeover {
  /** Orders of the version before that were asked back. */
  readonly withdrawn: number
  /** What was not taken over, in words. */
  readonly notes: readonly string[]
}

const COMMANDS_PER_INSTANT_DEFAULT = 10_000
/** How long the orders of the version before are given to come back: a venue takes milliseconds. */
const WITHDRAWAL_MICROS = 20_000
const WITHDRAWALS_MAX = 50

export class Rehearsal {
  private readonly terms: RehearsalTerms
  private readonly floor: Floor
  private readonly records: ReadonlyMap<string, PriceRecord>
  private readonly grids: ReadonlyMap<string, TickGrid>
  private readonly wishes: StrategyIntent[] = []
  private readonly inputs: StrategyInput[] = []
  private seat: Seat | null = null
  private hasFailed = false
  private generation = 0
  private state: PersistedState | null = null
  private commandsBefore = 0

  /** Throws an `OpeningRefused` for an account that cannot be. */
  constructor(terms: RehearsalTerms) {
    this.terms = terms
    const { market, at, account, seed } = terms
    const { instruments } = market
    this.floor = new Floor({ ...account, instruments, seed, at, onInput: (input) => this.inputs.push(input) })
    this.records = new Map(instruments.map(({ id }) => [id, new PriceRecord(market.past(id))]))
    this.grids = new Map(instruments.map((instrument) => [instrument.id, tickGrid(instrument)]))
  }

  get now(): Micros {
    return this.floor.desk.now
  }

  /**
   * Puts a version of the code in the place of the one before, whose orders are withdrawn; account and state go over. Where it cannot
   * be opened it throws, and the one before goes on: parameters, options and callbacks before the start are faults of the new one.
   */
  load(strategy: Strategy, params: Readonly<Record<string, unknown>>): Takeover {
    this.open(strategy, params)
    this.deliver({ type: 'stop', at: this.now, reason: 'another version of the code takes over' })
    this.noteState()
    this.seat = null
    const withdrawn = this.floor.withdrawAll()
    for (let times = 0; times < WITHDRAWALS_MAX && !this.floor.isQuiet(); times += 1)
      this.advance(this.now + WITHDRAWAL_MICROS)
    this.inputs.length = 0
    this.generation += 1
    const seat = this.open(strategy, params)
    this.seat = seat
    this.hasFailed = false
    this.deliver({ type: 'start', at: this.now })
    return { withdrawn, notes: seat.notes }
  }

  /** Plays everything up to and including an instant. */
  advance(at: Micros): void {
    const { quotes, trades } = this.terms.market.step(at)
    let trade = 0
    for (const quote of quotes) {
      for (; trade < trades.length && trades[trade]!.receivedAt <= quote.receivedAt; trade += 1)
        this.showTrade(trades[trade]!)
      this.showQuote(quote)
    }
    for (; trade < trades.length; trade += 1) this.showTrade(trades[trade]!)
    this.pass(at)
  }

  standing(): RehearsalStanding {
    const { seat, hasFailed } = this
    return {
      at: this.now,
      status: seat === null ? 'EMPTY' : hasFailed ? 'FAILED' : 'RUNNING',
      ...this.floor.standing(),
      decisions: seat?.session.decisions ?? 0,
      digest: seat?.session.digest() ?? null,
    }
  }

  private open(strategy: Strategy, params: Readonly<Record<string, unknown>>): Seat {
    const { market, seed } = this.terms
    return takeSeat({
      strategy,
      params,
      instruments: market.instruments,
      orderIdPrefix: `dev-r${this.generation}`,
      seed,
      account: this.floor.account(),
      state: this.state,
      now: this.now,
      prices: (id) => this.records.get(id)?.all() ?? [],
    })
  }

  /** Lets pass what is due by an instant: the venue's messages, bars that close, timers. */
  private pass(at: Micros): void {
    for (;;) {
      const next = Math.max(this.now, this.nextDueAt())
      if (next > at) break
      this.setTime(next)
      this.floor.speak()
      this.settle()
      this.closeBars()
      this.fireTimers()
    }
    this.setTime(at)
  }

  private nextDueAt(): Micros {
    let next = this.floor.nextDueAt
    for (const { maker } of this.seat?.series ?? []) next = Math.min(next, maker.endsAt)
    return this.isRunning() ? Math.min(next, this.seat!.timers.nextAt) : next
  }

  private closeBars(): void {
    for (const series of this.seat?.series ?? []) {
      if (series.maker.endsAt > this.now) continue
      this.deliver(barInput(series, series.maker.close()))
    }
  }

  private fireTimers(): void {
    while (this.isRunning() && this.seat!.timers.nextAt <= this.now) {
      const { name, due } = this.seat!.timers.take()
      this.deliver({ type: 'timer', at: this.now, name, due })
    }
  }

  private showTrade(trade: MarketTrade): void {
    const { instrumentId, priceTicks, lots, aggressor, receivedAt } = trade
    this.pass(receivedAt)
    for (const { feed, maker } of this.seat?.series ?? [])
      if (feed.instrumentId === instrumentId) maker.traded(lots)
    if (this.seat?.trades.has(instrumentId) !== true) return
    const grid = this.grids.get(instrumentId)!
    this.deliver({
      type: 'trade',
      at: this.now,
      instrumentId,
      time: receivedAt,
      price: toPrice(grid, priceTicks),
      size: lots * grid.quantityIncrement,
      aggressor,
    })
  }

  private showQuote(quote: QuoteUpdate): void {
    const { instrumentId, bidTicks, askTicks, receivedAt } = quote
    this.pass(receivedAt)
    if (bidTicks !== null && askTicks !== null) {
      const ticks = Math.floor((bidTicks + askTicks) / 2)
      this.records.get(instrumentId)?.add({ at: receivedAt, ticks })
      for (const { feed, maker } of this.seat?.series ?? [])
        if (feed.instrumentId === instrumentId) maker.price(receivedAt, ticks)
    }
    this.floor.show(quote)
    this.settle()
    if (this.seat?.quotes.has(instrumentId) === true) this.tellQuote(quote)
  }

  private tellQuote({ instrumentId, bidTicks, askTicks, bidLots, askLots, receivedAt }: QuoteUpdate): void {
    const grid = this.grids.get(instrumentId)!
    this.deliver({
      type: 'quote',
      at: this.now,
      instrumentId,
      time: receivedAt,
      bid: bidTicks === null ? null : toPrice(grid, bidTicks),
      ask: askTicks === null ? null : toPrice(grid, askTicks),
      bidSize: bidLots === null ? null : bidLots * grid.quantityIncrement,
      askSize: askLots === null ? null : askLots * grid.quantityIncrement,
    })
  }

  /** Gives the strategy an input and carries out all that follows from it. */
  private deliver(input: StrategyInput): void {
    this.tell(input)
    this.settle()
  }

  /** Until nothing is left to say: wishes first, then what the strategy is told, one by one. */
  private settle(): void {
    for (;;) {
      for (let wish = this.wishes.shift(); wish !== undefined; wish = this.wishes.shift()) this.carryOut(wish)
      this.floor.speak()
      const input = this.inputs.shift()
      if (input === undefined && this.wishes.length === 0) return
      if (input !== undefined) {
        const news = newsOfInput(this.floor.desk.book, input)
        if (news !== null) this.terms.onNews(news)
        this.tell(input)
      }
      this.checkBudget()
    }
  }

  private checkBudget(): void {
    const { commandsPerInstantMax: most = COMMANDS_PER_INSTANT_DEFAULT } = this.terms
    if (this.isRunning() && this.floor.desk.commands - this.commandsBefore > most)
      this.fail(`more than ${most} commands at one instant: the strategy answers its own orders without end`)
  }

  private tell(input: StrategyInput): void {
    if (!this.isRunning()) return
    try {
      for (const wish of this.seat!.session.deliver(input)) this.wishes.push(wish)
    } catch (error) {
      if (!(error instanceof StrategyFault)) throw error
      this.hasFailed = true
      this.wishes.push(...error.intents)
      this.terms.onNews(newsOfFault(error))
    }
  }

  private carryOut(wish: StrategyIntent): void {
    const { desk } = this.floor
    const news = newsOfWish(desk.book, this.now, wish)
    if (news !== null) this.terms.onNews(news)
    switch (wish.type) {
      case 'SubmitOrder':
        return desk.submit(wish)
      case 'ReplaceOrder':
        return desk.replace(wish)
      case 'CancelOrder':
        return desk.cancel(wish.clientOrderId)
      case 'SetTimer':
        return this.setTimer(wish)
      case 'CancelTimer':
        return this.seat?.timers.cancel(wish.name)
      case 'Log':
        return undefined
    }
  }

  private setTimer(wish: Extract<StrategyIntent, { type: 'SetTimer' }>): void {
    try {
      this.seat?.timers.set(wish, this.now)
    } catch (error) {
      if (!(error instanceof CalendarMissing)) throw error
      this.fail(error.message)
    }
  }

  /** A fault that no callback threw. */
  private fail(message: string): void {
    this.hasFailed = true
    this.wishes.length = 0
    this.terms.onNews({ type: 'FAULT', at: this.now, callback: null, input: '', message, stack: null })
  }

  private isRunning(): boolean {
    return this.seat !== null && !this.hasFailed
  }

  private noteState(): void {
    const state = this.seat?.session.takeState() ?? null
    if (state !== null) this.state = state
  }

  private setTime(at: Micros): void {
    const { desk } = this.floor
    if (at !== desk.now) this.commandsBefore = desk.commands
    desk.now = at
  }
}
