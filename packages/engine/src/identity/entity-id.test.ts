import { describe, expect, it } from 'vitest'
import { entityId } from './entity-id.ts'

describe('identity: entity ids', () => {
  it('[SN-02] are RFC 9562 version 8 UUID text', () => {
    for (let seq = 1; seq <= 500; seq++) {
      expect(entityId('org', 'order', seq)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }
  })

  it('[SN-02] are what they always were: journals name them', () => {
    expect(entityId('org-1', 'order', 42)).toBe('0f71f7aa-074e-834d-80d8-10410faf2263')
  })

  it('[SN-02] depend on organization, kind and sequence, and on nothing else', () => {
    const ids = new Set<string>()
    for (const organization of ['org', 'org2', '["org"'])
      for (const kind of ['account', 'order', 'fill', 'policy', 'kill-switch'] as const)
        for (let seq = 1; seq <= 50; seq++) ids.add(entityId(organization, kind, seq))
    expect(ids.size).toBe(3 * 5 * 50)
    expect(entityId('org', 'order', 7)).toBe(entityId('org', 'order', 7))
  })
})
