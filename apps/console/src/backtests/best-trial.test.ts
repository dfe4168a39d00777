import { describe, expect, it } from 'vitest'
import { bestOf } from './best-trial.tsx'
import type { SweepTrial } from './use-trials.ts'

const trial = (number: number, value: number | null): SweepTrial => ({
  number,
  status: value === null ? 'FAILED' : 'COMPLETED',
  failure: value === null ? 'The strategy stopped' : null,
  parameters: [],
  figures: [{ name: 'sharpe', label: 'Sharpe ratio', unit: 'RATIO', value }],
})

describe('the best trial of a sweep', () => {
  it('has the highest value; trials without one do not count', () => {
    expect(bestOf([trial(0, null), trial(1, -2), trial(2, -1)], 'sharpe')?.number).toBe(2)
  })

  it('is none where no trial has the figure', () => {
    expect(bestOf([trial(0, null)], 'sharpe')).toBeNull()
    expect(bestOf([trial(0, 1)], 'calmar')).toBeNull()
  })
})
