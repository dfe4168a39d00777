/** Made-up bars for a dry run: waves with noise, so that most strategies find something to do. The same in every run. */

import { createBarColumns, type BarColumns } from '@quarterdeck/market-data'

/** 8 January 2024, a Monday on which exchanges are open. */
const START = 1_704_672_000e6

export function dryBars(
  count: number,
  { seed, step }: { readonly seed: number; readonly step: number },
): BarColumns {
  const bars = createBarColumns(count)
  let state = (seed * 0x9e3779b9) >>> 0 || 1
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  const cents = (price: number): number => Math.round(price * 100) / 100
  let close = 100
  for (let row = 0; row < count; row += 1) {
    const open = close
    close = cents(100 + 10 * Math.sin(row / 12) + 4 * Math.sin(row / 3) + 2 * draw())
    bars.time[row] = START + row * step
    bars.open[row] = open
    bars.high[row] = cents(Math.max(open, close) + Math.abs(draw()))
    bars.low[row] = cents(Math.min(open, close) - Math.abs(draw()))
    bars.close[row] = close
    bars.volume[row] = 1_000 + Math.floor(1_000 * (draw() + 0.5))
  }
  return bars
}
