/** What came of one published backtest: every figure of theirs beside ours, and the verdict on the case. */

export interface Compared {
  readonly name: string
  readonly theirs: string
  readonly ours: string
  readonly agrees: boolean
}

export interface PlayedCase {
  readonly name: string
  readonly compared: readonly Compared[]
  /** How the other engine's rules are put into ours, where that is not plain from the case. */
  readonly note?: string
  /** The difference of definition that keeps it from agreeing, argued. A case that has one and agrees is a fault of ours. */
  readonly difference?: string
  /** What it asks for that this release does not have. Nothing of it is played then. */
  readonly notApplicable?: string
}

export type Verdict = 'AGREED' | 'DECLARED' | 'NOT_APPLICABLE' | 'DIFFERED' | 'AGREED_AGAINST_DECLARATION'

export function verdictOf({ compared, difference, notApplicable }: PlayedCase): Verdict {
  if (notApplicable !== undefined) return 'NOT_APPLICABLE'
  const agrees = compared.length > 0 && compared.every((one) => one.agrees)
  if (difference === undefined) return agrees ? 'AGREED' : 'DIFFERED'
  return agrees ? 'AGREED_AGAINST_DECLARATION' : 'DECLARED'
}

/** Equal as written: counts, words, dates, lists of them. */
export function same(name: string, ours: unknown, theirs: unknown): Compared {
  return { name, ours: written(ours), theirs: written(theirs), agrees: written(ours) === written(theirs) }
}

/** Equal to a number of decimals, half a unit of the last one either way. */
export function toDecimals(
  name: string,
  { ours, theirs, decimals }: { readonly ours: number; readonly theirs: number; readonly decimals: number },
): Compared {
  const agrees = Math.abs(ours - theirs) <= 0.5 * 10 ** -decimals + 1e-9 * Math.abs(theirs) * 10 ** -decimals
  return { name, ours: shown(ours, decimals + 2), theirs: shown(theirs, decimals), agrees }
}

/** Equal to a share of the expected number. */
export function toShare(
  name: string,
  { ours, theirs, share }: { readonly ours: number; readonly theirs: number; readonly share: number },
): Compared {
  return {
    name,
    ours: String(ours),
    theirs: String(theirs),
    agrees: Math.abs(ours - theirs) <= share * Math.abs(theirs),
  }
}

function shown(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)))
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join(', ') || '(none)'
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return String(value)
}
