/** What exact judging says of one slot, and the sentences that all checks share. */

import { formatDecimal } from '@quarterdeck/sdk'
import type { PolicyState } from '../book/book.ts'
import { MONEY_SCALE } from '../book/book.ts'
import type { Verdict } from '../book/decision.ts'
import type { OrderCase } from './case.ts'
import { resolveLimit, type EffectiveLimit } from './policy.ts'
import { SLOTS, type Slot } from './slots.ts'

export interface Judgement {
  readonly verdict: Verdict
  /** At scale 18, as the limit. */
  readonly observed: bigint | null
  readonly limit: bigint | null
  /** The policy that set the limit; null: the rule stands without one. */
  readonly policy: PolicyState | null
  readonly message: string
}

export function slotAt(index: number): Slot {
  const slot = SLOTS[index]
  if (slot === undefined) throw new Error(`Invariant: ${index} is a slot`)
  return slot
}

/** The limit that holds for a slot in this case; null where no policy sets one. */
export function limitOf(of: OrderCase, slot: Slot): EffectiveLimit | null {
  return resolveLimit(of.covering, slot, of.instrument.terms.assetClass)
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
  }
}

/** Judges observed <= limit. `what` names the observed value with its extent, `unit` follows the numbers. */
export function atMost(
  limit: EffectiveLimit,
  observed: bigint,
  words: { readonly what: string; readonly unit: string },
): Judgement {
  return stated(limit, observed, words, observed <= limit.units)
}

/** As `atMost`, with the verdict already known: for ratios, that are compared as products. */
export function stated(
  limit: EffectiveLimit,
  observed: bigint,
  words: { readonly what: string; readonly unit: string },
  holds: boolean,
): Judgement {
  const unit = words.unit === '' ? '' : ` ${words.unit}`
  const seen = `${words.what} of ${formatDecimal(observed, MONEY_SCALE)}${unit}`
  const allowed = `${formatDecimal(limit.units, MONEY_SCALE)}${unit} (${policyWords(limit.policy)})`
  return {
    verdict: holds ? 'PASSED' : 'FAILED',
    observed,
    limit: limit.units,
    policy: limit.policy,
    message: holds ? `${seen} is within ${allowed}` : `${seen} is over the limit of ${allowed}`,
  }
}

function policyWords(policy: PolicyState): string {
  const target = policy.targetId === null ? '' : ` ${policy.targetId}`
  return `${policy.scope}${target} policy, version ${policy.version}`
}
