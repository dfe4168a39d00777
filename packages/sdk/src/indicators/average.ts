/** Moving averages by name, where an indicator lets its user choose one. */

import { Ema } from './ema.ts'
import type { IndicatorOf } from './indicator.ts'
import { requireOneOf } from './parameter.ts'
import { Rma } from './rma.ts'
import { Sma } from './sma.ts'
import { Wma } from './wma.ts'

/** EMA starts at the mean of its first window, EMA_FIRST at its first value; both give nothing before a whole window. */
export type AverageKind = 'SMA' | 'EMA' | 'EMA_FIRST' | 'WILDER' | 'WILDER_FIRST' | 'WMA'

const MAKERS: Readonly<Record<AverageKind, (period: number) => IndicatorOf<number>>> = {
  SMA: (period) => new Sma(period),
  EMA: (period) => new Ema(period),
  EMA_FIRST: (period) => new Ema(period, { seed: 'FIRST' }),
  WILDER: (period) => new Rma(period),
  WILDER_FIRST: (period) => new Rma(period, { seed: 'FIRST' }),
  WMA: (period) => new Wma(period),
}

export const AVERAGE_KINDS = Object.keys(MAKERS) as readonly AverageKind[]

/** An average of this kind; each is warm after `period` values. */
export function averageOf(
  indicator: string,
  parameter: string,
  kind: AverageKind,
  period: number,
): IndicatorOf<number> {
  requireOneOf(indicator, parameter, kind, AVERAGE_KINDS)
  return MAKERS[kind](period)
}
