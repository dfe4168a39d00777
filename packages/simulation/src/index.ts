/** Backtests: plan, fan out, run on the engine that trades, aggregate, report. */
export type {
  BacktestBudget,
  BacktestPolicy,
  BacktestRecording,
  BacktestRequest,
  MarketSeries,
} from './run/request.ts'
export type {
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
  RejectionRow,
  SeriesFacts,
  TradeRow,
} from './run/result.ts'
export { DEFAULT_FILLS } from './venue-model/fill-model.ts'
export type { FillModel, FillModels, SpreadModel } from './venue-model/fill-model.ts'
export { createBacktest, runBacktest } from './run/backtest.ts'
export type { Backtest, BacktestProgress } from './run/backtest.ts'
export { BacktestRequestError } from './run/prepare.ts'
