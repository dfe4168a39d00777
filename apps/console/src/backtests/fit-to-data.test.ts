import { describe, expect, it } from 'vitest'
import { fitToData } from './fit-to-data.ts'

const parameters = [
  { name: 'first', kind: 'INSTRUMENT' },
  { name: 'second', kind: 'INSTRUMENT' },
  { name: 'timeframe', kind: 'TIMEFRAME' },
  { name: 'fast', kind: 'INT' },
] as const
const gold = { instrumentId: 'SIM:GOLD', timeframe: '1d' }
const silver = { instrumentId: 'SIM:SILVER', timeframe: '1d' }

describe('parameters that name data', () => {
  it('name the picked datasets in their order', () => {
    expect(fitToData({ fast: '9' }, parameters, [gold, silver])).toEqual({
      fast: '9',
      first: 'SIM:GOLD',
      second: 'SIM:SILVER',
      timeframe: '1d',
    })
  })

  it('keep what they name while it is picked', () => {
    const chosen = { first: 'SIM:SILVER', second: 'SIM:LEAD', timeframe: '1d' }
    expect(fitToData(chosen, parameters, [gold, silver])).toMatchObject({
      first: 'SIM:SILVER',
      second: 'SIM:GOLD',
    })
  })

  it('share one instrument where only one is picked, and stay as they are without any', () => {
    expect(fitToData({}, parameters, [gold])).toMatchObject({ first: 'SIM:GOLD', second: 'SIM:GOLD' })
    expect(fitToData({ first: 'X:Y' }, parameters, [])).toEqual({ first: 'X:Y' })
  })
})
