/** A portfolio limit that an account, or all accounts of a mode, is beyond: alerted when it is crossed, and once only. */

import type { Mode } from '@quarterdeck/sdk'

export const BREACH_KINDS = ['DAILY_LOSS', 'DRAWDOWN', 'MARGIN_CALL'] as const
export type BreachKind = (typeof BREACH_KINDS)[number]

/** Which limit, and whose: one account's, or (null) that of all accounts of the mode. */
export interface Breach {
  readonly kind: BreachKind
  readonly accountId: string | null
  readonly mode: Mode
}

/** The name under which a book remembers it. */
export function breachKey({ kind, accountId, mode }: Breach): string {
  return `${kind} ${accountId ?? mode}`
}
