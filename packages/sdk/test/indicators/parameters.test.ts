/** A fault in a parameter, a column or a snapshot is named: whose, which, what it was and what is allowed. */

import { describe, expect, it } from 'vitest'
import {
  Alma,
  atr,
  Bollinger,
  Ema,
  IndicatorParameterError,
  Kst,
  Macd,
  Psar,
  Sma,
  type Seed,
} from '../../src/index.ts'

describe('faults of indicators', () => {
  it.each([
    ['SMA', 'period', '0', () => new Sma(0)],
    ['SMA', 'period', '2.5', () => new Sma(2.5)],
    ['SMA', 'period', '1000001', () => new Sma(1_000_001)],
    ['EMA', 'seed', 'LAST', () => new Ema(5, { seed: 'LAST' as Seed })],
    ['MACD', 'fast', '26', () => new Macd({ fast: 26, slow: 26 })],
    ['BBANDS', 'deviations', 'NaN', () => new Bollinger(5, { deviations: Number.NaN })],
    ['BBANDS', 'period', '1', () => new Bollinger(1, { of: 'SAMPLE' })],
    ['ALMA', 'offset', '2', () => new Alma(9, { offset: 2 })],
    ['SAR', 'step', '-1', () => new Psar({ step: -1 })],
    ['KST', 'rates.2', '0', () => new Kst({ rates: [1, 2, 0, 4] })],
  ])('%s names %s when it is %s', (indicator, parameter, was, make) => {
    expect(make).toThrow(IndicatorParameterError)
    expect(make).toThrow(new RegExp(`^${indicator}: ${parameter} must .*it was ${was}$`))
  })

  it('names the column of another length', () => {
    const [three, two] = [new Float64Array(3), new Float64Array(2)]
    expect(() => atr({ high: three, low: two, close: three })).toThrow('ATR: column low has 2 values')
  })

  it('refuses the snapshot of other parameters, and names a broken field', () => {
    const snapshot = new Sma(3).snapshot()
    expect(() => new Sma(4).restore(snapshot)).toThrow('it is of SMA(3); this indicator is SMA(4)')
    expect(() => new Sma(3).restore({ ...snapshot, state: { value: 'NaN' } })).toThrow(
      'state.window is missing',
    )
  })
})
