/** Tulip's vectors: the worked examples of "Technical Analysis from A to Z". */

import {
  accumulation,
  accumulationOscillator,
  aroon,
  atr,
  bollinger,
  cci,
  chaikinVolatility,
  cmo,
  dema,
  directional,
  dpo,
  easeOfMovement,
  ema,
  forecastOscillator,
  klinger,
  macd,
  massIndex,
  medianPrice,
  moneyFlowIndex,
  negativeVolumeIndex,
  obv,
  psar,
  qstick,
  rma,
  rocr,
  rsi,
  sma,
  standardDeviation,
  stochastic,
  tema,
  trima,
  trix,
  trueRange,
  typicalPrice,
  ultimateOscillator,
  verticalHorizontalFilter,
  volumeOscillator,
  weightedClose,
  williamsAccumulation,
  williamsR,
  wma,
} from '../../src/index.ts'
import { expected, judge, notApplicable, type CaseResult } from './case-result.ts'

interface TulipFile {
  readonly cases: readonly {
    readonly indicator: string
    readonly options: Readonly<Record<string, number>>
    readonly inputs: Readonly<Record<string, readonly number[]>>
    readonly outputs: Readonly<Record<string, readonly number[]>>
  }[]
}

type Columns = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume' | 'real', Float64Array>>
type Options = Readonly<Record<string, number>>
type Lines = Readonly<Record<string, Float64Array>>

/** Their smoke test's tolerance. */
const TOLERANCE = { absolute: 0.001, relative: 0 }

const one =
  (line: string, run: (columns: Columns, period: number, options: Options) => Float64Array) =>
  (columns: Columns, options: Options): Lines => ({ [line]: run(columns, options.period ?? 0, options) })

const ANSWERS: Readonly<Record<string, (columns: Columns, options: Options) => Lines>> = {
  ad: one('ad', (columns) => accumulation(columns)),
  adosc: one('adosc', (columns, _, { short_period, long_period }) =>
    accumulationOscillator({ ...columns }, { fast: short_period!, slow: long_period! }),
  ),
  // Their index of direction needs no close: the true range cancels out of it.
  adx: one('adx', (columns, period) => directional(columns, period, { start: 'TULIP' }).adx),
  adxr: one('adxr', (columns, period) => directional(columns, period, { start: 'TULIP' }).adxr),
  dx: one('dx', (columns, period) => directional(columns, period, { start: 'TULIP' }).dx),
  di: (columns, { period }) => {
    const { plusDi, minusDi } = directional(columns, period, { start: 'TULIP' })
    return { plus_di: plusDi, minus_di: minusDi }
  },
  dm: (columns, { period }) => {
    const { plusDm, minusDm } = directional(columns, period, { start: 'TULIP' })
    return { plus_dm: plusDm, minus_dm: minusDm }
  },
  aroon: (columns, { period }) => {
    const { up, down } = aroon(columns, period)
    return { aroon_up: up, aroon_down: down }
  },
  atr: one('atr', (columns, period) => atr(columns, period, { first: 'RANGE' })),
  bbands: ({ real }, { period, stddev }) => {
    const { middle, upper, lower } = bollinger(real, period, { deviations: stddev! })
    return { bbands_middle: middle, bbands_upper: upper, bbands_lower: lower }
  },
  cci: one('cci', (columns, period) => cci(columns, period)),
  cmo: one('cmo', ({ real }, period) => cmo(real, period, { smoothing: 'SUM' })),
  cvi: one('cvi', (columns, period) => chaikinVolatility(columns, period, { seed: 'FIRST' })),
  dema: one('dema', ({ real }, period) => dema(real, period, { seed: 'FIRST' })),
  dpo: one('dpo', ({ real }, period) => dpo(real, period)),
  ema: one('ema', ({ real }, period) => ema(real, period, { seed: 'IMMEDIATE' })),
  emv: one('emv', (columns) => easeOfMovement(columns, 1, { volumeUnit: 10_000 })),
  fosc: one('fosc', ({ real }, period) => forecastOscillator(real, period)),
  kvo: one('kvo', (columns, _, { short_period, long_period }) =>
    klinger(columns, { fast: short_period!, slow: long_period! }),
  ),
  macd: ({ real }, { short_period, long_period, signal_period }) => {
    const terms = { fast: short_period!, slow: long_period!, signal: signal_period! }
    const lines = macd(real, { ...terms, seed: 'FIRST', factors: 'FIXED' })
    return { macd: lines.macd, macd_signal: lines.signal, macd_histogram: lines.histogram }
  },
  mass: one('mass', (columns, period) => massIndex(columns, period, { seed: 'FIRST' })),
  medprice: one('medprice', (columns) => medianPrice(columns)),
  mfi: one('mfi', (columns, period) => moneyFlowIndex(columns, period)),
  nvi: one('nvi', (columns) => negativeVolumeIndex(columns)),
  obv: one('obv', (columns) => obv(columns, { start: 'ZERO' })),
  psar: one('psar', (columns, _, options) =>
    psar(columns, {
      step: options.acceleration_factor_step!,
      max: options.acceleration_factor_maximum!,
      start: 'TULIP',
    }),
  ),
  qstick: one('qstick', (columns, period) => qstick(columns, period)),
  rocr: one('rocr', ({ real }, period) => rocr(real, period)),
  rsi: one('rsi', ({ real }, period) => rsi(real, period)),
  sma: one('sma', ({ real }, period) => sma(real, period)),
  stddev: one('stddev', ({ real }, period) => standardDeviation(real, period)),
  stoch: (columns, { k_period, k_slowing_period, d_period }) => {
    const { k, d } = stochastic(columns, k_period, { slowing: k_slowing_period!, signal: d_period! })
    return { stoch_k: k, stoch_d: d }
  },
  tema: one('tema', ({ real }, period) => tema(real, period, { seed: 'FIRST' })),
  tr: one('tr', (columns) => trueRange(columns, { first: 'RANGE' })),
  trima: one('trima', ({ real }, period) => trima(real, period)),
  trix: one('trix', ({ real }, period) => trix(real, period, { seed: 'FIRST' })),
  typprice: one('typprice', (columns) => typicalPrice(columns)),
  ultosc: one('ultosc', (columns, _, { short_period, medium_period, long_period }) =>
    ultimateOscillator(columns, { short: short_period!, medium: medium_period!, long: long_period! }),
  ),
  vhf: one('vhf', ({ real }, period) => verticalHorizontalFilter(real, period)),
  vosc: one('vosc', ({ volume }, _, { short_period, long_period }) =>
    volumeOscillator(volume, { fast: short_period!, slow: long_period! }),
  ),
  wad: one('wad', (columns) => williamsAccumulation(columns)),
  wcprice: one('wcprice', (columns) => weightedClose(columns)),
  willr: one('willr', (columns, period) => williamsR(columns, period)),
  wma: one('wma', ({ real }, period) => wma(real, period)),
  wilders: one('wilders', ({ real }, period) => rma(real, period)),
}

export function tulip(): CaseResult[] {
  return expected<TulipFile>('tulip-atoz.json').cases.map(({ indicator, options, inputs, outputs }) => {
    const answer = ANSWERS[indicator]
    if (answer === undefined) return notApplicable(indicator, 'there is no such indicator here')
    const columns = Object.fromEntries(
      Object.entries(inputs).map(([field, values]) => [field, Float64Array.from(values)]),
    ) as Columns
    const lines = answer({ ...columns, close: columns.close ?? columns.low }, options)
    const comparisons = Object.entries(outputs).map(([line, theirs]) => ({
      line,
      ours: lines[line]!,
      theirs,
    }))
    return judge(indicator, TOLERANCE, comparisons)
  })
}
