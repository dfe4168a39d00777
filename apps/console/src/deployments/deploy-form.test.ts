import { describe, expect, it } from 'vitest'
import {
  emptyDeploy,
  firstFault,
  givenParameters,
  idsIn,
  placeOfProblem,
  stepBeside,
  stepFault,
} from './deploy-form.ts'

const facts = {
  parameters: [{ name: 'instrument' }, { name: 'fast', default: '10' }],
  live: false,
}
const filled = {
  ...emptyDeploy,
  versionId: 'ver_1',
  parameters: { instrument: 'SIM:BTC-USD' },
  accountId: 'acc_1',
  name: 'morning',
}

describe('the way to a deployment', () => {
  it('asks step by step for what is missing', () => {
    expect(firstFault(emptyDeploy, facts)).toMatchObject({ step: 'version', field: 'versionId' })
    expect(firstFault({ ...emptyDeploy, versionId: 'ver_1' }, facts)).toMatchObject({
      step: 'parameters',
      field: 'instrument',
    })
    expect(firstFault(filled, facts)).toBeNull()
  })

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'a'.repeat(101) }, 'name'],
    [{ ordersPerMinute: '0' }, 'ordersPerMinuteMax'],
    [{ ordersPerMinute: '6001' }, 'ordersPerMinuteMax'],
    [{ ordersPerMinute: '1.5' }, 'ordersPerMinuteMax'],
    [{ seed: '-1' }, 'seed'],
    [{ seed: '4294967296' }, 'seed'],
  ])('refuses limits with %o', (change, field) => {
    expect(stepFault('limits', { ...filled, ...change }, facts)).toMatchObject({ field })
  })

  it('wants the name typed out where real money is meant, and only there', () => {
    const live = { ...facts, live: true }
    expect(stepFault('review', filled, facts)).toBeNull()
    expect(stepFault('review', { ...filled, confirmation: 'Morning' }, live)).toMatchObject({
      field: 'confirm',
    })
    expect(stepFault('review', { ...filled, confirmation: 'morning' }, live)).toBeNull()
  })

  it('finds the step and the field that the server speaks of', () => {
    expect(placeOfProblem(['input', 'parameters', 'fast'])).toEqual({ step: 'parameters', field: 'fast' })
    expect(placeOfProblem(['input', 'accountId'])).toEqual({ step: 'account', field: 'accountId' })
    expect(placeOfProblem(['input', 'instrumentIds', '0'])).toEqual({
      step: 'limits',
      field: 'instrumentIds',
    })
    expect(placeOfProblem([])).toEqual({ step: 'review', field: '' })
  })

  it('goes no further than its ends', () => {
    expect([stepBeside('version', 1), stepBeside('version', -1), stepBeside('review', 1)]).toEqual([
      'parameters',
      'version',
      'review',
    ])
  })

  it('sends what was given, and names each instrument once', () => {
    expect(givenParameters({ fast: ' 5 ', slow: '' })).toEqual([{ name: 'fast', value: '5' }])
    expect(idsIn('SIM:BTC-USD, SIM:ETH-USD\nSIM:BTC-USD')).toEqual(['SIM:BTC-USD', 'SIM:ETH-USD'])
  })
})
