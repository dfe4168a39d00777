/** What is wrong with a request is said to whoever sent it, but never with a credential that was in it. */
import { graphql } from 'graphql'
import { describe, expect, it } from 'vitest'
import { buildSchema } from '../schema/schema.ts'
import { maskResult } from './mask.ts'

const schema = buildSchema()
const logger = { error: () => expect.unreachable('it is no fault of ours') }
const source = 'mutation($i: AddConnectionInput!) { addConnection(input: $i) { __typename } }'
const terms = {
  organizationId: 'org_1',
  venueId: 'COINBASE',
  name: 'x',
  purpose: 'READ',
  symbols: ['BTC-USD'],
  credential: [{ name: 'privateKey', value: 'canary' }],
}

async function said(input: object, document = source): Promise<string> {
  const result = await graphql({ schema, source: document, variableValues: { i: input } })
  const { errors = [] } = maskResult(result, logger)
  return errors.map(({ message }) => message).join('\n')
}

describe('a malformed input with a credential', () => {
  it.each([
    ['the credential as it stands', { ...terms, credential: 'canary' }, /\.credential/],
    ['a value that is no text', { ...terms, credential: [{ name: 'a', value: { x: 'canary' } }] }, /\.value/],
    ['a field of it misspelled', { ...terms, credential: [{ name: 'a', vale: 'canary' }] }, /"value"/],
    ['another field left out', { ...terms, name: undefined }, /"name"/],
    ['a field that is not there', { ...terms, privateKey: 'canary' }, /"privateKey"/],
  ])('names what is wrong and not the secret: %s', async (_what, input, named) => {
    const message = await said(input)
    expect(message).toMatch(named)
    expect(message).not.toContain('canary')
  })

  it('written into the document is not said again either', async () => {
    const credential = '[{ name: "a", vale: "canary" }]'
    const input = `{ organizationId: "o", venueId: "v", name: "n", purpose: READ, symbols: [], credential: ${credential} }`
    const message = await said({}, `mutation { addConnection(input: ${input}) { __typename } }`)
    expect(message).toContain('"value"')
    expect(message).not.toContain('canary')
  })

  it('elsewhere what was found is still quoted: it helps', async () => {
    const document = 'mutation($i: DepositInput!) { deposit(input: $i) { __typename } }'
    expect(await said({ accountId: 'acc_1' }, document)).toContain('acc_1')
  })
})
