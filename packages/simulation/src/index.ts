/** Backtests: plan, fan out, run on the engine that trades, aggregate, report. */
export type {
  BacktestBudget,
  BacktestPolicy,
  BacktestRecording,
  BacktestRequest,
  MarketSeries,
} from './run/request.ts'
export type {
  ActionRow,
  BacktestCounts,
  BacktestDigests,
  BacktestFault,
  BacktestResult,
  BacktestTimings,
  EquityCurve,
  FillRow,
  FinalAccount,
  LogLine,
  OpenTradeRow,
  OrderRow,
  IncomeRow,
  RejectionRow,
  SeriesFacts,
  TradeRow,
} from './run/result.ts'
export { DEFAULT_FILLS } from './venue-model/fill-model.ts'
export type { FillModel, FillModels, SpreadModel } from './venue-model/fill-model.ts'
export { createBacktest, resumeBacktest, runBacktest } from './run/backtest.ts'
export type { Backtest, BacktestProgress } from './run/backtest.ts'
export type { BacktestSnapshot } from './run/snapshot.ts'
export { proveNoLookAhead } from './run/look-ahead.ts'
export type { LookAheadDivergence, LookAheadProof, Wish } from './run/look-ahead.ts'
export { BacktestRequestError } from './run/prepare.ts'
export { everyCalendar } from './kernel/every-calendar.ts'
export type { MarketTrade, PastPrice, RehearsalMarket } from './rehearsal/market.ts'
export type { RehearsalNews, RehearsalStanding } from './rehearsal/news.ts'
export { Rehearsal } from './rehearsal/rehearsal.ts'
export type { RehearsalTerms, Takeover } from './rehearsal/rehearsal.ts'
export type { AttributionRow } from './report/attribution.ts'
export { buildReport, measureRun } from './report/build.ts'
export type { Report, ReportSeries, RollingSeries } from './report/build.ts'
export type { CostBreakdown } from './report/costs.ts'
export {
  BACKTESTING_PY_DEFINITIONS,
  DEFAULT_DEFINITIONS,
  ROUND_THE_CLOCK_DEFINITIONS,
  definitionsInWords,
} from './report/definitions.ts'
export type { ReportDefinitions } from './report/definitions.ts'
export { FIGURES, FIGURE_NAMES } from './report/figures.ts'
export type { FigureName, Figures, FigureSpec } from './report/figures.ts'
export { ReportInputFault } from './report/input.ts'
export type { ReportBenchmark, ReportCarry, ReportFill, ReportInput, ReportTrade } from './report/input.ts'
export { equityCsv, monthlyCsv, tradesCsv } from './report/csv.ts'
export { reportInputOfRun } from './report/from-run.ts'
export type { ReportOptions } from './report/from-run.ts'
export { formatFigure } from './report/html/format.ts'
export { reportHtml } from './report/html/page.ts'
export { REPORT_FORMAT, reportJson } from './report/json.ts'
export { bestTrial, proposeTrials } from './optimize/bayesian.ts'
export type { CarryEvent } from './kernel/carry.ts'
export type { InstrumentAction } from './kernel/corporate-actions.ts'
export type { BayesianOptions, Trial } from './optimize/bayesian.ts'
export { realityCheck, superiorAbility } from './optimize/best-of-many.ts'
export type { BestOfMany, BestOfManyOptions } from './optimize/best-of-many.ts'
export { CAUTION_BOUNDS, bestTradesShare, cautionsOf, edgeCautions } from './optimize/cautions.ts'
export type { Caution, CautionCode, StudyEvidence } from './optimize/cautions.ts'
export { GRID_POINTS_MAX, checkGrid, gridPoint, gridPoints, gridSize } from './optimize/grid.ts'
export { bootstrapMeanTest, tTest } from './optimize/mean-significance.ts'
export type { MeanTest } from './optimize/mean-significance.ts'
export { RUNS_MAX, bootstrapReturns, sharpeInterval, shuffleTrades } from './optimize/monte-carlo.ts'
export type {
  Bands,
  MonteCarlo,
  MonteCarloOptions,
  SharpeInterval,
  RunSpread,
} from './optimize/monte-carlo.ts'
export { backtestOverfitting } from './optimize/overfitting.ts'
export type { Overfitting } from './optimize/overfitting.ts'
export { proposerOf, runSearch } from './optimize/method.ts'
export type { Proposer, SearchMethod } from './optimize/method.ts'
export { walkForward } from './optimize/walk-forward-run.ts'
export type { EvaluateSpan, WalkForwardResult, WalkForwardStep } from './optimize/walk-forward-run.ts'
export { latinHypercube, randomPoints } from './optimize/sampling.ts'
export type { SampleOptions } from './optimize/sampling.ts'
export {
  deflatedSharpe,
  expectedMaxSharpe,
  probabilisticSharpe,
  sharpeEvidence,
  trackRecordMin,
} from './optimize/sharpe-significance.ts'
export type { SharpeEvidence } from './optimize/sharpe-significance.ts'
export { judgeStudy } from './optimize/study.ts'
export type { Study, StudyInput, StudyTrial } from './optimize/study.ts'
export { surfaceOf } from './optimize/surface.ts'
export type { SurfaceCell } from './optimize/surface.ts'
export { SearchFault, checkSpace } from './optimize/space.ts'
export type { ListAxis, ParameterSet, ParameterValue, RangeAxis, SearchAxis } from './optimize/space.ts'
export { summarizeWalkForward, walkForwardWindows } from './optimize/walk-forward.ts'
export type {
  TimeSpan,
  WalkForwardOptions,
  WalkForwardScore,
  WalkForwardSummary,
  WalkForwardWindow,
} from './optimize/walk-forward.ts'
export { serialFractionOf, speedUp } from './plan/amdahl.ts'
export { planInWords } from './plan/in-words.ts'
export { planSimulation } from './plan/plan.ts'
export type { Plan, PlanEstimate, PlanOption } from './plan/plan.ts'
export { PlanFault, RUNS_PLANNED_MAX } from './plan/request.ts'
export type { MeasuredRates, PlanMachine, PlanRequest, PlanWindow, SymbolGroup } from './plan/request.ts'
export type { Shard } from './plan/shards.ts'
export { featuresInWorker } from './signals/features-in-worker.ts'
export type { SignalFeatures, SignalFile } from './signals/features-in-worker.ts'
export type { CalibrationBin, ModelScores } from './signals/model-scores.ts'
export { provePointInTime } from './signals/point-in-time.ts'
export type { PointInTimeDivergence, PointInTimeProof } from './signals/point-in-time.ts'
export { trainSignal } from './signals/train-signal.ts'
export type { TrainedModelFile, TrainingRequest } from './signals/train-signal.ts'
export { TrainingFault } from './signals/training-set.ts'
export { askStrategy } from './study/ask-strategy.ts'
export type { AskedStrategy, StrategyFile } from './study/ask-strategy.ts'
export { processorMs } from './study/process-figures.ts'
export { runInWorker } from './study/run-in-worker.ts'
export type { SingleRun, WorkerRun } from './study/run-in-worker.ts'
export { openRunWorker } from './study/run-worker.ts'
export type { RunWorker, RunWorkerData } from './study/run-worker.ts'
export { runStudy } from './study/run-study.ts'
export type { StudyOutcome, StudyProgress, StudyRequest, StudyRun } from './study/run-study.ts'
export { isLessBetter } from './study/score.ts'
export { StudyFault } from './study/study-fault.ts'
export { DEFAULT_WORKER_LIMITS } from './study/supervised-worker.ts'
export type { WorkerLimits } from './study/supervised-worker.ts'
export type { MeasuredRun, RunFault, RunOrder, StrategyFacts, StudyTerms } from './worker/protocol.ts'
export { dieWithParent } from './worker/die-with-parent.ts'
export { loadStrategy, StrategyFileFault } from './worker/strategy-file.ts'
export type { LoadedStrategy, StrategySource } from './worker/strategy-file.ts'
export { Timers as StrategyTimers } from './kernel/timers.ts'
