/**
 * Keeps people's factors: reads one, judges a code, writes what is left, all under a lock on its row, so that of two requests
 * with one code one is taken.
 */
import { z } from 'zod'
import type { SecondFactor } from '../../generated/prisma/client.ts'
import type { IdentityStore } from '../store.ts'
import { type Factor, type Verdict, judge } from './judge.ts'
import { seal, unseal } from './seal.ts'

/** What came of a code. */
export interface Spent {
  readonly verdict: Verdict
  /** Whether this code, by not being taken, locked the factor. */
  readonly locked: boolean
  readonly backupCodesLeft: number
}

export interface FactorKeep {
  /** Null: the person has no factor, not even one that waits for its first code. Throws SealedOtherwise. */
  spend(userId: string, code: string): Promise<Spent | null>
  /** How a person and one of the person's sessions stand; null: there is no such session any more. */
  standing(sessionId: string): Promise<Standing | null>
}

export interface Standing {
  /** Whether the person has a factor that counts. */
  readonly enabled: boolean
  readonly backupCodesLeft: number
  /** Until when the session needs no further code, epoch milliseconds; null: it needs one, or the person has no factor. */
  readonly shownUntil: number | null
}

/** For how long a code that was shown holds, where what is done asks for one: longer than a ceremony, shorter than a lunch. */
const SHOWN_MS = 5 * 60_000

export interface KeepOptions {
  readonly store: IdentityStore
  readonly secret: string
  /** Epoch milliseconds. */
  readonly now: () => number
}

const codeList = z.array(z.string())

export function createFactorKeep({ store, secret, now }: KeepOptions): FactorKeep {
  return {
    spend: (userId, code) =>
      store.$transaction(async (transaction) => {
        await transaction.$queryRaw`SELECT id FROM identity_second_factor WHERE user_id = ${userId} FOR UPDATE`
        const row = await transaction.secondFactor.findUnique({ where: { userId } })
        if (row === null) return null
        const { verdict, factor } = judge(await factorOf(row, secret), code, now())
        await transaction.secondFactor.update({
          where: { userId },
          data: {
            usedStep: factor.usedStep,
            failedVerificationCount: factor.failures,
            lockedUntil: factor.lockedUntil === null ? null : new Date(factor.lockedUntil),
            // Sealing makes other bytes of the same codes: only what changed is written.
            ...(verdict.outcome === 'TAKEN' && verdict.by === 'BACKUP_CODE'
              ? { backupCodes: await seal(secret, JSON.stringify(factor.backupCodes)) }
              : {}),
          },
        })
        const locked =
          verdict.outcome === 'LOCKED' && factor.lockedUntil !== (row.lockedUntil?.getTime() ?? null)
        return { verdict, locked, backupCodesLeft: factor.backupCodes.length }
      }),
    async standing(sessionId) {
      const session = await store.session.findUnique({
        where: { id: sessionId },
        include: { user: { include: { secondFactor: true } } },
      })
      if (session === null) return null
      const { twoFactorEnabled: enabled, secondFactor } = session.user
      const until = session.secondFactorAt === null ? 0 : session.secondFactorAt.getTime() + SHOWN_MS
      const factor = enabled && secondFactor !== null ? await factorOf(secondFactor, secret) : null
      return {
        enabled,
        backupCodesLeft: factor?.backupCodes.length ?? 0,
        shownUntil: enabled && until > now() ? until : null,
      }
    },
  }
}

async function factorOf(row: SecondFactor, secret: string): Promise<Factor> {
  return {
    secret: await unseal(secret, row.secret),
    backupCodes: codeList.parse(JSON.parse(await unseal(secret, row.backupCodes))),
    usedStep: row.usedStep,
    failures: row.failedVerificationCount,
    lockedUntil: row.lockedUntil?.getTime() ?? null,
  }
}
