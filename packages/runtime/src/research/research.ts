/**
 * The face of research: datasets and backtests of an organization, as the API and the command line see them.
 *
 * Changes are made here and nowhere else; what is stored is read from the tables `dataset`, `research_job`, `backtest` and
 * `backtest_trial`. Every call names its organization, and what another organization has is not there.
 */
import type { Readable } from 'node:stream'
import type { Actor } from '@quarterdeck/engine'
import type { AssetClass, Decimal, ParamDescription } from '@quarterdeck/sdk'
import type {
  ActionColumns,
  ActionsReport,
  CorporateAction,
  Coverage,
  Distribution,
  FileChoices,
  FilePreview,
  PriceBasis,
  SeasonalBucket,
  SeriesImport,
  SeriesKind,
  ValidationReport,
  Volatility,
  WriteMode,
} from '@quarterdeck/market-data'
import type {
  CarryEvent,
  FigureName,
  FillModel,
  WalkForwardSummary,
  WalkForwardWindow,
} from '@quarterdeck/simulation'

/** Who asks, and in which organization. */
export interface Asking {
  readonly organizationId: string
  readonly actor: Actor
}

/** A dataset as its row names it. */
export interface DatasetRef {
  readonly id: string
  readonly organizationId: string
  readonly instrumentId: string
  readonly kind: string
  readonly timeframe: string
}

export interface Upload {
  readonly id: string
  readonly name: string
  readonly bytes: number
}

export interface ImportRequest {
  readonly uploadId: string
  readonly instrumentId: string
  readonly kind: SeriesKind
  readonly timeframe: string
  readonly mode: WriteMode
  readonly assetClass: AssetClass | null
  readonly choices: FileChoices
}

/** A dataset that begins with what a venue tells of its past. */
export interface CandleStart {
  /** A connection as `connection:` and its name, or a venue as `venue:` and its code. */
  readonly source: string
  readonly instrumentId: string
  readonly timeframe: string
  /** Microseconds UTC of the first bar; null: the newest few thousand bars. */
  readonly from: number | null
}

/** When a dataset is brought up to date: by the clock, after another dataset, or (both null) no more. */
export interface UpdateSchedule {
  readonly source: string
  readonly cron: string | null
  /** IANA zone of the cron expression. */
  readonly zone: string
  readonly afterId: string | null
}

/** Which upload holds splits and dividends, and how it is read. */
export interface ActionsRequest {
  readonly uploadId: string
  readonly mode: WriteMode
  /** Null: its columns are known by their names. */
  readonly columns: ActionColumns | null
}

export interface SampleBar {
  /** Microseconds UTC, the opening. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** What a series of bars is like. Null where there are too few bars to tell. */
export interface DatasetAnalysis {
  readonly coverage: Coverage | null
  readonly returns: Distribution
  readonly volatility: readonly Volatility[]
  readonly months: readonly SeasonalBucket[]
  readonly weekdays: readonly SeasonalBucket[]
  readonly hours: readonly SeasonalBucket[]
}

export interface BarRange {
  readonly from: number | null
  readonly to: number | null
  /** At most this many bars: neighbours are put together until they fit. */
  readonly points: number
}

export interface Datasets {
  /** Takes a file in. Throws a RequestFault where it is larger than allowed; nothing of it is kept then. */
  upload(organizationId: string, name: string, content: Readable): Promise<Upload>
  preview(organizationId: string, uploadId: string, choices: FileChoices): Promise<FilePreview>
  /** Starts an import; the id of its job. */
  import(asking: Asking, request: ImportRequest): Promise<string>
  /**
   * Starts a dataset from a venue's candles, and has it updated from there; the id of its job. Throws a RequestFault where there is
   * such a dataset already, and where the venue has no such candles.
   */
  begin(asking: Asking, start: CandleStart): Promise<string>
  /** Starts an update from the dataset's own source; the id of its job. */
  update(asking: Asking, datasetId: string): Promise<string>
  /** Null: it is not updated any more. */
  schedule(organizationId: string, datasetId: string, schedule: UpdateSchedule | null): Promise<void>
  pauseUpdates(organizationId: string, datasetId: string, paused: boolean): Promise<void>
  /** Removes a dataset; the ids of backtests that had read it. */
  remove(organizationId: string, datasetId: string): Promise<readonly string[]>
  /** What updates may be asked of: files by their name, connections as `connection:` and their name, venues as `venue:` and their code. */
  updateSources(organizationId: string): Promise<readonly string[]>
  /** Writes splits and dividends of an uploaded file beside a dataset; nothing where one of them is refused. */
  importActions(organizationId: string, datasetId: string, request: ActionsRequest): Promise<ActionsReport>
  /** Splits and dividends kept beside a dataset, in order of time. */
  actions(dataset: DatasetRef): Promise<readonly CorporateAction[]>
  /** Whether they are those that a backtest read; true where it read nothing of the dataset. */
  hasReadActions(dataset: DatasetRef, backtestId: string): boolean
  imports(dataset: DatasetRef): Promise<readonly SeriesImport[]>
  validation(dataset: DatasetRef): Promise<ValidationReport>
  bars(dataset: DatasetRef, range: BarRange): Promise<readonly SampleBar[]>
  /** Null for trades and quotes. */
  analysis(dataset: DatasetRef): Promise<DatasetAnalysis | null>
}

/** A strategy that can be backtested here. */
export interface ListedStrategy {
  readonly name: string
  readonly description: string
  readonly parameters: readonly ParamDescription[]
}

export interface BacktestTerms {
  /** For people; the strategy's name when empty. */
  readonly name: string
  readonly strategy: string
  /** As texts, read by the strategy's own parameter schema. */
  readonly parameters: Readonly<Record<string, string>>
  readonly datasetIds: readonly string[]
  /** Microseconds UTC; null: as far as the data goes. */
  readonly from: number | null
  readonly to: number | null
  readonly currency: string
  readonly cash: Decimal
  readonly fills: Partial<Pick<FillModel, 'entry' | 'spread' | 'slippage' | 'commission' | 'participation'>>
  readonly seed: number
  /** Prices that orders trade on; absent, as in terms from before there was a choice: RAW. */
  readonly prices?: PriceBasis
  /** Funding, rollover and dividends that are declared; absent: none are. */
  readonly carry?: readonly CarryEvent[]
}

export interface SweepTerms extends BacktestTerms {
  /** A parameter and the values it takes: `from:to:step`, or a list `a,b,c`. */
  readonly axes: Readonly<Record<string, string>>
  readonly method: 'GRID' | 'RANDOM' | 'LATIN_HYPERCUBE' | 'BAYESIAN'
  /** Trials of a search that is no grid. */
  readonly samples: number | null
  /** The figure that trials are ranked by. */
  readonly objective: FigureName
}

/** Lengths in words: a count and one of `s m h d w`, such as `365d`. */
export interface WalkForwardLengths {
  /** ANCHORED: training always begins at the start of the data and grows. ROLLING: it keeps its length and moves. */
  readonly kind: 'ANCHORED' | 'ROLLING'
  readonly train: string
  readonly test: string
  /** From one test to the next, at least the test's length; null: that. */
  readonly step: string | null
  /** Left out between training and test; null: nothing. */
  readonly purge: string | null
  readonly embargo: string | null
}

/** A sweep in each window of a walk-forward; what it chooses is tried on the stretch that follows. */
export interface WalkForwardTerms extends SweepTerms {
  readonly walkForward: WalkForwardLengths
}

export interface WalkForwardStep {
  readonly window: WalkForwardWindow
  /** Trials of its training that are done. */
  readonly tried: number
  /** Null: the training is not done, or nothing could be chosen. */
  readonly chosen: Readonly<Record<string, unknown>> | null
  /** The objective of what was chosen, on the training and on the test after it. */
  readonly trainScore: number | null
  readonly testScore: number | null
  /** Why the test gave nothing. */
  readonly failure: string | null
}

export interface WalkForwardFindings {
  readonly steps: readonly WalkForwardStep[]
  /** Of the windows that are done; null: none is. */
  readonly summary: WalkForwardSummary | null
}

/** Points of the equity curve, thinned; shares from 0 to 1. */
export interface EquityPoint {
  readonly time: number
  readonly equity: number
  readonly drawdown: number
}

export interface BacktestTrade {
  readonly instrumentId: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: number
  readonly entryAt: number
  readonly entryPrice: number
  readonly exitAt: number
  readonly exitPrice: number
  readonly fees: number
  readonly netPnl: number
  readonly returnOnEntry: number
  readonly maxFavorable: number
  readonly maxAdverse: number
  /** Absent in results from before it was kept: 1. */
  readonly splitRatio?: number
  readonly tag: string | null
}

export interface BacktestDocument {
  readonly name: string
  readonly type: string
  readonly content: Buffer
}

export interface Backtests {
  strategies(): Promise<readonly ListedStrategy[]>
  /** Starts a backtest; its id. */
  run(asking: Asking, terms: BacktestTerms): Promise<string>
  /** Starts a sweep; its id. */
  sweep(asking: Asking, terms: SweepTerms): Promise<string>
  /** Starts a walk-forward; its id. */
  walkForward(asking: Asking, terms: WalkForwardTerms): Promise<string>
  /** What a walk-forward has found so far; null: it is none. */
  walkForwardFindings(organizationId: string, backtestId: string): Promise<WalkForwardFindings | null>
  /** The equity of its tests, one after the other; empty while none is done. */
  heldOutEquity(organizationId: string, backtestId: string, points: number): Promise<readonly EquityPoint[]>
  /** Ends it; one that has ended already stays as it is. */
  cancel(organizationId: string, backtestId: string): Promise<void>
  equity(organizationId: string, backtestId: string, points: number): Promise<readonly EquityPoint[]>
  trades(organizationId: string, backtestId: string): Promise<readonly BacktestTrade[]>
  /** The documents of a finished backtest, by file name. */
  documents(
    organizationId: string,
    backtestId: string,
  ): Promise<readonly { readonly name: string; readonly bytes: number }[]>
  /** Null: there is no such document. */
  document(organizationId: string, backtestId: string, name: string): Promise<BacktestDocument | null>
}

export interface Research {
  readonly datasets: Datasets
  readonly backtests: Backtests
}
