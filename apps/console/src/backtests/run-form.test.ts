import { describe, expect, it } from 'vitest'
import { axisCount, emptyRun, type RunForm, runCount, runFault, toRun, toSweep } from './run-form.ts'

const filled: RunForm = {
  ...emptyRun,
  strategy: 'sma-cross',
  parameters: { fast: '10', slow: ' 30 ', size: '' },
  datasetIds: ['dat_1'],
}

describe('the form of a backtest', () => {
  it('sends what was given; what is empty is left to its default', () => {
    expect(toRun({ ...filled, currency: ' usd ' }, 'org_1')).toEqual({
      organizationId: 'org_1',
      strategy: 'sma-cross',
      parameters: [
        { name: 'fast', value: '10' },
        { name: 'slow', value: '30' },
      ],
      datasetIds: ['dat_1'],
      currency: 'USD',
      cash: '100000',
      fills: { entry: 'NEXT_OPEN', commission: { kind: 'INSTRUMENT' } },
      prices: 'RAW',
      seed: 0,
    })
  })

  it('ends after the last day that was chosen', () => {
    expect(toRun({ ...filled, from: '2024-02-01', to: '2024-02-29' }, 'org_1')).toMatchObject({
      from: '2024-02-01T00:00:00Z',
      to: '2024-03-01T00:00:00.000Z',
    })
  })

  it('sends the amount of a commission that has one', () => {
    const charged = { ...filled, commission: 'RATE', commissionAmount: '0.001' } as const
    expect(toRun(charged, 'org_1').fills?.commission).toEqual({ kind: 'RATE', amount: '0.001' })
  })

  it.each([
    [{ ...filled, strategy: '' }, 'strategy'],
    [{ ...filled, datasetIds: [] }, 'datasetIds'],
    [{ ...filled, cash: 'much' }, 'cash'],
    [{ ...filled, commission: 'RATE' as const }, 'commissionAmount'],
    [{ ...filled, slippage: 'x' }, 'slippage'],
    [{ ...filled, carry: 'SIM:WAVE,soon,FUNDING,1' }, 'carry'],
    [{ ...filled, from: '2024-02-02', to: '2024-02-01' }, 'to'],
    [{ ...filled, sweeps: true }, 'axes'],
    [{ ...filled, sweeps: true, axes: { fast: '1:9' }, method: 'RANDOM' as const, samples: '0' }, 'samples'],
  ])('names the field at fault: %#', (form, field) => {
    expect(runFault(form)?.field).toBe(field)
  })

  it('asks a walk-forward for its lengths', () => {
    const walk: RunForm = { ...filled, sweeps: true, walks: true, axes: { fast: '1:9' }, test: ' ' }
    expect(runFault(walk)?.field).toBe('test')
    expect(runFault({ ...walk, test: '30d' })).toBeNull()
    expect(runFault({ ...walk, walks: false })).toBeNull()
  })

  it('has no fault when it is filled', () => {
    expect(runFault(filled)).toBeNull()
  })
})

describe('the form of a sweep', () => {
  const sweep: RunForm = { ...filled, sweeps: true, axes: { fast: '5:50:5', slow: '60, 80,100', size: '' } }

  it('varies the parameters that have values and fixes the others', () => {
    const input = toSweep({ ...sweep, axes: { fast: '5:50:5' } }, 'org_1')
    expect(input.axes).toEqual([{ name: 'fast', values: '5:50:5' }])
    expect(input.backtest.parameters).toEqual([{ name: 'slow', value: '30' }])
    expect(input).not.toHaveProperty('samples')
  })

  it.each([
    ['5:50:5', 10],
    ['0.1:0.3:0.1', 3],
    ['1:4', 4],
    ['a,b,c', 3],
    ['7', 1],
    ['9:1:1', null],
    ['1:9:0', null],
    ['1,,2', null],
  ])('counts %s as %s values', (values, count) => {
    expect(axisCount(values)).toBe(count)
  })

  it.each(['RANDOM', 'LATIN_HYPERCUBE', 'BAYESIAN'] as const)(
    'asks a %s search for its samples',
    (method) => {
      const sampled = { ...sweep, method, samples: '12' }
      expect(runCount(sampled)).toBe(12)
      expect(toSweep(sampled, 'org_1')).toMatchObject({ method, samples: 12 })
      expect(runFault({ ...sampled, samples: 'many' })?.field).toBe('samples')
    },
  )

  it('counts its runs: every combination of a grid', () => {
    expect(runCount(sweep)).toBe(30)
    expect(runCount({ ...sweep, axes: { fast: '1:' } })).toBeNull()
    expect(runCount({ ...sweep, axes: {} })).toBeNull()
  })
})
