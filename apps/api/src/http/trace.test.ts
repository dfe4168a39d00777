/** Where a request's trace id comes from. */
import { describe, expect, it } from 'vitest'
import { traceIdOf } from './trace.ts'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

describe('the trace id of a request', () => {
  it('is that of its W3C trace context, before its request id', () => {
    expect(traceIdOf({ traceparent: `00-${ID}-00f067aa0ba902b7-01`, 'x-request-id': 'mine' })).toBe(ID)
    expect(traceIdOf({ traceparent: `01-${ID}-00f067aa0ba902b7-01-more` })).toBe(ID)
  })

  it('is its request id where it has no trace context', () => {
    expect(traceIdOf({ 'x-request-id': 'desk_7-a' })).toBe('desk_7-a')
  })

  it.each([
    {},
    { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` },
    { traceparent: `ff-${ID}-00f067aa0ba902b7-01` },
    { traceparent: `00-${ID}-${'0'.repeat(16)}-01` },
    { traceparent: ID },
    { 'x-request-id': '' },
    { 'x-request-id': 'a b' },
    { 'x-request-id': 'x'.repeat(65) },
    { 'x-request-id': 'line\nbreak' },
    { traceparent: 7, 'x-request-id': ['a', 'b'] },
  ])('is a new one where the caller gives none that is well formed: %j', (carrier) => {
    const [one, other] = [traceIdOf(carrier), traceIdOf(carrier)]
    expect(one).toMatch(/^[0-9a-f]{32}$/)
    expect(one).not.toBe(other)
  })
})
