import { describe, expect, it } from 'vitest'
import { type GateFacts, gateParts } from './gate-parts.ts'

const open: GateFacts = {
  accountId: 'acc_1',
  live: { stagePercent: 5 },
  connection: {
    name: 'Coins',
    venueId: 'COINBASE',
    standing: { state: 'READY', message: '', reconciled: true },
  },
  policies: [{ scope: 'ORGANIZATION' }],
  switches: [],
}
const shut = (facts: GateFacts) =>
  gateParts(facts)
    .filter((part) => !part.open)
    .map(({ title }) => title)

describe('the parts of the live gate', () => {
  it('are all open where nothing stands in the way', () => {
    expect(shut(open)).toEqual([])
  })

  it.each([
    ['Enabled', { live: null }],
    ['Limits', { policies: [{ scope: 'ACCOUNT', targetId: 'acc_2' }] }],
    ['Kill switches', { switches: [{ scope: 'VENUE', targetId: 'COINBASE' }] }],
    ['Kill switches', { switches: [{ scope: 'GLOBAL' }] }],
  ] as const)('%s is shut by %j', (title, change) => {
    expect(shut({ ...open, ...change })).toEqual([title])
  })

  it('leave switches of others alone', () => {
    expect(shut({ ...open, switches: [{ scope: 'ACCOUNT', targetId: 'acc_2' }] })).toEqual([])
  })

  it('say what is wrong with the connection in its own words', () => {
    const standing = { state: 'DEGRADED', message: 'no quotes for 9 s', reconciled: false }
    const connection = { name: 'Coins', venueId: 'COINBASE', standing }
    const parts = gateParts({ ...open, connection })
    expect(parts.find(({ title }) => title === 'Connection')?.words).toBe('Coins: no quotes for 9 s')
    expect(shut({ ...open, connection })).toEqual(['Connection', 'Reconciled'])
    expect(shut({ ...open, connection: null })).toEqual(['Connection', 'Reconciled'])
  })
})
