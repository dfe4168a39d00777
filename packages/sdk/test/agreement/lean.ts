/** LEAN's sheets: inputs and values that came from other programs, compared as its tests do: where ours is warm. */

import {
  accumulation,
  aroon,
  atr,
  averagePrice,
  bandwidth,
  bollinger,
  cci,
  correlation,
  dema,
  directional,
  donchian,
  ema,
  heikinAshi,
  highest,
  ichimoku,
  logReturn,
  lowest,
  macd,
  moneyFlowIndex,
  obv,
  roc,
  rocp,
  rollingSharpe,
  rollingVwap,
  rsi,
  sma,
  standardDeviation,
  stochastic,
  trueRange,
  variance,
  williamsR,
  wma,
} from '../../src/index.ts'
import { expected, judge, notApplicable, type CaseResult } from './case-result.ts'
import { readSheet, type Sheet } from './csv.ts'

interface LeanFile {
  readonly cases: readonly {
    readonly indicator: string
    readonly constructor: string
    readonly file: string
  }[]
}

type Pair = readonly [header: string, ours: Float64Array]

/** Their TestHelper's. */
const TOLERANCE = { absolute: 1e-3, relative: 1e-9 }

/** Where its tests take another. The volumes of the OBV sheet have seven digits, so its sums are off by up to 50 a bar. */
const TOLERANCES: Readonly<Record<string, number>> = {
  CommodityChannelIndex: 1e-2,
  SimpleMovingAverage: 1e-2,
  OnBalanceVolume: 25_000,
}

const bars = (sheet: Sheet) => ({
  open: sheet.column('Open'),
  high: sheet.column('High'),
  low: sheet.column('Low'),
  close: sheet.column('Close'),
})

const traded = (sheet: Sheet) => ({ ...bars(sheet), volume: sheet.column('Volume') })

const closes =
  (header: string, run: (close: Float64Array) => Float64Array) =>
  (sheet: Sheet): Pair[] => [[header, run(sheet.column('Close'))]]

const percent = (column: Float64Array): Float64Array => column.map((value) => value * 100)

const ANSWERS: Readonly<Record<string, (sheet: Sheet) => readonly Pair[]>> = {
  AccumulationDistribution: (sheet) => [['AD', accumulation(traded(sheet))]],
  AroonOscillator: (sheet) => [['Aroon Oscillator 14', aroon(bars(sheet)).oscillator]],
  AverageDirectionalIndex: (sheet) => {
    const { adx, plusDi, minusDi } = directional(bars(sheet), 14, { start: 'WILDER' })
    return [
      ['ADX 14', adx],
      ['+DI14', plusDi],
      ['-DI14', minusDi],
    ]
  },
  AverageDirectionalMovementIndexRating: (sheet) => [
    ['ADXR 14', directional(bars(sheet), 14, { start: 'WILDER' }).adxr],
  ],
  AverageTrueRange: (sheet) => [['Average True Range 14', atr(bars(sheet), 14, { first: 'RANGE' })]],
  BollingerBands: (sheet) => {
    const { middle, upper, lower } = bollinger(sheet.column('Close'))
    const name = 'Bollinger Bands® 20 2'
    return [
      ['Moving Average 20', middle],
      [`${name} Top`, upper],
      [`${name} Bottom`, lower],
      ['BandWidth', percent(bandwidth(sheet.column('Close')))],
    ]
  },
  CommodityChannelIndex: (sheet) => [['Commodity Channel Index (CCI) 14', cci(bars(sheet))]],
  DonchianChannel: (sheet) => {
    const { middle, upper, lower } = donchian(bars(sheet), 50)
    return [
      ['Donchian Channels 50 Mean', middle],
      ['Donchian Channels 50 Top', upper],
      ['Donchian Channels 50 Bottom', lower],
    ]
  },
  DoubleExponentialMovingAverage: closes('DEMA_5', (close) => dema(close, 5)),
  ExponentialMovingAverage: closes('EMA14', (close) => ema(close, 14)),
  HeikinAshi: (sheet) => {
    const { open, high, low, close } = heikinAshi(bars(sheet))
    return [
      ['HA_Open', open],
      ['HA_High', high],
      ['HA_Low', low],
      ['HA_Close', close],
    ]
  },
  IchimokuKinkoHyo: (sheet) => {
    const { conversion, base, spanA, spanB } = ichimoku(bars(sheet))
    return [
      ['Tenkan', conversion],
      ['Kijun', base],
      ['Senkou A', spanA],
      ['Senkou B', spanB],
    ]
  },
  LinearWeightedMovingAverage: closes('LWMA', (close) => wma(close, 6)),
  LogReturn: closes('LOGR14', (close) => logReturn(close, 14)),
  Maximum: closes('MAX_5', (close) => highest(close, 5)),
  Minimum: closes('MIN_5', (close) => lowest(close, 5)),
  MomentumPercent: closes('Rate of Change % 50', (close) => roc(close, 50)),
  MoneyFlowIndex: (sheet) => [['Money Flow Index 20', moneyFlowIndex(traded(sheet), 20)]],
  MovingAverageConvergenceDivergence: (sheet) => {
    const { macd: line, signal, histogram } = macd(sheet.column('Close'), { seed: 'SMA' })
    return [
      ['MACD', line],
      ['Signal', signal],
      ['Histogram', histogram],
    ]
  },
  OnBalanceVolume: (sheet) => [['OBV', obv(traded(sheet))]],
  RateOfChangePercent: closes('Rate of Change % 50', (close) => roc(close, 50)),
  RateOfChange: closes('Rate of Change % 50', (close) => percent(rocp(close, 50))),
  RelativeStrengthIndex: (sheet) => [
    ['RSI 14 Wilder', rsi(sheet.column('Close'))],
    ['RSI 14', rsi(sheet.column('Close'), 14, { average: 'SMA' })],
  ],
  SharpeRatio: closes('SR_10', (close) => rollingSharpe(close, 10)),
  SimpleMovingAverage: closes('SMA14', (close) => sma(close, 14)),
  StandardDeviation: closes('Var', (close) => standardDeviation(close, 10).map((value) => value * value)),
  Stochastic: (sheet) => {
    const { k, d } = stochastic(bars(sheet), 12, { slowing: 3, signal: 5 })
    return [
      ['Stochastics 12 %K 3', k],
      ['%D 5', d],
    ]
  },
  TrueRange: (sheet) => [['TR', trueRange(bars(sheet))]],
  Variance: closes('Var', (close) => variance(close, 10)),
  // Theirs weighs the mean of open, high, low and close.
  VolumeWeightedAveragePriceIndicator: (sheet) => {
    const price = averagePrice(bars(sheet))
    const volume = sheet.column('Volume')
    return [['Moving VWAP 50', rollingVwap({ high: price, low: price, close: price, volume }, 50)]]
  },
  WilliamsPercentR: (sheet) => [['Williams %R 14', williamsR(bars(sheet))]],
}

export function lean(): CaseResult[] {
  return expected<LeanFile>('lean-indicator-files.json').cases.map((published) => {
    const { indicator, file } = published
    const sheet = readSheet(file)
    const name = `${indicator} (${file.split('/').at(-1)})`
    if (indicator === 'CorrelationPearson') return correlationCase(name, sheet)
    const answer = ANSWERS[indicator]
    if (answer === undefined) return notApplicable(name, 'there is no such indicator here')
    const comparisons = answer(sheet).map(([line, ours]) => {
      const theirs = sheet.column(line).map((value, at) => (Number.isNaN(ours[at]!) ? Number.NaN : value))
      return { line, ours, theirs }
    })
    return judge(name, { ...TOLERANCE, absolute: TOLERANCES[indicator] ?? TOLERANCE.absolute }, comparisons)
  })
}

/** Rows of two instruments, day by day; the value stands on the row of the second. */
function correlationCase(name: string, sheet: Sheet): CaseResult {
  const [spy, qqq] = [sheet.where('Symbol', 'SPY'), sheet.where('Symbol', 'QQQ')]
  const ours = correlation({ x: spy.column('Close'), y: qqq.column('Close') }, 252)
  const theirs = qqq
    .column('Correlation_Pearson')
    .map((value, at) => (Number.isNaN(ours[at]!) ? Number.NaN : value))
  return judge(name, TOLERANCE, [{ line: 'Correlation_Pearson', ours, theirs }])
}
