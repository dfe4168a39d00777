/** One million bars of a random walk, as columns and as the objects that libraries of candles want. */

export const BARS = 1_000_000

export interface Bar {
  readonly high: number
  readonly low: number
  readonly close: number
}

export interface Market {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly bars: readonly Bar[]
}

export function walk(): Market {
  const high = new Float64Array(BARS)
  const low = new Float64Array(BARS)
  const close = new Float64Array(BARS)
  let state = 12_345
  const chance = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  let price = 100
  for (let at = 0; at < BARS; at += 1) {
    const open = price
    price = Math.max(1, price * (1 + (chance() - 0.5) * 0.004))
    close[at] = price
    high[at] = Math.max(open, price) * (1 + chance() * 0.001)
    low[at] = Math.min(open, price) * (1 - chance() * 0.001)
  }
  const bars = Array.from(close, (value, at): Bar => ({ high: high[at]!, low: low[at]!, close: value }))
  return { high, low, close, bars }
}
