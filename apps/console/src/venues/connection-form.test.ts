import { describe, expect, it } from 'vitest'
import { type ConnectionDraft, draftInput, draftProblems, NO_CREDENTIAL } from './connection-form.ts'

const offer = {
  credentialFields: [
    { name: 'keyName', label: 'API key name', secret: false, multiline: false },
    { name: 'privateKey', label: 'Private key', secret: true, multiline: true },
  ],
  capabilities: { marketDataWithoutCredential: true },
}
const draft: ConnectionDraft = {
  venueId: 'COINBASE',
  name: ' Coins ',
  purpose: 'MARKET_DATA',
  credential: NO_CREDENTIAL,
  symbols: ['BTC-USD'],
}

describe('the draft of a connection', () => {
  it('for quotes needs no credential where the venue publishes them, and sends none', () => {
    expect(draftProblems(draft, offer)).toEqual({})
    expect(draftInput({ ...draft, credential: { keyName: 'typed before' } }, offer, 'org_1')).toEqual({
      organizationId: 'org_1',
      venueId: 'COINBASE',
      name: 'Coins',
      purpose: 'MARKET_DATA',
      symbols: ['BTC-USD'],
    })
  })

  it('for quotes needs one where the venue asks for it', () => {
    const asking = { ...offer, capabilities: { marketDataWithoutCredential: false } }
    expect(draftProblems(draft, asking)).toHaveProperty('credential')
  })

  it('for trading needs every field of the credential', () => {
    const trade = { ...draft, purpose: 'TRADE' } as const
    expect(draftProblems({ ...trade, credential: { keyName: 'a' } }, offer)).toHaveProperty('credential')
    const whole = { ...trade, credential: { keyName: 'a', privateKey: 'b' } }
    expect(draftProblems(whole, offer)).toEqual({})
    expect(draftInput(whole, offer, 'org_1').credential).toEqual([
      { name: 'keyName', value: 'a' },
      { name: 'privateKey', value: 'b' },
    ])
  })

  it('says everything that is missing at once', () => {
    expect(Object.keys(draftProblems({ ...draft, name: ' ', symbols: [] }, offer))).toEqual([
      'name',
      'symbols',
    ])
  })
})
