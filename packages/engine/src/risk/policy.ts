/**
 * Which limits hold for an order, and which policy sets each: of all policies that cover it, the tightest limit wins per slot.
 *
 * Limits are exact here (scale 18, counts included); the kernel has their doubles in packed rows and asks here when a
 * comparison is too close to call, and when a decision is explained.
 */

import { decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { AssetClass, Decimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Book, type PolicyState } from '../book/book.ts'
import { POLICY_SCOPES, type PolicyScope, type RiskLimits } from '../book/policy.ts'
import { policyWords } from './sentence.ts'
import { scopeMeasures, type LimitName, type Slot } from './slots.ts'

/** A limit and the policy that sets it. A restriction is the limit 0. */
export interface EffectiveLimit {
  readonly units: bigint
  readonly policy: PolicyState
  /** The limit as a decimal, and the policy in words. */
  readonly text: Decimal
  readonly words: string
  /** The limit as a number where it is a count; null for any other. */
  readonly count: number | null
}

/** What an order is covered by; null ids are covered by no policy of that scope. */
export interface PolicySubject {
  readonly venueId: string
  readonly accountId: string
  readonly strategyId: string | null
  readonly userId: string | null
  readonly assetClass: AssetClass
  readonly instrumentId: string
}

/** The policies that cover the subject, at most one per scope, in the order of POLICY_SCOPES. */
export function coveringPolicies(book: Book, subject: PolicySubject): readonly PolicyState[] {
  const covering: PolicyState[] = []
  for (const scope of POLICY_SCOPES) {
    const policy = findPolicy(book, scope, subjectTarget(subject, scope))
    if (policy !== null) covering.push(policy)
  }
  return covering
}

/** The tightest limit for a slot; of equal ones the first in the order of POLICY_SCOPES. Null where no policy sets one. */
export function resolveLimit(
  covering: readonly PolicyState[],
  slot: Slot,
  assetClass: AssetClass,
): EffectiveLimit | null {
  if (slot.limit === null) return null
  let tightest: { readonly units: bigint; readonly policy: PolicyState } | null = null
  for (const policy of covering) {
    if (!scopeMeasures(policy.scope, slot)) continue
    const units = limitUnits(policy.limits, slot.limit, assetClass)
    if (units !== null && (tightest === null || units < tightest.units)) tightest = { units, policy }
  }
  if (tightest === null) return null
  const text = formatDecimal(tightest.units, MONEY_SCALE)
  const isCount = slot.limit === 'maxOpenOrders' || slot.limit === 'maxOrdersPerSecond'
  const count = isCount ? Number(text) : null
  return { ...tightest, text, words: policyWords(tightest.policy), count }
}

/** One limit at scale 18; null where the policy sets none. */
export function limitUnits(limits: RiskLimits, name: LimitName, assetClass: AssetClass): bigint | null {
  switch (name) {
    case 'restricted':
      return limits.restricted === true ? 0n : null
    case 'maxOpenOrders':
    case 'maxOrdersPerSecond':
    case 'maxQuoteAgeMs':
      return limits[name] === null ? null : BigInt(limits[name]) * powerOfTen(MONEY_SCALE)
    case 'assetClassCaps': {
      const cap = limits.assetClassCaps?.find((entry) => entry.assetClass === assetClass)
      return cap === undefined ? null : decimalUnits(cap.maxExposure, MONEY_SCALE)
    }
    case 'maxOrderQuantity':
    case 'maxOrderNotional':
    case 'priceCollar':
    case 'maxPositionQuantity':
    case 'maxPositionNotional':
    case 'maxGrossExposure':
    case 'maxNetExposure':
    case 'maxLeverage':
    case 'maxConcentration':
    case 'maxDailyLoss':
    case 'maxDrawdown': {
      const limit = limits[name]
      return limit === null ? null : decimalUnits(limit, MONEY_SCALE)
    }
  }
}

function subjectTarget(subject: PolicySubject, scope: PolicyScope): string | null | undefined {
  switch (scope) {
    case 'GLOBAL':
    case 'ORGANIZATION':
      return null
    case 'VENUE':
      return subject.venueId
    case 'ACCOUNT':
      return subject.accountId
    case 'STRATEGY':
      return subject.strategyId ?? undefined
    case 'USER':
      return subject.userId ?? undefined
    case 'ASSET_CLASS':
      return subject.assetClass
    case 'INSTRUMENT':
      return subject.instrumentId
  }
}

/** The policy of a scope and target; the target of GLOBAL and ORGANIZATION does not matter. */
export function findPolicy(
  book: Book,
  scope: PolicyScope,
  target: string | null | undefined,
): PolicyState | null {
  if (target === undefined) return null
  for (const policy of book.policies) {
    if (policy.scope === scope && (target === null || policy.targetId === target)) return policy
  }
  return null
}
