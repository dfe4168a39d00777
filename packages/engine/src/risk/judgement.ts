/** What exact judging says of one slot, and the sentences that all checks share. */

import { decimalScale, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import type { PolicyState } from '../book/book.ts'
import { MONEY_SCALE } from '../book/book.ts'
import type { Verdict } from '../book/decision.ts'
import type { OrderCase } from './case.ts'
import { divideCeiling, divideHalfEven, RATE_ONE } from '../number/rounding.ts'
import type { EffectiveLimit } from './policy.ts'
import { comparedSentence, type Measured } from './sentence.ts'
import { SLOTS, type Slot } from './slots.ts'

export interface Judgement {
  readonly verdict: Verdict
  /** At scale 18, as the limit. */
  readonly observed: bigint | null
  readonly limit: bigint | null
  /** The policy that set the limit; null: the rule stands without one. */
  readonly policy: PolicyState | null
  readonly message: string
  /** What is shown of them, where it was written already. */
  readonly shown?: Shown
}

export interface Shown {
  readonly observed: Decimal | null
  readonly limit: Decimal
  readonly headroom: Decimal | null
}

export function slotAt(index: number): Slot {
  const slot = SLOTS[index]
  if (slot === undefined) throw new Error(`Invariant: ${index} is a slot`)
  return slot
}

/** The limit that holds for a slot in this case; null where no policy sets one. */
export function limitOf(of: OrderCase, slot: number): EffectiveLimit | null {
  return of.cover.limits[slot] ?? null
}

/** A rule without a limit. */
export function ruled(holds: boolean, message: string): Judgement {
  return { verdict: holds ? 'PASSED' : 'FAILED', observed: null, limit: null, policy: null, message }
}

export function skipped(message: string): Judgement {
  return { verdict: 'SKIPPED', observed: null, limit: null, policy: null, message }
}

export const NO_LIMIT_MESSAGE = 'no policy sets a limit'

/** Passed whatever the numbers: the order only brings the position nearer to zero. */
export function reducing(limit: EffectiveLimit, observed: bigint | null = null): Judgement {
  return {
    verdict: 'PASSED',
    observed,
    limit: limit.units,
    policy: limit.policy,
    message: 'the order only reduces the position, so this limit does not hold it back',
    shown: shownOf(limit, observed),
  }
}

/** Cannot be evaluated, and the order adds risk: failed. */
export function failedClosed(limit: EffectiveLimit, missing: string): Judgement {
  return {
    verdict: 'FAILED',
    observed: null,
    limit: limit.units,
    policy: limit.policy,
    message: `cannot be evaluated without ${missing}; an order that adds risk is blocked`,
    shown: shownOf(limit, null),
  }
}

export interface Words extends Measured {
  /** True for a share or a multiple: shown rounded, and judged exactly. */
  readonly isRatio?: boolean
}

/** Judges observed <= limit. */
export function atMost(limit: EffectiveLimit, observed: bigint, words: Words): Judgement {
  return stated(limit, observed, words, observed <= limit.units)
}

/** As `atMost`, for whole numbers of something: written without a bigint. */
export function counted(limit: EffectiveLimit, observed: number, words: Words): Judgement {
  const units = BigInt(observed) * RATE_ONE
  const headroom = limit.count === null ? decimalOf(limit.units - units) : String(limit.count - observed)
  const shown = { observed: String(observed), limit: limit.text, headroom }
  return judgementOf(limit, { observed: units, shown, words, holds: units <= limit.units })
}

/** As `atMost`, with the verdict already known: for ratios, that are compared as products. */
export function stated(limit: EffectiveLimit, observed: bigint, words: Words, holds: boolean): Judgement {
  const shown = shownOf(limit, words.isRatio === true ? roundedRatio(limit, observed, holds) : observed)
  return judgementOf(limit, { observed, shown, words, holds })
}

interface Judged {
  readonly observed: bigint
  readonly shown: Shown & { readonly observed: Decimal }
  readonly words: Words
  readonly holds: boolean
}

function judgementOf(limit: EffectiveLimit, { observed, shown, words, holds }: Judged): Judgement {
  return {
    verdict: holds ? 'PASSED' : 'FAILED',
    observed,
    limit: limit.units,
    policy: limit.policy,
    message: comparedSentence(words, {
      observed: shown.observed,
      limit: limit.text,
      holds,
      policy: limit.words,
    }),
    shown,
  }
}

function shownOf(limit: EffectiveLimit, observed: bigint): Shown & { readonly observed: Decimal }
function shownOf(limit: EffectiveLimit, observed: bigint | null): Shown
function shownOf(limit: EffectiveLimit, observed: bigint | null): Shown {
  return {
    observed: decimalOf(observed),
    limit: limit.text,
    headroom: observed === null ? null : decimalOf(limit.units - observed),
  }
}

/** Units of 10^-18 as a decimal; null stays null. */
export function decimalOf(units: bigint | null): Decimal | null {
  return units === null ? null : formatDecimal(units, MONEY_SCALE)
}

/** Decimals of a ratio that say something to a person. */
const RATIO_SCALE = 8

/**
 * A ratio as it is shown: at eight decimals or as many as its limit has, half to even within the limit and upwards beyond it, so
 * that what is over the limit never looks equal to it. Rule: SPEC.md RK-25.
 */
function roundedRatio(limit: EffectiveLimit, ratio: bigint, holds: boolean): bigint {
  const step = powerOfTen(MONEY_SCALE - Math.max(RATIO_SCALE, decimalScale(limit.text)))
  return (holds ? divideHalfEven(ratio, step) : divideCeiling(ratio, step)) * step
}
