/** backtrader's values at three bars of 2006, to six decimals. */

import { readFileSync } from 'node:fs'
import { sharedPath } from '@quarterdeck/testkit'
import {
  aroon,
  atr,
  bollinger,
  cci,
  directional,
  ema,
  heikinAshi,
  highest,
  hma,
  ichimoku,
  lowest,
  macd,
  momentum,
  ppo,
  rma,
  rocp,
  rsi,
  sma,
  stochastic,
  trix,
  williamsR,
  wma,
} from '../../src/index.ts'
import { expected, judge, notApplicable, type CaseResult } from './case-result.ts'

type Value = number | string | readonly (number | string)[]

interface BacktraderFile {
  readonly cases: readonly {
    readonly indicator: string
    readonly min_period: number
    readonly lines: readonly (readonly [last: Value, first: Value, middle: Value])[]
  }[]
}

type Columns = Readonly<Record<'open' | 'high' | 'low' | 'close', Float64Array>>

const TOLERANCE = { absolute: 1.5e-6, relative: 0 }

/** Each line, in their order; periods are their defaults. */
const ANSWERS: Readonly<Record<string, (columns: Columns) => readonly Float64Array[]>> = {
  AroonUpDown: (columns) => Object.values(aroon(columns)).slice(0, 2),
  ATR: (columns) => [atr(columns)],
  BBands: ({ close }) => Object.values(bollinger(close)),
  CCI: (columns) => [cci(columns, 20)],
  DM: (columns) => {
    const { adx, adxr, plusDi, minusDi } = directional(columns, 14, { start: 'WILDER', ratingLag: 14 })
    return [adx, adxr, plusDi, minusDi]
  },
  EMA: ({ close }) => [ema(close)],
  HeikinAshi: (columns) => {
    const { open, high, low, close } = heikinAshi(columns)
    return [open, high, low, close]
  },
  Highest: ({ close }) => [highest(close, 14)],
  HMA: ({ close }) => [hma(close)],
  Ichimoku: (columns) => {
    const { conversion, base, spanA, spanB } = ichimoku(columns)
    // Their lagging span shows the close of 26 bars later.
    const lagging = columns.close.map((_, at) => columns.close[at + 26] ?? Number.NaN)
    return [conversion, base, spanA, spanB, lagging]
  },
  Lowest: ({ close }) => [lowest(close, 14)],
  MACDHisto: ({ close }) => Object.values(macd(close, { seed: 'SMA' })),
  Momentum: ({ close }) => [momentum(close, 12)],
  PctChange: ({ close }) => [rocp(close, 30)],
  PPO: ({ close }) => Object.values(ppo(close, { average: 'EMA' })),
  ROC: ({ close }) => [rocp(close, 12)],
  RSI: ({ close }) => [rsi(close)],
  SMA: ({ close }) => [sma(close)],
  SMMA: ({ close }) => [rma(close, 30)],
  Stochastic: (columns) => Object.values(stochastic(columns, 14)).slice(1),
  StochasticFull: (columns) => Object.values(stochastic(columns, 14)),
  Trix: ({ close }) => [trix(close, 15)],
  WilliamsR: (columns) => [williamsR(columns)],
  WMA: ({ close }) => [wma(close)],
}

const DECLARED: Readonly<Record<string, string>> = {
  CCI: "theirs takes each bar's deviation from the mean of its own window and averages those, over 39 bars; Lambert, TA-Lib and ours take all deviations from the mean of one window",
}

export function backtrader(): CaseResult[] {
  const columns = readBars()
  const count = columns.close.length
  return expected<BacktraderFile>('backtrader-2006.json').cases.map(({ indicator, min_period, lines }) => {
    const answer = ANSWERS[indicator]
    if (answer === undefined) return notApplicable(indicator, 'there is no such indicator here')
    const back = [0, count - min_period, -Math.floor((min_period - count) / 2)]
    const ours = answer(columns)
    const comparisons = lines.map((values, line) => {
      const mine = back.map((bars) => ours[line]![count - 1 - bars]!)
      return {
        line: `line ${line + 1}`,
        ours: mine,
        theirs: values.map((value, at) => nearest(value, mine[at]!)),
      }
    })
    return judge(indicator, TOLERANCE, comparisons, DECLARED[indicator])
  })
}

/** Where they accept either of two values: NaN is met by no number of ours, else the nearer one counts. */
function nearest(value: Value, ours: number): number {
  const choices = typeof value === 'object' ? value.map(Number) : [Number(value)]
  if (Number.isNaN(ours) && choices.some(Number.isNaN)) return Number.NaN
  const numbers = choices.filter((choice) => !Number.isNaN(choice))
  return numbers.reduce((best, one) => (Math.abs(one - ours) < Math.abs(best - ours) ? one : best))
}

function readBars(): Columns {
  const path = sharedPath('data', 'market-data', 'backtrader', '2006-day-001.csv')
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',').map(Number))
  const column = (field: number): Float64Array => Float64Array.from(rows, (row) => row[field]!)
  return { open: column(1), high: column(2), low: column(3), close: column(4) }
}
