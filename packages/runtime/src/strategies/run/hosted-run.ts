/**
 * One run at work: its session lives in a runner process, and here is everything around it. What it is told is numbered and taped,
 * what it wants is carried out, and what it may have missed is found out before it goes on.
 *
 * A run begins fresh, or where it was left: at its checkpoint, with what is on the tape since then told again. It never goes on
 * after a fault: whoever looks after it makes another of these, from the tape.
 */
import type { Book, Market, Micros, OrderCause } from '@quarterdeck/engine'
import type { Feed, LogIntent, PersistedState, StrategyInput, StrategyIntent } from '@quarterdeck/sdk'
import type { OpenedMessage, SessionMessage } from '@quarterdeck/strategies'
import type { FeedQuote, FeedTrade } from '../../feed/feed.ts'
import type { TapeSegment } from '../tape-segment.ts'
import { accountInput } from './account-facts.ts'
import { type RunFigures, noFigures } from './figures.ts'
import type { OrderIntent } from './intent-request.ts'
import { MarketWatch, isConflatable, warmUpFault } from './market-watch.ts'
import { missedNews } from './missed-news.ts'
import { OrderDesk } from './order-desk.ts'
import { CHECKPOINT_INPUTS, QUEUE_MAX, UNDER_WAY_MAX, UNSTORED_MAX } from './run-bounds.ts'
import { type RunFacts, sessionOptions } from './run-facts.ts'
import type { RunFault, RunParts } from './run-parts.ts'
import { RunTime } from './run-time.ts'
import { Tape, type TapeEntry } from './tape.ts'
import { ToldOrders } from './told-orders.ts'
import { WaitingInputs } from './waiting-inputs.ts'

export class HostedRun {
  readonly facts: RunFacts
  readonly figures: RunFigures = noFigures()
  readonly session: string
  readonly #parts: RunParts
  readonly #desk: OrderDesk
  readonly #tape: Tape
  readonly #told: ToldOrders
  readonly #time: RunTime
  readonly #queue = new WaitingInputs()
  #watch: MarketWatch | null = null
  #phase: 'OPENING' | 'REPLAYING' | 'CATCHING_UP' | 'LIVE' | 'STOPPING' | 'OVER' = 'OPENING'
  #paused = false
  #accountAsked = false
  #lastAt: Micros = 0
  #replayed = 0
  /** Its stop stands on the tape: nothing is left to it but to come to its end. */
  #wasStopped = false
  #checkpointAt: number
  #state: PersistedState | null
  #sentAt: Micros | null = null

  constructor(parts: RunParts) {
    const { facts, record } = parts
    const { deploymentId, run, opening, actor, accountId, strategyId } = facts
    this.facts = facts
    this.#parts = parts
    this.session = `${deploymentId}.${run}`
    this.#checkpointAt = record?.checkpoint?.input ?? 0
    this.#tape = new Tape({ deploymentId, run }, record?.entries.at(-1)?.n ?? this.#checkpointAt)
    this.#told = new ToldOrders(
      record?.checkpoint?.told.map((order) => ({ ...order, execIds: [...order.execIds] })),
    )
    this.#state = opening.state
    this.#time = new RunTime({
      clock: parts.clock,
      take: (input) => this.#take(input),
      onFault: (message) => this.#fail({ blame: 'STRATEGY', message, report: null }),
    })
    this.#desk = new OrderDesk({
      mailroom: parts.mailroom,
      actor,
      accountId,
      strategyId,
      onNews: (news) => this.#take(news),
      onDurable: (segment) => this.#tape.written(segment),
      onUnclear: (message) => this.#fail({ blame: 'UNCLEAR', message, report: null }),
      onAnswered: (outcome) => {
        this.figures.ordersSent += 1
        if (outcome !== 'ACCEPTED') this.figures.ordersRefused += 1
      },
    })
  }

  /** Since when its newest input is unanswered; null: it is answered. */
  get unansweredSince(): Micros | null {
    return this.#tape.unanswered > 0 ? this.#sentAt : null
  }

  /** What is decided and not durable yet; null: nothing. */
  get unwritten(): TapeSegment | null {
    return this.#tape.cut(this.#tape.answered)
  }

  /** What is decided and not durable yet, for a replay in this process. */
  get pending(): readonly TapeEntry[] {
    return this.#tape.pending()
  }

  /** The author's state as the run last told it; null: it keeps none. */
  get state(): PersistedState | null {
    return this.#state
  }

  get isLive(): boolean {
    return this.#phase === 'LIVE'
  }

  written(segment: TapeSegment): void {
    this.#tape.written(segment)
  }

  /** Opens the session in its runner. */
  begin(): void {
    const { facts, bundle, runner, record } = this.#parts
    const { organizationId, digest } = facts
    const options = sessionOptions(facts)
    const resume = record?.checkpoint?.snapshot ?? null
    runner.open({ organizationId, session: this.session, digest, bundle, options, resume })
  }

  /** Calls `onStop` once what is on its way has been answered. */
  stop(reason: string): void {
    if (this.#phase !== 'LIVE') return this.#end()
    this.#phase = 'STOPPING'
    this.#time.stop()
    this.#queue.forgetQuotes()
    this.#queue.push({ type: 'stop', at: 0, reason })
    this.#pump()
  }

  /** Ends it as it is, without a word to the strategy. */
  abandon(): void {
    this.#end()
  }

  /** From now on it is told of its orders and its account only; or of the market and the time again. */
  setPaused(paused: boolean): void {
    if (paused === this.#paused) return
    this.#paused = paused
    // A timer that was to ring once rings after the pause, as if it had become due in it.
    for (const timer of paused ? this.#queue.forgetMarket() : []) this.#time.takeBack(timer)
    if (this.#phase === 'LIVE') this.#watchFromNow()
  }

  onMessage(message: SessionMessage): void {
    if (this.#phase === 'OVER') return
    switch (message.type) {
      case 'opened':
        return this.#opened(message)
      case 'answer': {
        const { logsDropped, state, micros } = message
        this.figures.logLinesDropped += logsDropped
        if (state !== null) this.#state = state
        return this.#answered(message.n, message.intents, { ...message, micros })
      }
      case 'answered':
        return this.#answered(message.through, [], message)
      case 'fault':
        // Exits of a bracket that the session made before its strategy failed are carried out all the same.
        this.#carryOut(message.intents, message.n)
        return this.#fail({ blame: 'STRATEGY', message: message.message, report: message.report })
      case 'refused':
        // It goes on as it was; what it is told from now on stays on the tape until a smaller one is taken.
        if (message.n === 0 && message.code === 'SNAPSHOT') return
        return this.#fail({ blame: 'STRATEGY', message: `${message.code}: ${message.message}`, report: null })
      case 'snapshot':
        this.#parts.listener.onCheckpoint({
          input: message.n,
          snapshot: message.snapshot,
          told: structuredClone(this.#told.open),
        })
        return
      case 'closed':
    }
  }

  onRunnerEnd(fault: RunFault): void {
    this.#fail(fault)
  }

  onRoom(): void {
    if (this.#phase === 'REPLAYING') this.#replayOn()
    else this.#pump()
  }

  onQuote(quote: FeedQuote): void {
    if (this.#phase !== 'LIVE' || this.#paused || this.#watch === null) return
    this.#time.closeBars(quote.receivedAt)
    const input = this.#watch.quote(quote)
    if (input !== null) this.#take(input)
  }

  onTrade(trade: FeedTrade): void {
    if (this.#phase !== 'LIVE' || this.#paused) return
    const input = this.#watch?.trade(trade) ?? null
    if (input !== null) this.#take(input)
  }

  /** News of one of its orders. Before it is live, the book tells them all at once. */
  onNews(news: StrategyInput): void {
    if (this.#phase === 'LIVE' || this.#phase === 'STOPPING') this.#take(news)
  }

  /** Something that no order of its own explains changed its account. */
  onAccount(): void {
    if (this.#phase !== 'LIVE' || this.#accountAsked) return
    this.#accountAsked = true
    this.#parts.mailroom.whenQuiet((book, market) => {
      this.#accountAsked = false
      if (this.#phase === 'LIVE') this.#tellAccount(book, market)
    })
  }

  #opened({ feeds, timers, position, decisions, digest }: OpenedMessage): void {
    const { record, facts, bars, gauge } = this.#parts
    this.#watch = new MarketWatch({ feeds, instruments: facts.opening.instruments, bars, gauge })
    this.#time.restore(timers)
    Object.assign(this.figures, { inputs: position, decisions, digest })
    if (record === null) return this.#startFresh(feeds)
    this.#phase = 'REPLAYING'
    this.#replayOn()
  }

  #startFresh(feeds: readonly Feed[]): void {
    const fault = warmUpFault(feeds)
    if (fault !== null) return this.#fail({ blame: 'STRATEGY', message: fault, report: null })
    const now = this.#parts.clock.now()
    this.#phase = 'CATCHING_UP'
    for (const bar of this.#watch?.warmUp(now) ?? []) this.#queue.push(bar)
    this.#parts.mailroom.whenQuiet((book, market) => {
      if (this.#phase !== 'CATCHING_UP') return
      this.#tellAccount(book, market)
      this.#queue.push({ type: 'start', at: 0 })
      this.#goLive()
    })
  }

  /** Tells again what is on the tape, as fast as the runner takes it. */
  #replayOn(): void {
    const { runner, record } = this.#parts
    const entries = record?.entries ?? []
    while (this.#replayed < entries.length && runner.room() > 0) {
      const { n, input, intents } = entries[this.#replayed]!
      runner.replay(this.session, n, input)
      this.#replayed += 1
      this.#lastAt = Math.max(this.#lastAt, input.at)
      this.#told.told(input)
      this.#told.wanted(intents)
      this.#wasStopped ||= input.type === 'stop'
      if (input.type === 'timer') this.#time.rang(input.name)
      for (const intent of intents) this.#time.note(intent)
    }
    const last = entries.at(-1)?.n ?? this.figures.inputs
    if (this.figures.inputs >= last) this.#catchUp()
  }

  /** What happened meanwhile is told before anything else. */
  #catchUp(): void {
    this.#phase = 'CATCHING_UP'
    this.#parts.mailroom.whenQuiet((book, market) => {
      if (this.#phase !== 'CATCHING_UP') return
      for (const news of missedNews(book, this.#told.open, (id) => this.#desk.find(id)))
        this.#queue.push(news)
      this.#tellAccount(book, market)
      if (!this.#wasStopped) return this.#goLive()
      // Not stopped again: that the first stop was answered is on record, the end of the run alone is not.
      this.#phase = 'STOPPING'
      this.#pump()
      if (this.#isWoundUp()) this.#stopped()
    })
  }

  #isWoundUp(): boolean {
    return this.#wasStopped && this.#tape.unanswered === 0 && this.#queue.length === 0
  }

  #goLive(): void {
    this.#phase = 'LIVE'
    this.#pump()
    this.#watchFromNow()
    this.#parts.listener.onLive()
  }

  /** Bars and timers from this moment on: what was missed is past. */
  #watchFromNow(): void {
    if (this.#paused) this.#time.stop()
    else this.#time.start(this.#watch)
  }

  #tellAccount(book: Book, market: Market): void {
    const { facts, clock } = this.#parts
    const input = accountInput({ book, market, at: clock.now() }, facts)
    if (input === null) return
    this.#queue.push(input)
    this.#pump()
  }

  /** Sends an input, or keeps it until there is room; of quotes that wait, the newest of each instrument. */
  #take(input: StrategyInput): void {
    if (this.#phase === 'OVER') return
    const isBehind = this.#queue.length > 0 || this.#tape.unanswered >= UNDER_WAY_MAX
    if (isBehind && isConflatable(input)) {
      this.#queue.keepNewest(input)
      return
    }
    this.#queue.push(input)
    if (this.#queue.length > QUEUE_MAX) {
      const message = `it fell behind: ${QUEUE_MAX} inputs wait for it`
      return this.#fail({ blame: 'STRATEGY', message, report: null })
    }
    this.#pump()
  }

  #pump(): void {
    if (this.#phase === 'OPENING' || this.#phase === 'REPLAYING' || this.#phase === 'OVER') return
    const { runner } = this.#parts
    const hasRoom = () => this.#tape.unanswered < UNDER_WAY_MAX && runner.room() > 0
    while (hasRoom()) {
      const input = this.#queue.shift()
      if (input === undefined) return
      this.#send(input)
    }
  }

  #send(input: StrategyInput): void {
    const { runner, clock } = this.#parts
    const at = Math.max(this.#lastAt, input.at === 0 ? clock.now() : input.at)
    this.#lastAt = at
    const told = { ...input, at }
    this.#sentAt = clock.now()
    runner.input(this.session, this.#tape.record(told), told)
  }

  #answered(
    n: number,
    intents: readonly StrategyIntent[],
    told: { readonly digest: string; readonly decisions: number; readonly micros: number },
  ): void {
    this.figures.inputs = n
    this.figures.decisions = told.decisions
    this.figures.digest = told.digest
    this.figures.callbackMs += told.micros / 1_000
    if (this.#phase === 'REPLAYING') return this.#replayOn()
    const inputs = this.#tape.answer(n, intents)
    if (inputs.length === 0)
      return this.#fail({ blame: 'RUNNER', message: `it answered input ${n} out of turn`, report: null })
    for (const input of inputs) this.#told.told(input)
    this.#told.wanted(intents)
    this.#carryOut(intents, n)
    // One answer may be for the stop and for news that came on its heels.
    if (inputs.some(({ type }) => type === 'stop') || this.#isWoundUp()) return this.#stopped()
    if (this.#tape.waiting > UNSTORED_MAX) {
      const message = `its tape is not stored: ${UNSTORED_MAX} inputs wait for the database`
      return this.#fail({ blame: 'UNCLEAR', message, report: null })
    }
    this.#pump()
    if (this.#tape.answered - this.#checkpointAt >= CHECKPOINT_INPUTS) {
      this.#checkpointAt = this.#tape.answered
      this.#parts.runner.snapshot(this.session)
    }
  }

  #carryOut(intents: readonly StrategyIntent[], n: number): void {
    const { facts, listener } = this.#parts
    const orders: OrderIntent[] = []
    const lines: LogIntent[] = []
    for (const intent of intents) {
      if (intent.type === 'Log') lines.push(intent)
      else if (!this.#time.note(intent)) orders.push(intent as OrderIntent)
    }
    if (lines.length > 0) listener.onLog(lines)
    if (orders.length === 0) return
    const { deploymentId, run, digest } = facts
    const cause: OrderCause = { deploymentId, run, input: n, digest }
    this.#desk.carryOut(orders, cause, this.#tape.cut(n))
  }

  #stopped(): void {
    const { listener } = this.#parts
    this.#end()
    listener.onStopped(this.#state)
  }

  #fail(fault: RunFault): void {
    if (this.#phase === 'OVER') return
    this.#end()
    this.#parts.listener.onFault(fault)
  }

  #end(): void {
    if (this.#phase === 'OVER') return
    this.#phase = 'OVER'
    this.#time.stop()
    this.#desk.close()
    this.#parts.runner.close(this.session)
  }
}
