/** Spends a code, and says in words why it was not taken. */
import { APIError } from 'better-auth/api'
import type { FactorKeep } from './keep.ts'
import { SealedOtherwise } from './seal.ts'
import type { FactorTrail, Subject } from './trail.ts'

/** What judging a code takes. */
export interface SecondFactorParts {
  readonly keep: FactorKeep
  readonly trail: FactorTrail
  /** Epoch milliseconds. */
  readonly now: () => number
}

const ALLOWED = 'the six digits that your app shows now, or a backup code that was not used yet'

/** Throws unless the code was taken; what the audit log has to know of it stands there. */
export async function spendOrRefuse(
  { keep, trail, now }: SecondFactorParts,
  subject: Subject,
  code: string,
): Promise<void> {
  if (code.trim() === '') throw refusal('BAD_REQUEST', 'CODE_MISSING', `code is missing: send ${ALLOWED}`)
  const spent = await keep.spend(subject.id, code).catch(refuseUnreadable)
  if (spent === null) throw refusal('BAD_REQUEST', 'NO_SECOND_FACTOR', 'There is no second factor to prove')
  if (spent.locked) await trail(subject, { kind: 'LOCKED' })
  const { verdict } = spent
  switch (verdict.outcome) {
    case 'TAKEN':
      if (verdict.by === 'BACKUP_CODE')
        await trail(subject, { kind: 'BACKUP_CODE_USED', left: spent.backupCodesLeft })
      return
    case 'WRONG':
      throw refusal('UNAUTHORIZED', 'INVALID_CODE', `code is not valid: send ${ALLOWED}`)
    case 'USED':
      throw refusal('UNAUTHORIZED', 'CODE_USED', 'code was used before: wait for the next one in your app')
    case 'LOCKED': {
      const seconds = Math.ceil((verdict.until - now()) / 1000)
      const message = `Too many wrong codes: none is looked at for another ${seconds} seconds`
      throw new APIError(
        'TOO_MANY_REQUESTS',
        { code: 'SECOND_FACTOR_LOCKED', message },
        { 'retry-after': String(seconds) },
      )
    }
  }
}

function refuseUnreadable(error: unknown): never {
  if (!(error instanceof SealedOtherwise)) throw error
  throw refusal(
    'BAD_REQUEST',
    'SECOND_FACTOR_UNREADABLE',
    "The server's secret has changed, and no code can be looked at: ask the operator to remove your second factor",
  )
}

export function refusal(status: 'BAD_REQUEST' | 'UNAUTHORIZED', code: string, message: string): APIError {
  return new APIError(status, { code, message })
}

/** Where there is a factor that counts, another takes its place only once it was removed, which takes a code. */
export function alreadyEnabled(): APIError {
  const message = 'The second factor counts already: remove it to set up another'
  return refusal('BAD_REQUEST', 'ALREADY_ENABLED', message)
}
