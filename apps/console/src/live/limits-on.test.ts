import { describe, expect, it } from 'vitest'
import { limitsOn } from './limits-on.ts'

describe('the limits of a LIVE account', () => {
  it('are those of every policy that covers all of it, and of no other', () => {
    const limits = { maxOrderNotional: '250000', maxGrossExposure: null }
    const policies = [
      { scope: 'ORGANIZATION', targetId: null, version: 3, limits },
      { scope: 'ACCOUNT', targetId: 'acc_1', version: 1, limits: { maxOrderNotional: '100.50' } },
      { scope: 'ACCOUNT', targetId: 'acc_2', version: 1, limits },
      { scope: 'INSTRUMENT', targetId: 'SIM:BTC-USD', version: 1, limits },
    ]
    expect(limitsOn(policies, 'acc_1')).toEqual([
      'Organization, version 3: an order up to 250,000, gross exposure without limit',
      'Account, version 1: an order up to 100.5, gross exposure without limit',
    ])
  })
})
