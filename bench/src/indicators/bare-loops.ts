/** The tightest loop for each indicator: no checks, no parameters but the period, no care for rounding. */

import type { Market } from './bars.ts'

/** Each returns its main line; warm-up values are left at 0. */
export const BARE: Readonly<Record<string, (market: Market) => Float64Array>> = {
  SMA: ({ close }) => bareSma(close, 20),
  EMA: ({ close }) => bareEma(close, 20),
  RSI: ({ close }) => bareRsi(close, 14),
  MACD: ({ close }) => bareMacd(close),
  Bollinger: ({ close }) => bareBollinger(close, 20),
  ATR: (market) => bareAtr(market, 14),
}

function bareSma(close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length)
  let sum = 0
  for (let at = 0; at < period; at += 1) sum += close[at]!
  out[period - 1] = sum / period
  for (let at = period; at < close.length; at += 1) {
    sum += close[at]! - close[at - period]!
    out[at] = sum / period
  }
  return out
}

function bareEma(close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length)
  const factor = 2 / (period + 1)
  let level = 0
  for (let at = 0; at < period; at += 1) level += close[at]! / period
  out[period - 1] = level
  for (let at = period; at < close.length; at += 1) {
    level += factor * (close[at]! - level)
    out[at] = level
  }
  return out
}

function bareRsi(close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length)
  let gain = 0
  let loss = 0
  for (let at = 1; at <= period; at += 1) {
    const change = close[at]! - close[at - 1]!
    if (change > 0) gain += change / period
    else loss -= change / period
  }
  out[period] = (100 * gain) / (gain + loss)
  for (let at = period + 1; at < close.length; at += 1) {
    const change = close[at]! - close[at - 1]!
    gain += ((change > 0 ? change : 0) - gain) / period
    loss += ((change < 0 ? -change : 0) - loss) / period
    out[at] = (100 * gain) / (gain + loss)
  }
  return out
}

/** The line alone is returned, but signal and histogram are reckoned and kept too. */
function bareMacd(close: Float64Array): Float64Array {
  const out = new Float64Array(close.length)
  const signals = new Float64Array(close.length)
  const histograms = new Float64Array(close.length)
  let fast = 0
  let slow = 0
  for (let at = 0; at < 26; at += 1) slow += close[at]! / 26
  for (let at = 14; at < 26; at += 1) fast += close[at]! / 12
  let signal = fast - slow
  out[25] = signal
  for (let at = 26; at < close.length; at += 1) {
    const value = close[at]!
    fast += (2 / 13) * (value - fast)
    slow += (2 / 27) * (value - slow)
    const line = fast - slow
    signal += (2 / 10) * (line - signal)
    out[at] = line
    signals[at] = signal
    histograms[at] = line - signal
  }
  return out
}

/** The upper band is returned, the others are kept too. */
function bareBollinger(close: Float64Array, period: number): Float64Array {
  const middle = new Float64Array(close.length)
  const upper = new Float64Array(close.length)
  const lower = new Float64Array(close.length)
  let sum = 0
  let squares = 0
  for (let at = 0; at < close.length; at += 1) {
    const come = close[at]!
    const gone = at < period ? 0 : close[at - period]!
    sum += come - gone
    squares += come * come - gone * gone
    if (at < period - 1) continue
    const mean = sum / period
    const spread = squares / period - mean * mean
    const width = 2 * Math.sqrt(spread > 0 ? spread : 0)
    middle[at] = mean
    upper[at] = mean + width
    lower[at] = mean - width
  }
  return upper
}

function bareAtr({ high, low, close }: Market, period: number): Float64Array {
  const out = new Float64Array(close.length)
  let level = 0
  for (let at = 1; at < close.length; at += 1) {
    const before = close[at - 1]!
    const top = high[at]! > before ? high[at]! : before
    const bottom = low[at]! < before ? low[at]! : before
    if (at <= period) level += (top - bottom) / period
    else level += (top - bottom - level) / period
    if (at >= period) out[at] = level
  }
  return out
}
