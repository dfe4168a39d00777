/** What a code is worth, against a plain RFC 6238 and at times of its own. */
import { AUTHENTICATOR_STEP_MS as STEP_MS, totp } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { newBackupCodes } from './backup-codes.ts'
import { FAILURES_MAX, type Factor, LOCK_MS, judge } from './judge.ts'
import { stepOfCode } from './totp.ts'

const SECRET = '12345678901234567890'
/** The middle of a step. */
const NOW = 1_700_000_010_000

const fresh: Factor = {
  secret: SECRET,
  backupCodes: ['k7f3m-9qxw2', '00000-00000'],
  usedStep: null,
  failures: 0,
  lockedUntil: null,
}
const outcome = (factor: Factor, code: string, atMs = NOW) => judge(factor, code, atMs).verdict.outcome

/** The factor after these codes, one after the other. */
function after(factor: Factor, codes: readonly string[], atMs = NOW): Factor {
  return codes.reduce((standing, code) => judge(standing, code, atMs).factor, factor)
}
const WRONG = totp('another secret', NOW)

describe('a code of the app', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])("is the RFC's own at second %i", (second, code) => {
    expect(totp(SECRET, second * 1000)).toBe(code)
    expect(stepOfCode(SECRET, code, second * 1000)).toBe(Math.floor(second / 30))
  })

  it.each([
    [-2, 'WRONG'],
    [-1, 'TAKEN'],
    [0, 'TAKEN'],
    [1, 'TAKEN'],
    [2, 'WRONG'],
  ])('of a clock that is %i steps off is %s', (steps, expected) => {
    expect(outcome(fresh, totp(SECRET, NOW + steps * STEP_MS))).toBe(expected)
  })

  it('is taken once, and none of a step before it is taken any more', () => {
    const code = totp(SECRET, NOW)
    const used = after(fresh, [code])
    expect(outcome(used, code)).toBe('USED')
    expect(outcome(used, totp(SECRET, NOW - STEP_MS))).toBe('USED')
    expect(outcome(used, totp(SECRET, NOW + STEP_MS))).toBe('TAKEN')
  })

  it('may be typed with spaces, as apps show it', () => {
    const code = totp(SECRET, NOW)
    expect(outcome(fresh, ` ${code.slice(0, 3)} ${code.slice(3)}`)).toBe('TAKEN')
  })

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-00001', '1e5', `${totp(SECRET, NOW)}x`])(
    'is not "%s"',
    (typed) => expect(outcome(fresh, typed)).toBe('WRONG'),
  )
})

describe('a backup code', () => {
  it('is good once, and leaves the others', () => {
    const used = after(fresh, ['k7f3m-9qxw2'])
    expect(used.backupCodes).toEqual(['00000-00000'])
    expect(outcome(used, 'k7f3m-9qxw2')).toBe('WRONG')
    expect(outcome(used, '00000-00000')).toBe('TAKEN')
  })

  it.each(['K7F3M-9QXW2', 'k7f3m9qxw2', ' k7f3m 9qxw2 '])('may be typed as "%s"', (typed) => {
    expect(outcome(fresh, typed)).toBe('TAKEN')
  })

  it('is one of ten that differ', () => {
    const codes = newBackupCodes()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/)
  })
})

describe('wrong codes', () => {
  const many = Array.from({ length: FAILURES_MAX }, () => WRONG)
  const locked = after(fresh, many)

  it('lock the factor at the tenth in a row, for the right code and a backup code as well', () => {
    expect(after(fresh, many.slice(1)).lockedUntil).toBeNull()
    expect(locked.lockedUntil).toBe(NOW + LOCK_MS)
    for (const code of [totp(SECRET, NOW), 'k7f3m-9qxw2'])
      expect(judge(locked, code, NOW)).toEqual({
        verdict: { outcome: 'LOCKED', until: NOW + LOCK_MS },
        factor: locked,
      })
  })

  it('count again from nothing when the lock is over', () => {
    const later = NOW + LOCK_MS
    expect(outcome(locked, totp(SECRET, later), later)).toBe('TAKEN')
    expect(after(locked, [WRONG], later)).toMatchObject({ failures: 1, lockedUntil: null })
  })

  it('are forgotten with the first right one', () => {
    const nine = after(fresh, many.slice(1))
    expect(after(nine, [totp(SECRET, NOW)]).failures).toBe(0)
    expect(after(nine, ['k7f3m-9qxw2']).failures).toBe(0)
  })

  it('count codes that were used before', () => {
    const code = totp(SECRET, NOW)
    expect(after(fresh, [code, ...many.map(() => code)]).lockedUntil).toBe(NOW + LOCK_MS)
  })
})
