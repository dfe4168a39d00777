/** The figures that trades and fills give: how often and how well it traded, and how much of the time. */
import * as statistics from '../statistics/index.ts'
import { costsOf } from './costs.ts'
import type { ReportDefinitions } from './definitions.ts'
import type { Figures } from './figures.ts'
import type { ReportInput } from './input.ts'

const MICROS_PER_DAY = 86_400_000_000

type TradeFigures = Pick<
  Figures,
  | 'trades'
  | 'hitRate'
  | 'profitFactor'
  | 'payoffRatio'
  | 'expectancy'
  | 'expectancyFraction'
  | 'expectancyRatio'
  | 'meanTradeCompounded'
  | 'bestTrade'
  | 'worstTrade'
  | 'systemQuality'
  | 'kelly'
  | 'winsInARowMax'
  | 'lossesInARowMax'
  | 'meanTradeDays'
  | 'maxTradeDays'
>

export function tradeFigures({ trades }: ReportInput, definitions: ReportDefinitions): TradeFigures {
  const money = statistics.summarizeTrades(trades.map((trade) => trade.profit))
  const fractions = trades.map((trade) => trade.profitFraction)
  const shares = statistics.summarizeTrades(fractions)
  const chosen = definitions.tradeMeasure === 'MONEY' ? money : shares
  const days = trades.map((trade) => (trade.exitTime - trade.entryTime) / MICROS_PER_DAY)
  return {
    trades: trades.length,
    hitRate: money.hitRate,
    profitFactor: chosen.profitFactor,
    payoffRatio: chosen.payoffRatio,
    expectancy: money.expectancy,
    expectancyFraction: shares.expectancy,
    expectancyRatio: chosen.expectancyRatio,
    meanTradeCompounded: trades.length === 0 ? Number.NaN : statistics.geometricMean(fractions),
    bestTrade: shares.best,
    worstTrade: shares.worst,
    systemQuality: money.systemQuality,
    kelly: money.kelly,
    winsInARowMax: money.winsInARowMax,
    lossesInARowMax: money.lossesInARowMax,
    meanTradeDays: statistics.mean(days),
    maxTradeDays: statistics.highest(days),
  }
}

type ActivityFigures = Pick<
  Figures,
  'timeInMarket' | 'meanExposure' | 'annualTurnover' | 'fees' | 'costsOverGross'
>

/** @param places the sampled points: turnover is counted from one to the next */
export function activityFigures(
  input: ReportInput,
  places: Int32Array,
  definitions: ReportDefinitions,
): ActivityFigures {
  const { exposure, equity } = input
  const costs = costsOf(input)
  return {
    timeInMarket: statistics.timeInMarket(exposure),
    meanExposure: statistics.meanExposure(exposure, equity),
    annualTurnover: statistics.annualTurnover(tradingOf(input, places), definitions.periodsPerYear),
    fees: costs.fees,
    costsOverGross: costs.overGross,
  }
}

/** Bought and sold within each sampled period, and the equity at its end. */
function tradingOf({ fills, times, equity }: ReportInput, places: Int32Array): statistics.PeriodTrading[] {
  const periods = Array.from(places, (place) => ({ bought: 0, sold: 0, value: equity[place] ?? Number.NaN }))
  const ends = Array.from(places, (place) => times[place] ?? 0)
  let period = 0
  for (const fill of fills.toSorted((a, b) => a.time - b.time)) {
    while (period < ends.length - 1 && fill.time > (ends[period] ?? 0)) period++
    const into = periods[period]
    if (!into) continue
    if (fill.side === 'BUY') into.bought += fill.value
    else into.sold += fill.value
  }
  return periods
}
