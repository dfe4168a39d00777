/** What limits a LIVE account, in words: its capital stage is a part of the tightest of them. */
import { showDecimal, trimZeros } from '../format/decimal.ts'
import { showWord } from '../format/words.ts'
import type { Scoped } from './gate-parts.ts'

export interface LimitingPolicy extends Scoped {
  readonly version: number
  readonly limits: {
    readonly maxOrderNotional?: string | null | undefined
    readonly maxGrossExposure?: string | null | undefined
  }
}

const WIDE = ['GLOBAL', 'ORGANIZATION']

/** Returns a line for each policy that covers all of the account. */
export function limitsOn(policies: readonly LimitingPolicy[], accountId: string): readonly string[] {
  return policies
    .filter(({ scope, targetId }) => WIDE.includes(scope) || (scope === 'ACCOUNT' && targetId === accountId))
    .map(({ scope, version, limits }) => {
      const order = shown('an order', limits.maxOrderNotional)
      const exposure = shown('gross exposure', limits.maxGrossExposure)
      return `${showWord(scope)}, version ${version}: ${order}, ${exposure}`
    })
}

function shown(name: string, limit: string | null | undefined): string {
  return limit == null ? `${name} without limit` : `${name} up to ${showDecimal(trimZeros(limit))}`
}
