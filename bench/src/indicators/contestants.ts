/** Six indicators, each as our columns, our stream, the bare loop and the two npm libraries. */

import { Atr, atr, Bollinger, bollinger, Ema, ema, Macd, macd, Rsi, rsi, Sma, sma } from '@quarterdeck/sdk'
import * as library from 'technicalindicators'
import * as signals from 'trading-signals'
import type { Bar, Market } from './bars.ts'
import { BARE } from './bare-loops.ts'

/** The main line, aligned to the last bar; what comes before it is warm does not matter. */
export type Run = (market: Market) => ArrayLike<number>

export interface Contest {
  readonly name: string
  readonly columns: Run
  readonly bare: Run
  /** technicalindicators' form over whole arrays. */
  readonly library: Run
  /** Our stream, started as trading-signals starts its own. */
  readonly stream: Run
  readonly signals: Run
}

/** Feeds every close; a closure of its own for each contestant, so that none pays for another's shapes. */
function closes(update: (close: number) => number): Run {
  return ({ close }) => {
    const out = new Float64Array(close.length)
    for (let at = 0; at < out.length; at += 1) out[at] = update(close[at]!)
    return out
  }
}

function candles(update: (bar: Bar) => number): Run {
  return ({ bars }) => {
    const out = new Float64Array(bars.length)
    for (let at = 0; at < out.length; at += 1) out[at] = update(bars[at]!)
    return out
  }
}

const fed =
  <Fed>(make: () => Fed, run: (fed: Fed) => Run): Run =>
  (market) =>
    run(make())(market)

const values = ({ close }: Market): number[] => Array.from(close)

export const CONTESTS: readonly Contest[] = [
  {
    name: 'SMA',
    columns: ({ close }) => sma(close, 20),
    bare: BARE.SMA!,
    library: (market) => library.SMA.calculate({ period: 20, values: values(market) }),
    stream: fed(
      () => new Sma(20),
      (one) => closes((close) => one.update(close)),
    ),
    signals: fed(
      () => new signals.SMA(20),
      (one) => closes((close) => one.add(close) ?? 0),
    ),
  },
  {
    name: 'EMA',
    columns: ({ close }) => ema(close, 20),
    bare: BARE.EMA!,
    library: (market) => library.EMA.calculate({ period: 20, values: values(market) }),
    stream: fed(
      () => new Ema(20, { seed: 'IMMEDIATE' }),
      (one) => closes((close) => one.update(close)),
    ),
    signals: fed(
      () => new signals.EMA(20),
      (one) => closes((close) => one.add(close) ?? 0),
    ),
  },
  {
    name: 'RSI',
    columns: ({ close }) => rsi(close, 14),
    bare: BARE.RSI!,
    library: (market) => library.RSI.calculate({ period: 14, values: values(market) }),
    stream: fed(
      () => new Rsi(14),
      (one) => closes((close) => one.update(close)),
    ),
    signals: fed(
      () => new signals.RSI(14),
      (one) => closes((close) => one.add(close) ?? 0),
    ),
  },
  {
    name: 'MACD',
    columns: ({ close }) => macd(close).macd,
    bare: BARE.MACD!,
    library: (market) =>
      library.MACD.calculate({
        values: values(market),
        fastPeriod: 12,
        slowPeriod: 26,
        signalPeriod: 9,
        SimpleMAOscillator: false,
        SimpleMASignal: false,
      }).map(({ MACD = 0 }) => MACD),
    stream: fed(
      () => new Macd({ seed: 'FIRST' }),
      (one) => closes((close) => one.update(close)),
    ),
    signals: fed(
      () => new signals.MACD(new signals.EMA(12), new signals.EMA(26), new signals.EMA(9)),
      (one) => closes((close) => one.add(close)?.macd ?? 0),
    ),
  },
  {
    name: 'Bollinger',
    columns: ({ close }) => bollinger(close, 20).upper,
    bare: BARE.Bollinger!,
    library: (market) =>
      library.BollingerBands.calculate({ period: 20, stdDev: 2, values: values(market) }).map(
        ({ upper }) => upper,
      ),
    stream: fed(
      () => new Bollinger(20),
      (one) =>
        closes((close) => {
          one.update(close)
          return one.upper
        }),
    ),
    signals: fed(
      () => new signals.BollingerBands(20, 2),
      (one) => closes((close) => one.add(close)?.upper ?? 0),
    ),
  },
  {
    name: 'ATR',
    columns: ({ high, low, close }) => atr({ high, low, close }, 14),
    bare: BARE.ATR!,
    library: ({ high, low, close }) =>
      library.ATR.calculate({
        period: 14,
        high: Array.from(high),
        low: Array.from(low),
        close: Array.from(close),
      }),
    stream: fed(
      () => new Atr(14, { first: 'RANGE' }),
      (one) => candles((bar) => one.update(bar)),
    ),
    signals: fed(
      () => new signals.ATR(14),
      (one) => candles((bar) => one.add(bar) ?? 0),
    ),
  },
]
