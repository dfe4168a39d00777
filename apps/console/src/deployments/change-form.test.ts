import { describe, expect, it } from 'vitest'
import { changeFormOf, changeInput, changesBetween, onTopOf } from './change-form.ts'

const terms = {
  instrumentIds: ['SIM:BTC-USD'],
  ordersPerMinuteMax: 60,
  parameters: [
    { name: 'fast', value: '10' },
    { name: 'slow', value: '30' },
  ],
  version: { id: 'ver_1', number: 1 },
}
const start = changeFormOf(terms)
const named = (id: string) => id

describe('a change of a deployment', () => {
  it('asks only for what was changed, parameters whole', () => {
    expect(changeInput(start, start)).toEqual({})
    expect(changeInput(start, { ...start, ordersPerMinute: '30' })).toEqual({ ordersPerMinuteMax: 30 })
    const faster = { ...start, parameters: { ...start.parameters, fast: '5' } }
    expect(changeInput(start, faster)).toEqual({
      parameters: [
        { name: 'fast', value: '5' },
        { name: 'slow', value: '30' },
      ],
    })
    expect(changeInput(start, { ...start, instruments: '' })).toEqual({ instrumentIds: [] })
  })

  it('sends the parameters along with another version', () => {
    expect(changeInput(start, { ...start, versionId: 'ver_2' })).toMatchObject({
      versionId: 'ver_2',
      parameters: [{ name: 'fast' }, { name: 'slow' }],
    })
  })

  it('is put on top of what somebody else changed, and takes back nothing of it', () => {
    const theirs = changeFormOf({
      ...terms,
      ordersPerMinuteMax: 10,
      parameters: [
        { name: 'fast', value: '12' },
        { name: 'slow', value: '30' },
        { name: 'size', value: '2' },
      ],
    })
    const mine = { ...start, instruments: '', parameters: { fast: '10', slow: '99' } }
    expect(onTopOf(theirs, start, mine)).toEqual({
      versionId: 'ver_1',
      parameters: { fast: '12', slow: '99', size: '2' },
      instruments: '',
      ordersPerMinute: '10',
    })
    expect(onTopOf(theirs, start, start)).toEqual(theirs)
  })

  it('shows what differs, before beside after', () => {
    const next = { ...start, versionId: 'ver_2', parameters: { fast: '5', slow: '' } }
    expect(changesBetween(start, next, named)).toEqual([
      { title: 'Version', before: 'ver_1', after: 'ver_2' },
      { title: 'fast', before: '10', after: '5' },
      { title: 'slow', before: '30', after: '' },
    ])
    expect(changesBetween(start, { ...start, instruments: ' SIM:BTC-USD ' }, named)).toEqual([])
  })
})
