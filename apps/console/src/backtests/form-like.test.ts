import { describe, expect, it } from 'vitest'
import { parametersIn, termsOf } from './form-like.ts'
import { toWalkForward } from './run-form.ts'

describe('parameters that an address names', () => {
  it('are read as texts', () => {
    expect(parametersIn('{"fast":"9","slow":30}')).toEqual({ fast: '9', slow: '30' })
  })

  it.each([[null], ['no JSON'], ['7'], ['null']])('are none in %s', (set) => {
    expect(parametersIn(set)).toEqual({})
  })
})

describe('a backtest that is run again', () => {
  it('starts with the same costs, fills, sets to try and windows', () => {
    const form = termsOf({
      id: 'bkt_1',
      strategy: 'sma-cross',
      seed: 7,
      from: null,
      to: null,
      cash: { amount: '5000', currency: 'EUR' },
      parameters: [{ name: 'quantity', value: '10' }],
      datasets: [{ dataset: { id: 'dat_1' } }],
      prices: 'SPLIT',
      carry: [{ instrumentId: 'SIM:WAVE', at: '2026-01-05T08:00:00.000Z', kind: 'FUNDING', amount: '0.001' }],
      fills: {
        entry: 'THIS_CLOSE',
        spreadBasisPoints: 0,
        slippageBasisPoints: 1.5,
        participation: '0.1',
        commission: { kind: 'PER_UNIT', amount: '0.005', minimum: '1', maximum: null },
      },
      sweep: {
        method: 'RANDOM',
        samples: 30,
        objective: 'calmar',
        axes: [{ name: 'fast', value: '2:9:1' }],
      },
      walkForward: { kind: 'ANCHORED', train: '200d', test: '20d', step: null, purge: null, embargo: '1d' },
    })
    const { sweep, ...windows } = toWalkForward(form, 'org_1')
    expect(form).toMatchObject({ sweeps: true, walks: true })
    expect(windows).toEqual({ kind: 'ANCHORED', train: '200d', test: '20d', embargo: '1d' })
    expect(sweep).toEqual({
      backtest: {
        organizationId: 'org_1',
        strategy: 'sma-cross',
        parameters: [{ name: 'quantity', value: '10' }],
        datasetIds: ['dat_1'],
        currency: 'EUR',
        cash: '5000',
        fills: {
          entry: 'THIS_CLOSE',
          slippageBasisPoints: 1.5,
          participation: '0.1',
          commission: { kind: 'PER_UNIT', amount: '0.005', minimum: '1' },
        },
        prices: 'SPLIT',
        carry: [
          { instrumentId: 'SIM:WAVE', at: '2026-01-05T08:00:00.000Z', kind: 'FUNDING', amount: '0.001' },
        ],
        seed: 7,
      },
      axes: [{ name: 'fast', values: '2:9:1' }],
      method: 'RANDOM',
      samples: 30,
      objective: 'calmar',
    })
  })
})
