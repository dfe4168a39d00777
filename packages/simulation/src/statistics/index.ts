/** The measures of a backtest, as pure functions over series and trades. */
export {
  alpha,
  battingAverage,
  beta,
  captureRatio,
  downCapture,
  informationRatio,
  totalAlpha,
  trackingError,
  upCapture,
} from './benchmark.ts'
export { normalCdf, normalDensity, normalQuantile, studentCdf } from './distributions.ts'
export {
  costliestDrawdown,
  deepestDrawdowns,
  drawdowns,
  maxDrawdown,
  underwater,
  type Drawdown,
} from './drawdown.ts'
export {
  correlation,
  covariance,
  kurtosis,
  mean,
  pairs,
  present,
  quantile,
  quantileOfSorted,
  skewness,
  standardDeviation,
  sum,
  variance,
  type Deviation,
  type Series,
} from './moments.ts'
export {
  calmarRatio,
  omegaRatio,
  sharpeRatio,
  smartSharpeRatio,
  sortinoRatio,
  stability,
  tailRatio,
  type RatioOptions,
} from './ratios.ts'
export {
  annualReturn,
  compoundAnnualGrowth,
  cumulativeReturns,
  geometricMean,
  growthOfOne,
  logReturns,
  simpleReturns,
  totalReturn,
} from './returns.ts'
export {
  compoundVolatility,
  conditionalValueAtRisk,
  downsideDeviation,
  excess,
  parametricConditionalValueAtRisk,
  parametricValueAtRisk,
  valueAtRisk,
  volatility,
  type Scaling,
} from './risk.ts'
export { rolling, rollingSharpe, rollingVolatility } from './rolling.ts'
export {
  balancesOverTime,
  tradeCalmar,
  tradeSharpe,
  tradeSortino,
  type BalancePoint,
  type ClosedProfit,
  type TradeAccount,
} from './trade-ratios.ts'
export { longestRun, summarizeTrades, type TradeSummary } from './trades.ts'
export { annualTurnover, timeInMarket, turnover, type PeriodTrading } from './turnover.ts'
