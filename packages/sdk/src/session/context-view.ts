/** The objects a strategy's callbacks are given: frozen faces of the session's parts. */

import type { InstrumentId } from '../instrument.ts'
import type {
  Attachable,
  Clock,
  Log,
  Orders,
  Portfolio,
  Random,
  Setup,
  StrategyContext,
  Timers,
} from '../strategy/context.ts'
import type { Bar, BarWindow } from '../strategy/market.ts'
import type { ParamSchema, ParamValues } from '../strategy/param.ts'
import { isoInstant, type Micros, type Timeframe } from '../strategy/time.ts'
import type { AuthorState } from './author-state.ts'
import type { BarSeries } from './series.ts'

export type Params = ParamValues<ParamSchema>

/** The session's time, as its parts share it. */
export interface Time {
  now: Micros
}

export class SessionClock implements Clock {
  readonly #time: Time

  constructor(time: Time) {
    this.#time = time
    Object.freeze(this)
  }

  get now(): Micros {
    return this.#time.now
  }

  iso(instant?: Micros): string {
    return isoInstant(instant ?? this.#time.now)
  }
}

/** The series of a session by instrument and timeframe. */
export class SeriesIndex {
  readonly #byInstrument = new Map<InstrumentId, Map<Timeframe, BarSeries>>()

  add(series: BarSeries): void {
    const ofInstrument = this.#byInstrument.get(series.instrument) ?? new Map<Timeframe, BarSeries>()
    ofInstrument.set(series.timeframe, series)
    this.#byInstrument.set(series.instrument, ofInstrument)
  }

  find(instrument: InstrumentId, timeframe: Timeframe): BarSeries {
    const series = this.#byInstrument.get(instrument)?.get(timeframe)
    if (series !== undefined) return series
    throw new RangeError(`bars: ${instrument} ${timeframe} is not among this strategy's subscriptions`)
  }
}

/** An indicator that is kept with the session. */
export type AnyAttachable = Attachable<never>

export class SessionSetup implements Setup<Params> {
  readonly params: Params
  readonly #index: SeriesIndex
  readonly #attached: AnyAttachable[]

  constructor(params: Params, index: SeriesIndex, attached: AnyAttachable[]) {
    this.params = params
    this.#index = index
    this.#attached = attached
    Object.freeze(this)
    // Authors take these apart: `prepare: ({ attach }) => ...`.
  }

  readonly bars = (instrument: InstrumentId, timeframe: Timeframe): BarWindow =>
    this.#index.find(instrument, timeframe).window

  readonly attach = <Input, Attached extends Attachable<Input>>(
    instrument: InstrumentId,
    timeframe: Timeframe,
    indicator: Attached & Attachable<Input>,
    input: (bar: Bar) => Input,
  ): Attached => {
    const series = this.#index.find(instrument, timeframe)
    const update = (bar: Bar): void => {
      indicator.update(input(bar))
    }
    // As text: an indicator may hand out what it goes on changing.
    const asAttached = JSON.stringify(indicator.snapshot())
    series.updates.push(update)
    series.attached.push({ update, restart: () => indicator.restore(JSON.parse(asAttached)) })
    this.#attached.push(indicator)
    return indicator
  }

  readonly feed = (instrument: InstrumentId, timeframe: Timeframe, update: (bar: Bar) => void): void => {
    this.#index.find(instrument, timeframe).updates.push(update)
  }
}

export interface ContextParts {
  readonly params: Params
  readonly locals: unknown
  readonly state: AuthorState
  readonly clock: Clock
  readonly random: Random
  readonly portfolio: Portfolio
  readonly orders: Orders
  readonly timers: Timers
  readonly log: Log
  readonly index: SeriesIndex
}

export class SessionContext implements StrategyContext<Params, unknown, unknown> {
  readonly params: Params
  readonly locals: unknown
  readonly clock: Clock
  readonly random: Random
  readonly portfolio: Portfolio
  readonly orders: Orders
  readonly timers: Timers
  readonly log: Log
  readonly #state: AuthorState
  readonly #index: SeriesIndex

  constructor(parts: ContextParts) {
    this.params = parts.params
    this.locals = parts.locals
    this.clock = parts.clock
    this.random = parts.random
    this.portfolio = parts.portfolio
    this.orders = parts.orders
    this.timers = parts.timers
    this.log = parts.log
    this.#state = parts.state
    this.#index = parts.index
    Object.freeze(this)
  }

  get state(): unknown {
    return this.#state.value
  }

  readonly setState = (next: unknown): void => {
    this.#state.set(next)
  }

  readonly bars = (instrument: InstrumentId, timeframe: Timeframe): BarWindow =>
    this.#index.find(instrument, timeframe).window
}
