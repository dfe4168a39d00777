/** A loop, a sleep and a busy machine are told apart. */

import { describe, expect, it } from 'vitest'
import { judgeTime, type Moment } from './judge-time.ts'

const LIMITS = { callbackCpuMs: 1_000, callbackWallMs: 6_000 }

/** After so long, with so much of it used and waited for. */
function judged(at: number, usedMs: number, waitedMs: number, isAsked = true) {
  const since: Moment = { at: 50, figures: { usedMs: 300, waitedMs: 400 } }
  const figures = { usedMs: 300 + usedMs, waitedMs: 400 + waitedMs }
  return judgeTime(since, { at: 50 + at, figures }, isAsked, LIMITS)?.message ?? null
}

describe('a runner that says nothing', () => {
  it.each([
    ['works within its limit', 1_000, 1_000, 0, null],
    ['loops', 1_001, 1_001, 0, 'a callback did not return within 1000 ms of processor time'],
    [
      'loops on a busy machine',
      60_000,
      1_001,
      58_999,
      'a callback did not return within 1000 ms of processor time',
    ],
    ['sleeps', 6_001, 5, 0, 'a callback did not return within 6000 ms'],
    ['waits for its turn, however long', 600_000, 900, 599_000, null],
    ['waits for its turn and sleeps', 20_000, 900, 13_000, 'a callback did not return within 6000 ms'],
  ])('and %s', (_what, passed, used, waited, message) => {
    expect(judged(passed, used, waited)).toBe(message)
  })

  it('because nothing is asked may be silent for ever, and must not work', () => {
    expect(judged(1e9, 10, 0, false)).toBe(null)
    expect(judged(1e9, 1_001, 0, false)).toBe('it worked although nothing was asked of it')
  })

  it('is judged by the clock alone where the system shows nothing', () => {
    const judge = (at: number) => judgeTime({ at: 0, figures: null }, { at, figures: null }, true, LIMITS)
    expect([judge(6_000), judge(6_001)?.kind]).toEqual([null, 'STALLED'])
  })
})
