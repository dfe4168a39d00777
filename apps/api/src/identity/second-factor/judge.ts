/**
 * Says what a code is worth, and what is kept of the person's factor afterwards. Pure: the time is an argument.
 *
 * A code is taken once: one of the app only if its step is newer than the last that was taken, one of the backup codes by
 * striking it out. Ten codes in a row that are not taken lock the factor for a while, whichever way they came.
 */
import { normalBackupCode } from './backup-codes.ts'
import { DIGITS, stepOfCode } from './totp.ts'

/** What is kept of one person's factor. */
export interface Factor {
  readonly secret: string
  readonly backupCodes: readonly string[]
  /** The newest step whose code was taken; null: none yet. */
  readonly usedStep: number | null
  /** Codes in a row that were not taken. */
  readonly failures: number
  /** Until when no code is looked at, epoch milliseconds; null: it is not locked. */
  readonly lockedUntil: number | null
}

export type Verdict =
  | { readonly outcome: 'TAKEN'; readonly by: 'APP' | 'BACKUP_CODE' }
  | { readonly outcome: 'WRONG' }
  /** It was right, and taken before. */
  | { readonly outcome: 'USED' }
  | { readonly outcome: 'LOCKED'; readonly until: number }

export interface Judgement {
  readonly verdict: Verdict
  readonly factor: Factor
}

export const FAILURES_MAX = 10
export const LOCK_MS = 15 * 60_000

const APP_CODE = new RegExp(`^\\d{${DIGITS}}$`)

export function judge(factor: Factor, typed: string, nowMs: number): Judgement {
  const { lockedUntil } = factor
  if (lockedUntil !== null && lockedUntil > nowMs)
    return { verdict: { outcome: 'LOCKED', until: lockedUntil }, factor }
  const open = lockedUntil === null ? factor : { ...factor, failures: 0, lockedUntil: null }
  const code = typed.replaceAll(/\s/g, '')
  return APP_CODE.test(code) ? judgeAppCode(open, code, nowMs) : judgeBackupCode(open, code, nowMs)
}

function judgeAppCode(factor: Factor, code: string, nowMs: number): Judgement {
  const step = stepOfCode(factor.secret, code, nowMs)
  if (step === null) return failed(factor, 'WRONG', nowMs)
  if (factor.usedStep !== null && step <= factor.usedStep) return failed(factor, 'USED', nowMs)
  return {
    verdict: { outcome: 'TAKEN', by: 'APP' },
    factor: { ...factor, usedStep: step, failures: 0 },
  }
}

function judgeBackupCode(factor: Factor, typed: string, nowMs: number): Judgement {
  const code = normalBackupCode(typed)
  if (!factor.backupCodes.includes(code)) return failed(factor, 'WRONG', nowMs)
  const backupCodes = factor.backupCodes.filter((each) => each !== code)
  return {
    verdict: { outcome: 'TAKEN', by: 'BACKUP_CODE' },
    factor: { ...factor, backupCodes, failures: 0 },
  }
}

function failed(factor: Factor, outcome: 'WRONG' | 'USED', nowMs: number): Judgement {
  const failures = factor.failures + 1
  if (failures < FAILURES_MAX) return { verdict: { outcome }, factor: { ...factor, failures } }
  const until = nowMs + LOCK_MS
  return { verdict: { outcome: 'LOCKED', until }, factor: { ...factor, failures, lockedUntil: until } }
}
