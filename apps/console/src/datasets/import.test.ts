import { describe, expect, it } from 'vitest'
import { detectAll, toChoices, toImport } from './import-choices.ts'
import { messageOf, uploadOf } from './upload.ts'

const target = { instrumentId: ' SIM:ABC ', timeframe: '1d', mode: 'APPEND', assetClass: '' } as const

describe('the form of an import', () => {
  it('leaves out what is to be detected, and refuses faulty rows unless told otherwise', () => {
    expect(toChoices(detectAll)).toEqual({ disorder: 'REFUSE', duplicates: 'REFUSE', impossible: 'REFUSE' })
  })

  it('sends what was chosen, and only the columns that were named', () => {
    const columns = { time: ' When ', open: '' }
    expect(toChoices({ ...detectAll, zone: 'Europe/London', duplicates: 'LAST', columns })).toEqual({
      zone: 'Europe/London',
      columns: [{ field: 'time', column: 'When' }],
      disorder: 'REFUSE',
      duplicates: 'LAST',
      impossible: 'REFUSE',
    })
  })

  it('goes to the named instrument; ticks have no length of bars', () => {
    const order = { organizationId: 'org_1', uploadId: 'u', choices: detectAll, target }
    expect(toImport({ ...order, kind: 'BARS' })).toMatchObject({ instrumentId: 'SIM:ABC', timeframe: '1d' })
    expect(toImport({ ...order, kind: 'TRADES' })).toMatchObject({ timeframe: 'tick' })
  })
})

describe('what the server says of an upload', () => {
  const file = { name: 'a.csv', size: 12 }

  it('names it', () => {
    expect(uploadOf('{"uploadId":"u1","name":"a.csv","bytes":12}', file)).toEqual({
      id: 'u1',
      name: 'a.csv',
      bytes: 12,
    })
  })

  it('is no upload when it names none, and its reason is shown', () => {
    expect(uploadOf('<html>', file)).toBeNull()
    const refusal = { errors: [{ message: 'too large', extensions: { code: 'BAD_USER_INPUT' } }] }
    expect(messageOf(JSON.stringify(refusal))).toBe('too large')
    expect(messageOf('<html>')).toBeNull()
  })
})
