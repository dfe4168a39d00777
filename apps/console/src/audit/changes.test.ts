import { describe, expect, it } from 'vitest'
import { changesOf } from './changes.ts'
import { noFilters, toAuditFilter } from './filters.ts'

describe('what an audit entry changed', () => {
  it('names nested fields that differ and no others', () => {
    const before = JSON.stringify({ version: 1, limits: { maxOrderNotional: '100', maxLeverage: '2' } })
    const after = JSON.stringify({ version: 2, limits: { maxOrderNotional: '50', maxLeverage: '2' } })
    expect(changesOf(before, after)).toEqual([
      { field: 'version', before: '1', after: '2' },
      { field: 'limits.maxOrderNotional', before: '100', after: '50' },
    ])
  })

  it('shows everything of a first record as added', () => {
    expect(changesOf(null, '{"role":"TRADER"}')).toEqual([{ field: 'role', before: null, after: 'TRADER' }])
  })

  it('shows text that is no JSON as it is', () => {
    expect(changesOf('open', 'shut')).toEqual([{ field: 'value', before: 'open', after: 'shut' }])
  })
})

describe('the filters of the audit log', () => {
  it('send only what was filled in', () => {
    expect(toAuditFilter(noFilters)).toEqual({})
    expect(toAuditFilter({ ...noFilters, action: ' policy:put ' })).toEqual({ action: 'policy:put' })
  })

  it('send instants, not local times', () => {
    expect(toAuditFilter({ ...noFilters, from: '2026-01-05T10:00' }).after).toBe(
      new Date(2026, 0, 5, 10).toISOString(),
    )
  })
})
