/**
 * The figures of a report in the order in which they are shown: name, unit, group, and the sentence that defines each.
 *
 * The table on the page, the definitions section and the JSON share this list, so no figure can be shown undefined.
 */

export type FigureUnit = 'FRACTION' | 'RATIO' | 'MONEY' | 'COUNT' | 'DAYS'
export type FigureGroup = 'RETURN' | 'RISK' | 'DRAWDOWN' | 'TRADES' | 'ACTIVITY' | 'BENCHMARK'

export interface FigureSpec {
  readonly label: string
  readonly unit: FigureUnit
  readonly group: FigureGroup
  readonly meaning: string
}

const spec = (group: FigureGroup, unit: FigureUnit, label: string, meaning: string): FigureSpec => ({
  group,
  unit,
  label,
  meaning,
})

export const FIGURES = {
  finalEquity: spec('RETURN', 'MONEY', 'Final equity', 'Equity at the last point.'),
  peakEquity: spec('RETURN', 'MONEY', 'Peak equity', 'Highest equity of any point.'),
  totalReturn: spec('RETURN', 'FRACTION', 'Total return', 'Final equity over initial capital, less one.'),
  annualReturn: spec(
    'RETURN',
    'FRACTION',
    'Annual return',
    'Yearly return that compounds to the same over the sampled periods.',
  ),
  cagr: spec('RETURN', 'FRACTION', 'CAGR', 'Yearly growth that compounds to the same over calendar time.'),
  bestPeriod: spec('RETURN', 'FRACTION', 'Best period', 'Highest return of a sampled period.'),
  worstPeriod: spec('RETURN', 'FRACTION', 'Worst period', 'Lowest return of a sampled period.'),
  volatility: spec('RISK', 'FRACTION', 'Volatility', 'Deviation of returns, annualized.'),
  sharpe: spec(
    'RISK',
    'RATIO',
    'Sharpe ratio',
    'Return above the risk-free rate for the volatility, annualized (Sharpe 1994).',
  ),
  sharpePerPeriod: spec(
    'RISK',
    'RATIO',
    'Sharpe ratio per period',
    'Mean excess return over its deviation, not annualized.',
  ),
  probabilisticSharpe: spec(
    'RISK',
    'FRACTION',
    'Probability of skill',
    'Probability that the true Sharpe ratio is above zero, given the length, skewness and kurtosis of the returns (Bailey and Lopez de Prado 2012).',
  ),
  smartSharpe: spec(
    'RISK',
    'RATIO',
    'Smart Sharpe ratio',
    'Sharpe ratio divided by sqrt(1 + 2 sum (1 - k/n) |rho|^k), rho the autocorrelation at lag one.',
  ),
  sortino: spec(
    'RISK',
    'RATIO',
    'Sortino ratio',
    'Return above the required one for the root mean square of shortfalls, annualized (Sortino and Price 1994).',
  ),
  calmar: spec(
    'RISK',
    'RATIO',
    'Calmar ratio',
    'Annual return over the depth of the deepest drawdown (Young 1991).',
  ),
  omega: spec(
    'RISK',
    'RATIO',
    'Omega ratio',
    'Sum of returns above the required one over the sum of shortfalls (Keating and Shadwick 2002).',
  ),
  valueAtRisk: spec(
    'RISK',
    'FRACTION',
    'Value at risk, historic',
    'The return that the worst periods undercut, as seen.',
  ),
  conditionalValueAtRisk: spec(
    'RISK',
    'FRACTION',
    'CVaR, historic',
    'Mean of the returns at or below the value at risk.',
  ),
  parametricValueAtRisk: spec(
    'RISK',
    'FRACTION',
    'Value at risk, normal',
    'The same of a normal distribution with the mean and deviation seen.',
  ),
  parametricConditionalValueAtRisk: spec(
    'RISK',
    'FRACTION',
    'CVaR, normal',
    'Mean beyond the value at risk of that normal distribution.',
  ),
  skewness: spec(
    'RISK',
    'RATIO',
    'Skewness',
    'Third standardized moment of returns: below zero, the bad surprises are the big ones.',
  ),
  kurtosis: spec(
    'RISK',
    'RATIO',
    'Kurtosis',
    'Fourth standardized moment of returns: 3 for a normal distribution.',
  ),
  tailRatio: spec(
    'RISK',
    'RATIO',
    'Tail ratio',
    'The 95th percentile of returns over the 5th, without sign.',
  ),
  stability: spec(
    'RISK',
    'RATIO',
    'Stability',
    'R squared of a straight line through cumulative log returns.',
  ),
  maxDrawdown: spec('DRAWDOWN', 'FRACTION', 'Max drawdown', 'Deepest fall from a peak, over all points.'),
  maxDrawdownMoney: spec('DRAWDOWN', 'MONEY', 'Max drawdown, money', 'Costliest fall from a peak.'),
  maxDrawdownDays: spec(
    'DRAWDOWN',
    'DAYS',
    'Longest drawdown',
    'Longest time from a peak to its recovery, or to the end.',
  ),
  maxDrawdownRecoveryDays: spec(
    'DRAWDOWN',
    'DAYS',
    'Recovery of the deepest',
    'Time from the valley of the deepest drawdown back to its peak.',
  ),
  meanDrawdown: spec('DRAWDOWN', 'FRACTION', 'Mean drawdown', 'Mean depth of all drawdowns.'),
  meanDrawdownDays: spec(
    'DRAWDOWN',
    'DAYS',
    'Mean drawdown time',
    'Mean time from peak to recovery of all drawdowns.',
  ),
  trades: spec('TRADES', 'COUNT', 'Trades', 'Closed trades.'),
  hitRate: spec('TRADES', 'FRACTION', 'Hit rate', 'Trades that made money over all trades.'),
  profitFactor: spec('TRADES', 'RATIO', 'Profit factor', 'Sum of profits over sum of losses.'),
  payoffRatio: spec('TRADES', 'RATIO', 'Payoff ratio', 'Mean win over mean loss.'),
  expectancy: spec('TRADES', 'MONEY', 'Expectancy', 'Mean profit of a trade.'),
  expectancyFraction: spec(
    'TRADES',
    'FRACTION',
    'Expectancy, fraction',
    'Mean profit of a trade as a fraction of its entry.',
  ),
  expectancyRatio: spec(
    'TRADES',
    'RATIO',
    'Expectancy ratio',
    '(1 + payoff ratio) times hit rate, less one.',
  ),
  meanTradeCompounded: spec(
    'TRADES',
    'FRACTION',
    'Mean trade, compounded',
    "Geometric mean of the trades' fractions.",
  ),
  bestTrade: spec(
    'TRADES',
    'FRACTION',
    'Best trade',
    'Highest profit of a trade as a fraction of its entry.',
  ),
  worstTrade: spec(
    'TRADES',
    'FRACTION',
    'Worst trade',
    'Lowest profit of a trade as a fraction of its entry.',
  ),
  systemQuality: spec(
    'TRADES',
    'RATIO',
    'SQN',
    "Root of the number of trades times mean over sample deviation of profits (Tharp's system quality number).",
  ),
  kelly: spec(
    'TRADES',
    'FRACTION',
    "Kelly's share",
    'Hit rate less (1 - hit rate) over payoff ratio (Kelly 1956).',
  ),
  winsInARowMax: spec('TRADES', 'COUNT', 'Longest run of wins', 'Most won trades in a row.'),
  lossesInARowMax: spec('TRADES', 'COUNT', 'Longest run of losses', 'Most lost trades in a row.'),
  meanTradeDays: spec('TRADES', 'DAYS', 'Mean trade time', 'Mean time from entry to exit.'),
  maxTradeDays: spec('TRADES', 'DAYS', 'Longest trade', 'Longest time from entry to exit.'),
  timeInMarket: spec('ACTIVITY', 'FRACTION', 'Time in market', 'Share of the points with an open position.'),
  meanExposure: spec('ACTIVITY', 'FRACTION', 'Mean exposure', 'Mean market value of positions over equity.'),
  annualTurnover: spec(
    'ACTIVITY',
    'RATIO',
    'Annual turnover',
    'Mean over periods of the lesser of bought and sold over equity, times periods a year.',
  ),
  fees: spec('ACTIVITY', 'MONEY', 'Fees', 'Fees of all fills.'),
  costsOverGross: spec(
    'ACTIVITY',
    'FRACTION',
    'Costs over gross profit',
    'Fees, slippage and carry over what would have been earned without them.',
  ),
  benchmarkReturn: spec(
    'BENCHMARK',
    'FRACTION',
    'Benchmark return',
    'Total return of the benchmark, from where it could first be bought.',
  ),
  excessReturn: spec('BENCHMARK', 'FRACTION', 'Excess return', "Total return less the benchmark's."),
  alpha: spec(
    'BENCHMARK',
    'FRACTION',
    'Alpha',
    "Return that the benchmark's does not explain (Jensen 1968).",
  ),
  beta: spec('BENCHMARK', 'RATIO', 'Beta', "Slope of returns on the benchmark's."),
  correlation: spec('BENCHMARK', 'RATIO', 'Correlation', "Correlation of returns with the benchmark's."),
  informationRatio: spec(
    'BENCHMARK',
    'RATIO',
    'Information ratio',
    'Mean return above the benchmark over its deviation, annualized.',
  ),
  trackingError: spec(
    'BENCHMARK',
    'FRACTION',
    'Tracking error',
    'Deviation of the return above the benchmark, annualized.',
  ),
  upCapture: spec(
    'BENCHMARK',
    'RATIO',
    'Up capture',
    "Annual return over the benchmark's, in periods in which it rose.",
  ),
  downCapture: spec(
    'BENCHMARK',
    'RATIO',
    'Down capture',
    "Annual return over the benchmark's, in periods in which it fell.",
  ),
  battingAverage: spec('BENCHMARK', 'FRACTION', 'Batting average', 'Share of periods above the benchmark.'),
} as const satisfies Readonly<Record<string, FigureSpec>>

export type FigureName = keyof typeof FIGURES

/** NaN: undefined for this run (no trades, no benchmark, nothing over nothing). */
export type Figures = Readonly<Record<FigureName, number>>

export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[]
