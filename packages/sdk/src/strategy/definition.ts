/**
 * A strategy: its parameters, what it subscribes to, and what it does when something happens.
 *
 * Callbacks are synchronous. A callback that throws ends the session: nothing of what it did goes out.
 */

import type { InstrumentId } from '../instrument.ts'
import type {
  Setup,
  StrategyContext,
  StrategyCorporateAction,
  StrategyFill,
  StrategyOrderUpdate,
  StrategyTimer,
} from './context.ts'
import type { JsonValue } from './json.ts'
import type { Bar, Quote, Trade } from './market.ts'
import type { ParamSchema, ParamValues } from './param.ts'
import type { Subscription } from './subscription.ts'

/** State that survives restarts and upgrades. */
export interface StateTerms<Params, State> {
  /** Version of the state's shape: a whole number from 1. Raise it when the shape changes. */
  readonly version: number
  /** The state of a strategy that starts for the first time. */
  initial(params: Params): State
  /** Makes this version's state from an older one's; throws when it cannot. Without it an older state is refused. */
  migrate?(old: JsonValue, oldVersion: number, params: Params): State
}

export interface StrategyDefinition<Schema extends ParamSchema, State, Locals> {
  /** Lower-case words joined by hyphens, at most 40 characters: `sma-cross`. */
  readonly name: string
  readonly description?: string
  readonly params: Schema
  readonly state?: StateTerms<ParamValues<Schema>, State>
  /** Says what is wrong with the parameters together, each of them being right; null: nothing. */
  validate?(params: ParamValues<Schema>): string | null
  /** What to be told. Asked once, before the run. */
  subscribe(params: ParamValues<Schema>): readonly Subscription[]
  /** Instruments it trades without subscribing to them; those it subscribes to are always tradable. */
  trades?(params: ParamValues<Schema>): readonly InstrumentId[]
  /** Makes the indicators and scratch values of one session; what it returns is `context.locals`. */
  prepare?(setup: Setup<ParamValues<Schema>>): Locals
  onStart?(context: StrategyContext<ParamValues<Schema>, State, Locals>): void
  onBar?(context: StrategyContext<ParamValues<Schema>, State, Locals>, bar: Bar): void
  onQuote?(context: StrategyContext<ParamValues<Schema>, State, Locals>, quote: Quote): void
  onTrade?(context: StrategyContext<ParamValues<Schema>, State, Locals>, trade: Trade): void
  onFill?(context: StrategyContext<ParamValues<Schema>, State, Locals>, fill: StrategyFill): void
  onOrderUpdate?(
    context: StrategyContext<ParamValues<Schema>, State, Locals>,
    update: StrategyOrderUpdate,
  ): void
  /**
   * The ex-date of a split or dividend, before anything trades on it. Windows, attached indicators, position, cash and brackets are
   * in new shares already; what the strategy keeps itself (`feed`, locals) is its own to restate. Told where prices are raw.
   */
  onCorporateAction?(
    context: StrategyContext<ParamValues<Schema>, State, Locals>,
    action: StrategyCorporateAction,
  ): void
  onTimer?(context: StrategyContext<ParamValues<Schema>, State, Locals>, timer: StrategyTimer): void
  onStop?(context: StrategyContext<ParamValues<Schema>, State, Locals>, reason: string): void
}

/** A strategy as its host holds it: the types of its parameters, state and locals are known to its own code alone. */
export type Strategy = StrategyDefinition<ParamSchema, unknown, unknown>
