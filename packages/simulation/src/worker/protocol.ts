/** What a supervisor and a worker say to each other: one setup, then a request and its answer at a time, with beats in between. */

import type {
  GridAxis,
  Instrument,
  InstrumentId,
  Micros,
  ParamDescription,
  StrategyNeeds,
} from '@quarterdeck/sdk'
import type { Timeframe } from '@quarterdeck/market-data'
import type { ReportDefinitions } from '../report/definitions.ts'
import type { Figures } from '../report/figures.ts'
import type { BacktestRequest } from '../run/request.ts'
import type { BacktestCounts, BacktestDigests, BacktestResult } from '../run/result.ts'
import type { StrategySource } from './strategy-file.ts'

/** A column file that holds the columns of a series one after the other, as doubles. */
export interface SharedColumns {
  readonly path: string
  readonly rows: number
}

/** A series whose columns lie in files. */
export type SharedSeries = { readonly instrumentId: InstrumentId; readonly hash: string } & (
  | { readonly kind: 'BARS'; readonly timeframe: Timeframe; readonly bars: SharedColumns }
  | {
      readonly kind: 'QUOTE_BARS'
      readonly timeframe: Timeframe
      readonly bid: SharedColumns
      readonly ask: SharedColumns
    }
  | { readonly kind: 'QUOTES'; readonly quotes: SharedColumns }
  | { readonly kind: 'TRADES'; readonly trades: SharedColumns }
  | { readonly kind: 'DEPTH'; readonly depth: SharedColumns }
)

/** What all runs of a study have in common: a backtest request but for strategy, parameters, data and span. */
export type StudyTerms = Pick<
  BacktestRequest,
  'account' | 'fills' | 'actions' | 'carry' | 'policies' | 'seed' | 'orderIdPrefix' | 'budget'
> & {
  readonly instruments: readonly Instrument[]
  readonly series: readonly SharedSeries[]
  readonly definitions: ReportDefinitions
  /** Exchange calendars that the strategy may set timers by. */
  readonly calendars: readonly string[]
}

export interface WorkerSetup {
  readonly strategyFile: string
  readonly whereabouts: string
  /** Null: the worker is only asked about the strategy. */
  readonly terms: StudyTerms | null
}

/** The strategy as it was loaded. */
export interface StrategyFacts {
  readonly name: string
  readonly description: string
  readonly params: readonly ParamDescription[]
  readonly sources: readonly StrategySource[]
}

export type WorkerRequest =
  | { readonly type: 'NEEDS'; readonly params: Readonly<Record<string, unknown>> }
  | { readonly type: 'AXES'; readonly grid: Readonly<Record<string, string>> }
  | RunRequest

/** A run that is to be made. */
export interface RunOrder {
  /** Its number among all runs that were ordered together. */
  readonly run: number
  readonly params: Readonly<Record<string, unknown>>
  /** Bars that close before it only warm the strategy up. Microseconds UTC. */
  readonly from?: Micros
  /** Nothing is played from here on. */
  readonly to?: Micros
}

export interface RunRequest extends RunOrder {
  readonly type: 'RUN'
  /** WHOLE: everything that a backtest gives. MEASURED: its figures, returns and digests. */
  readonly keep: 'WHOLE' | 'MEASURED'
}

export type WorkerAnswer =
  /** The process is up and about to load the strategy. */
  | { readonly type: 'AWAKE' }
  | { readonly type: 'READY'; readonly strategy: StrategyFacts }
  /** The strategy or the data cannot be loaded; the process ends. */
  | { readonly type: 'UNFIT'; readonly fault: 'STRATEGY' | 'DATA'; readonly message: string }
  | {
      readonly type: 'NEEDS'
      readonly needs: StrategyNeeds
      readonly params: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'AXES'; readonly axes: readonly GridAxis[] }
  /** The question or the run cannot be: parameters out of range, series that lack; a line a fault. */
  | { readonly type: 'REFUSED'; readonly messages: readonly string[] }
  /** The strategy's own code threw before there was a run. */
  | { readonly type: 'FAILED'; readonly fault: RunFault }
  | { readonly type: 'BEAT'; readonly run: number; readonly played: number; readonly total: number }
  | { readonly type: 'WHOLE'; readonly run: number; readonly result: BacktestResult }
  | { readonly type: 'MEASURED'; readonly run: number; readonly measured: MeasuredRun }

/** Why a run failed: as the kernel says it, or because its worker had to be stopped. */
export interface RunFault {
  /** STALLED: a callback did not return. MEMORY: it took more than it may. EXITED: it ended its process. KILLED: from outside, twice. */
  readonly kind: 'STRATEGY' | 'BUDGET' | 'DATA' | 'PARAMETERS' | 'STALLED' | 'MEMORY' | 'EXITED' | 'KILLED'
  readonly callback: string | null
  /** Microseconds UTC; null where it is not known. */
  readonly at: Micros | null
  readonly input: string
  readonly message: string
}

/** What a sweep keeps of a run. */
export interface MeasuredRun {
  readonly status: BacktestResult['status']
  readonly fault: RunFault | null
  /** Null where its worker had to be stopped, or its parameters were refused. */
  readonly digests: BacktestDigests | null
  readonly counts: BacktestCounts | null
  /** Null where nothing was played, or the run failed. */
  readonly figures: Figures | null
  /** Of each sampled period; empty without figures. */
  readonly returns: Float64Array
  /** Net profit of each closed trade. */
  readonly profits: Float64Array
  /** What it took, measuring included. */
  readonly milliseconds: number
}

/** A run that gave nothing, and why. */
export function failedRun(fault: RunFault): MeasuredRun {
  const nothing = new Float64Array()
  return {
    status: 'FAILED',
    fault,
    digests: null,
    counts: null,
    figures: null,
    returns: nothing,
    profits: nothing,
    milliseconds: 0,
  }
}
