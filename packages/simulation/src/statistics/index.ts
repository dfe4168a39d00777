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
export { normalCdf, normalQuantile, studentCdf } from './distributions.ts'
export { costliestDrawdown, deepestDrawdowns, drawdowns, maxDrawdown, underwater } from './drawdown.ts'
export {
  correlation,
  highest,
  kurtosis,
  lowest,
  mean,
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
} from './ratios.ts'
export {
  annualReturn,
  compoundAnnualGrowth,
  geometricMean,
  growthOfOne,
  simpleReturns,
  totalReturn,
} from './returns.ts'
export {
  compoundVolatility,
  conditionalValueAtRisk,
  downsideDeviation,
  parametricConditionalValueAtRisk,
  parametricValueAtRisk,
  valueAtRisk,
  volatility,
} from './risk.ts'
export { rolling, rollingSharpe, rollingVolatility } from './rolling.ts'
export {
  balancesOverTime,
  tradeCalmar,
  tradeSharpe,
  tradeSortino,
  type ClosedProfit,
} from './trade-ratios.ts'
export { summarizeTrades } from './trades.ts'
export { annualTurnover, meanExposure, timeInMarket, turnover, type PeriodTrading } from './turnover.ts'
