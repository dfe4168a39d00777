/**
 * The sentence of a check that compared something with a policy's limit, put together and taken apart again: the figures and
 * the policy stand in the record already, so that whoever stores a million of them needs only what is measured, and its unit.
 */
import type { Decimal } from '@quarterdeck/sdk'
import type { CheckRecord } from '../book/decision.ts'
import type { PolicyScope } from '../book/policy.ts'

/** What is observed, in words: `what` names it with its extent, `unit` follows the numbers and may be empty. */
export interface Measured {
  readonly what: string
  readonly unit: string
}

export interface Compared {
  readonly observed: Decimal
  readonly limit: Decimal
  readonly holds: boolean
  /** What sets the limit, in words: `policyWords` or `deploymentWords`. */
  readonly policy: string
}

/** "an order quantity of 5 is within 10 (ACCOUNT a1 policy, version 3)". */
export function comparedSentence(
  { what, unit }: Measured,
  { observed, limit, holds, policy }: Compared,
): string {
  const after = unit === '' ? '' : ` ${unit}`
  return `${what} of ${observed}${after} ${holds ? 'is within' : 'is over the limit of'} ${limit}${after} (${policy})`
}

/** A policy as a sentence names it. */
export function policyWords(policy: {
  readonly scope: PolicyScope
  readonly targetId: string | null
  readonly version: number
}): string {
  const target = policy.targetId === null ? '' : ` ${policy.targetId}`
  return `${policy.scope}${target} policy, version ${policy.version}`
}

/** A deployment as a sentence names it, where its own terms set the limit. */
export function deploymentWords(deployment: { readonly name: string; readonly revision: number }): string {
  return `deployment ${deployment.name}, revision ${deployment.revision}`
}

/** The sentence that a record's own figures make with `measured`; null where it has none to compare. */
export function sentenceOfRecord(measured: Measured, record: Omit<CheckRecord, 'message'>): string | null {
  const { observed, limit, scope, targetId, policyVersion, verdict } = record
  if (observed === null || limit === null || policyVersion === null || scope === 'SYSTEM') return null
  const policy = policyWords({ scope, targetId, version: policyVersion })
  return comparedSentence(measured, { observed, limit, holds: verdict === 'PASSED', policy })
}

/** What the sentence of a record measures; null where it says something else than a comparison. */
export function measuredIn(record: CheckRecord): Measured | null {
  const { observed, limit, message } = record
  if (observed === null || limit === null) return null
  const ofObserved = ` of ${observed}`
  const at = message.indexOf(ofObserved)
  if (at < 0) return null
  const rest = message.slice(at + ofObserved.length)
  const end = rest.indexOf(record.verdict === 'PASSED' ? ' is within ' : ' is over the limit of ')
  if (end < 0) return null
  const measured = { what: message.slice(0, at), unit: rest.slice(1, end) }
  return sentenceOfRecord(measured, record) === message ? measured : null
}
