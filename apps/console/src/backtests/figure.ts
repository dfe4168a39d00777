/** Shows a figure of a report by its unit. The API computes and defines every one; nothing is derived here. */
import { showCount, showFixed, showShare } from '../format/number.ts'
import type { FigureGroup, FigureUnit } from '../generated/graphql.ts'

export interface FigureValue {
  readonly unit: FigureUnit
  readonly value?: number | null | undefined
}

export interface NamedFigure extends FigureValue {
  readonly name: string
}

/** Returns the value as text; a dash where the run does not define it. */
export function showFigure(figure: FigureValue | undefined): string {
  if (figure?.value == null) return '–'
  if (figure.unit === 'FRACTION') return showShare(figure.value)
  if (figure.unit === 'COUNT') return showCount(figure.value)
  if (figure.unit === 'DAYS') return showFixed(figure.value, 1)
  return showFixed(figure.value, figure.unit === 'MONEY' ? 2 : 3)
}

export function figureNamed<Found extends NamedFigure>(
  figures: readonly Found[],
  name: string,
): Found | undefined {
  return figures.find((figure) => figure.name === name)
}

/** Orders by a figure; runs without it come last. */
export function byFigure(name: string) {
  return (a: { readonly figures: readonly NamedFigure[] }, b: { readonly figures: readonly NamedFigure[] }) =>
    (figureNamed(a.figures, name)?.value ?? -Infinity) - (figureNamed(b.figures, name)?.value ?? -Infinity)
}

export const figureGroups: readonly { readonly value: FigureGroup; readonly title: string }[] = [
  { value: 'RETURN', title: 'Return' },
  { value: 'RISK', title: 'Risk' },
  { value: 'DRAWDOWN', title: 'Drawdown' },
  { value: 'TRADES', title: 'Trades' },
  { value: 'ACTIVITY', title: 'Activity' },
  { value: 'BENCHMARK', title: 'Benchmark' },
]

/** What a sweep may rank its trials by: higher is better. */
export const objectives = [
  { value: 'sharpe', title: 'Sharpe ratio' },
  { value: 'sortino', title: 'Sortino ratio' },
  { value: 'calmar', title: 'Calmar ratio' },
  { value: 'omega', title: 'Omega ratio' },
  { value: 'totalReturn', title: 'Total return' },
  { value: 'cagr', title: 'CAGR' },
  { value: 'profitFactor', title: 'Profit factor' },
  { value: 'expectancy', title: 'Expectancy' },
  { value: 'systemQuality', title: 'System quality' },
] as const
