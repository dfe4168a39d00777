import { describe, expect, it } from 'vitest'
import { historyOf } from './history.ts'

const entry = (id: string, at: string, after: object | null, before: object | null = null) => ({
  id,
  at,
  after: after && JSON.stringify(after),
  before: before && JSON.stringify(before),
})

describe('history of a deployment', () => {
  it('is what the audit log says of it, newest first', () => {
    const entries = [
      entry('a', '2026-01-01T10:00:00Z', { deploymentId: 'x1' }),
      entry('b', '2026-01-01T12:00:00Z', { deploymentId: 'x2' }),
      entry('c', '2026-01-01T11:00:00Z', null, { deploymentId: 'x1' }),
      entry('d', '2026-01-01T13:00:00Z', { reason: 'x1' }),
      { id: 'e', at: '2026-01-01T14:00:00Z', after: 'x1', before: null },
    ]
    expect(historyOf(entries, 'dep_x1').map(({ id }) => id)).toEqual(['c', 'a'])
  })
})
