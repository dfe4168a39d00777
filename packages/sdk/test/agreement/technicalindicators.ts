/** The assertions of the npm library technicalindicators: whole input and output columns. */

import {
  accumulation,
  atr,
  awesomeOscillator,
  bollinger,
  cci,
  crossover,
  directional,
  ema,
  highest,
  keltner,
  kst,
  lowest,
  momentum,
  moneyFlowIndex,
  obv,
  percentB,
  psar,
  rma,
  roc,
  rollingSum,
  rsi,
  sma,
  standardDeviation,
  stochastic,
  trix,
  williamsR,
  wma,
} from '../../src/index.ts'
import { expected, judge, notApplicable, type CaseResult } from './case-result.ts'

type Input = Readonly<Record<string, number | boolean | readonly number[]>>
type Row = number | boolean | Readonly<Record<string, number>>

interface LibraryFile {
  readonly cases: readonly {
    readonly indicator: string
    readonly test: string
    readonly input: Input
    readonly expected: readonly Row[]
  }[]
}

type Columns = Readonly<
  Record<'open' | 'high' | 'low' | 'close' | 'volume' | 'values' | 'lineA' | 'lineB', Float64Array>
>
type Lines = Readonly<Record<string, Float64Array>>

const values =
  (run: (column: Float64Array, period: number) => Float64Array) =>
  ({ values: column }: Columns, { period }: Input): Lines => ({ value: run(column, period as number) })

const bars =
  (run: (columns: Columns, period: number) => Float64Array) =>
  (columns: Columns, { period }: Input): Lines => ({ value: run(columns, period as number) })

const crossing =
  (crosses: (sign: number) => boolean) =>
  ({ lineA: x, lineB: y }: Columns): Lines => ({
    value: crossover({ x, y }).map((sign) => Number(crosses(sign))),
  })

const ANSWERS: Readonly<Record<string, (columns: Columns, input: Input) => Lines>> = {
  // Theirs is one half of an RSI: Wilder's average of the falls.
  AverageLoss: values((column, period) =>
    rma(
      momentum(column, 1).map((change) => Math.max(-change, 0)),
      period,
    ),
  ),
  CrossDown: crossing((sign) => sign < 0),
  CrossUp: crossing((sign) => sign > 0),
  CrossOver: crossing((sign) => sign !== 0),
  Highest: values(highest),
  Lowest: values(lowest),
  SD: values(standardDeviation),
  Sum: values(rollingSum),
  ADX: (columns, { period }) => {
    const { adx, minusDi, plusDi } = directional(columns, period as number, { start: 'WILDER' })
    return { adx, mdi: minusDi, pdi: plusDi }
  },
  ATR: bars((columns, period) => atr(columns, period)),
  MDM: bars((columns) => directional(columns, 1, { start: 'WILDER' }).minusDm),
  PDM: bars((columns) => directional(columns, 1, { start: 'WILDER' }).plusDm),
  KST: ({ values: column }, input) => {
    const four = (name: string): [number, number, number, number] => {
      const [first, second, third, fourth] = [1, 2, 3, 4].map((at) => input[`${name}${at}`] as number)
      return [first!, second!, third!, fourth!]
    }
    const terms = { rates: four('ROCPer'), averages: four('SMAROCPer'), signal: input.signalPeriod as number }
    return { ...kst(column, terms) }
  },
  PSAR: (columns, { step, max }) => ({ value: psar(columns, { step: step as number, max: max as number }) }),
  ROC: values(roc),
  Stochastic: (columns, { period, signalPeriod }) => {
    const { k, d } = stochastic(columns, period as number, { slowing: 1, signal: signalPeriod as number })
    return { k, d }
  },
  TRIX: values((column, period) => trix(column, period)),
  WilliamsR: bars(williamsR),
  EMA: values((column, period) => ema(column, period)),
  SMA: values(sma),
  WMA: values(wma),
  // Their smoothing is Wilder's running sum: the average times the period.
  WilderSmoothing: values((column, period) => rma(column, period).map((value) => value * period)),
  AwesomeOscillator: (columns, { fastPeriod, slowPeriod }) => ({
    value: awesomeOscillator(columns, { fast: fastPeriod as number, slow: slowPeriod as number }),
  }),
  CCI: bars(cci),
  RSI: values((column, period) => rsi(column, period, { flat: 100 })),
  BollingerBands: ({ values: column }, { period, stdDev }) => {
    const options = { deviations: stdDev as number }
    return {
      ...bollinger(column, period as number, options),
      pb: percentB(column, period as number, options),
    }
  },
  KeltnerChannels: (columns, { maPeriod, atrPeriod, multiplier }) => ({
    ...keltner(columns, maPeriod as number, { range: atrPeriod as number, multiplier: multiplier as number }),
  }),
  ADL: bars((columns) => accumulation(columns)),
  MFI: bars(moneyFlowIndex),
  OBV: bars((columns) => obv(columns, { start: 'ZERO' })),
}

const DECLARED: Readonly<Record<string, string>> = {
  PSAR: 'theirs gives the low of the first bar before there is a run; ours gives nothing there; all later values agree',
}

const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  HeikinAshi:
    "its input is not in the published case; the smoothed bars are compared with backtrader's and LEAN's",
  TypicalPrice: "its input is not in the published case; the price is compared with Tulip's",
  VolumeProfile: 'a histogram of a whole period by price, not a line over bars',
}

export function technicalindicators(): CaseResult[] {
  return expected<LibraryFile>('technicalindicators-cases.json').cases.map((published) => {
    const { indicator, test, input } = published
    const name = `${indicator}: ${test}`
    const absent = NOT_APPLICABLE[indicator]
    if (absent !== undefined) return notApplicable(name, absent)
    // Reversed cases run from the newest bar to the oldest, in and out.
    const turned = input.reversedInput === true
    const columns = Object.fromEntries(
      Object.entries(input).flatMap(([field, column]) =>
        typeof column === 'object' ? [[field, Float64Array.from(turned ? column.toReversed() : column)]] : [],
      ),
    ) as Columns
    const rows = turned ? published.expected.toReversed() : published.expected
    const lines = ANSWERS[indicator]!(columns, input)
    const comparisons = Object.entries(lines).map(([line, ours]) => ({
      line,
      ours,
      theirs: rows.map((row) => (typeof row === 'object' ? (row[line] ?? Number.NaN) : Number(row))),
    }))
    const tolerance = { absolute: roundingOf(comparisons.flatMap(({ theirs }) => theirs)), relative: 1e-9 }
    return judge(name, tolerance, comparisons, DECLARED[indicator])
  })
}

/** Half of the last decimal that they print, where they rounded. */
function roundingOf(numbers: readonly number[]): number {
  const decimals = Math.max(...numbers.map((number) => String(number).split('.')[1]?.length ?? 0))
  return decimals > 6 ? 0 : 0.5 * 10 ** -decimals + 1e-9
}
