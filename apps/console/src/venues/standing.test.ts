import { describe, expect, it } from 'vitest'
import { shownState, showLatency, showOffset } from './standing.ts'

describe('how a connection stands', () => {
  it.each([
    [{ enabled: false, standing: { state: 'READY' } }, 'CLOSED'],
    [{ enabled: true, standing: null }, 'OPENING'],
    [{ enabled: true, standing: { state: 'DEGRADED' } }, 'DEGRADED'],
  ] as const)('%j is %s', (link, state) => {
    expect(shownState(link)).toBe(state)
  })

  it.each([
    [null, null],
    [0.2, '0 ms'],
    [12, '12 ms ahead'],
    [-1_500, '1.5 s behind'],
  ])('a clock that is off by %s reads %s', (offset, text) => {
    expect(showOffset(offset)).toBe(text)
  })

  it('tells the tail of the round trips where there is one', () => {
    expect(showLatency({ latencyP50Ms: null })).toBeNull()
    expect(showLatency({ latencyP50Ms: 20, latencyP99Ms: null })).toBe('20 ms')
    expect(showLatency({ latencyP50Ms: 20, latencyP99Ms: 80 })).toBe('20 ms, p99 80 ms')
  })
})
