/** What a study seeks: a figure of the report, turned so that more is better. */

import type { FigureName } from '../report/figures.ts'
import type { MeasuredRun } from '../worker/protocol.ts'

/** Figures of which less is better. */
const LESS_IS_BETTER: ReadonlySet<FigureName> = new Set([
  'volatility',
  'maxDrawdownDays',
  'maxDrawdownRecoveryDays',
  'meanDrawdownDays',
  'lossesInARowMax',
  'fees',
  'costsOverGross',
  'annualTurnover',
  'trackingError',
  'downCapture',
])

/** Whether less of a figure is better: costs, drawdown lengths, deviations. */
export function isLessBetter(metric: FigureName): boolean {
  return LESS_IS_BETTER.has(metric)
}

/** The figure of a run as a score; NaN where the run failed or the figure is undefined. */
export function scoreOf({ figures }: MeasuredRun, metric: FigureName): number {
  if (figures === null) return Number.NaN
  const value = figures[metric]
  return isLessBetter(metric) ? -value : value
}
