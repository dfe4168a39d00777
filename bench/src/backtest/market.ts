/** A walk of one-minute bars in cents, the same in every run, and the instrument that is traded on it. */

import { createBarColumns } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { Instrument } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'

const MINUTE = 60e6
/** 2 January 2024, 00:00 UTC. */
const START = 1_704_153_600e6

/** Margined, so that both sides are traded; a fee of 1 basis point. */
export const INSTRUMENT: Instrument = testInstrument({
  id: 'BENCH:WALK',
  name: 'Walk',
  assetClass: 'EQUITY',
  quantityIncrement: '1',
  minQuantity: '1',
  maxQuantity: '1000000',
  funding: 'MARGINED',
  initialMarginRate: '0.1',
  maintenanceMarginRate: '0.05',
  makerFeeRate: '0.0001',
  takerFeeRate: '0.0001',
  calendar: '24/7',
})

export function walk(count: number): BarColumns {
  const bars = createBarColumns(count)
  let state = 0x2545f491
  const draw = (span: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % span
  }
  let close = 10_000
  for (let row = 0; row < count; row += 1) {
    const open = Math.max(2_000, close + draw(5) - 2)
    close = Math.max(2_000, open + draw(41) - 20)
    bars.time[row] = START + row * MINUTE
    bars.open[row] = open / 100
    bars.high[row] = (Math.max(open, close) + draw(10)) / 100
    bars.low[row] = (Math.min(open, close) - draw(10)) / 100
    bars.close[row] = close / 100
    bars.volume[row] = 1_000
  }
  return bars
}
