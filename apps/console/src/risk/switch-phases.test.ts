import { describe, expect, it } from 'vitest'
import { phaseSteps } from './switch-phases.ts'

const states = (...args: Parameters<typeof phaseSteps>) => phaseSteps(...args).map((step) => step.state)

describe('the phases of a kill switch', () => {
  it('block first, then cancel, then are confirmed', () => {
    expect(states('ENGAGED', true)).toEqual(['done', 'ahead', 'ahead'])
    expect(states('CANCELLING', true)).toEqual(['done', 'now', 'ahead'])
    expect(states('CONFIRMED', true)).toEqual(['done', 'done', 'done'])
  })

  it('show no cancelling for a switch that leaves open orders', () => {
    expect(states('ENGAGED', false)).toEqual(['done'])
  })

  it('never show a confirmation before the server gave it', () => {
    expect(phaseSteps('CANCELLING', true).at(-1)?.title).not.toMatch(/no working order left/)
  })
})
