/** How much of a portfolio changed hands, and for how much of the time it was in the market. */
import { mean, type Series } from './moments.ts'

export interface PeriodTrading {
  /** Money spent on buys in the period, positive. */
  readonly bought: number
  /** Money taken by sells in the period, positive. */
  readonly sold: number
  /** Value of the portfolio in the period. */
  readonly value: number
}

/** The lesser of bought and sold over the portfolio's value: money that went in or out is not counted as turnover. */
export function turnover({ bought, sold, value }: PeriodTrading): number {
  return Math.min(bought, sold) / value
}

/** Mean turnover of the periods, scaled to a year. */
export function annualTurnover(periods: readonly PeriodTrading[], periodsPerYear: number): number {
  return mean(periods.map(turnover)) * periodsPerYear
}

/** Share of the points at which anything was held: 0 to 1. */
export function timeInMarket(exposure: Series): number {
  let held = 0
  for (let i = 0; i < exposure.length; i++) if (exposure[i] !== 0) held++
  return exposure.length === 0 ? Number.NaN : held / exposure.length
}

/** Mean of what was held over what there was. */
export function meanExposure(exposure: Series, equity: Series): number {
  let total = 0
  for (let i = 0; i < exposure.length; i++) total += (exposure[i] ?? 0) / (equity[i] ?? Number.NaN)
  return exposure.length === 0 ? Number.NaN : total / exposure.length
}
