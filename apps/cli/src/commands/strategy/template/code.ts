/** The author's side of the starter: a strategy small enough to be read whole, its unit test, and bars to try it on. */

import { isoInstant } from '@quarterdeck/sdk'
import { dryBars } from '../dry-bars.ts'

/** Bars of the sample: a day and a night of minutes. */
const SAMPLE_BARS = 1_440

export const strategyText = (
  name: string,
): string => `/** Long after a close above the highest close of the last bars, flat after one below the lowest. */
import { defineStrategy, param } from '@quarterdeck/sdk'

export default defineStrategy({
  name: '${name}',
  description: 'Breakout of a channel.',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD' }),
    timeframe: param.timeframe({ default: '1m' }),
    length: param.int({ default: 20, min: 2, max: 500, description: 'Bars of the channel.' }),
    quantity: param.decimal({ default: '1', min: '0', description: 'What to hold while long.' }),
  },
  subscribe: ({ instrument, timeframe, length }) => [
    { kind: 'BARS', instrument, timeframe, history: length + 1 },
  ],
  // What survives restarts and upgrades. Raise the version, and write migrate(), when its shape changes.
  state: { version: 1, initial: () => ({ breakouts: 0 }) },
  onBar({ params, orders, portfolio, state, setState, log }, { close, window }) {
    if (window.length <= params.length) return
    let highest = -Infinity
    let lowest = Infinity
    for (let ago = 1; ago <= params.length; ago += 1) {
      highest = Math.max(highest, window.close.at(ago))
      lowest = Math.min(lowest, window.close.at(ago))
    }
    const isLong = portfolio.position(params.instrument).lots > 0
    if (!isLong && close > highest) {
      setState({ breakouts: state.breakouts + 1 })
      log.info(\`breakout \${state.breakouts + 1} at \${close}\`)
      orders.targetPosition(params.instrument, params.quantity, { tag: 'breakout' })
    }
    if (isLong && close < lowest) orders.targetPosition(params.instrument, 0, { tag: 'breakdown' })
  },
})
`

export const testText = (
  name: string,
): string => `/** What ${name} decides on a few bars, without a server and in milliseconds. */
import { describe, expect, it } from 'vitest'
import { testStrategy } from '@quarterdeck/sdk/testing'
import strategy from './${name}.ts'

describe('${name}', () => {
  it('buys the breakout and sells the breakdown', () => {
    const rig = testStrategy(strategy, { params: { length: 2 }, fills: 'BARS' })
    rig.start().bars([10, 11, 10, 12, 12, 9, 9])
    expect(rig.submitted.map(({ side }) => side)).toEqual(['BUY', 'SELL'])
    expect(rig.state).toEqual({ breakouts: 1 })
  })

  it('does nothing within the channel', () => {
    const rig = testStrategy(strategy, { params: { length: 2 } })
    rig.start().bars([10, 11, 10.5, 10.6, 10.5])
    expect(rig.submitted).toEqual([])
  })
})
`

/** Made-up minutes as CSV, the same in every starter. */
export function sampleBars(): string {
  const { length, time, open, high, low, close, volume } = dryBars(SAMPLE_BARS, { seed: 7, step: 60e6 })
  const rows = Array.from({ length }, (_, row) =>
    [isoInstant(time[row]!), open[row], high[row], low[row], close[row], volume[row]].join(','),
  )
  return `${['time,open,high,low,close,volume', ...rows].join('\n')}\n`
}
