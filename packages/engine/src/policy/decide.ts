/**
 * Decides what putting a risk policy means: one policy per scope and target, versions that rise by one, and a conflict where
 * somebody else was faster. Rules: SPEC.md, PL.
 */

import type { Book } from '../book/book.ts'
import type { PutRiskPolicy } from '../book/command.ts'
import { firstFault } from '../book/fault.ts'
import { POLICIES_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { POLICY_SCOPES } from '../book/policy.ts'
import { accept, badInput, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { wordFault } from '../book/text.ts'
import { entityId } from '../identity/entity-id.ts'
import { validateLimits } from '../risk/validate.ts'
import { targetFault, targetOf } from './target.ts'

export function decidePutRiskPolicy(book: Book, command: PutRiskPolicy): Outcome {
  const fault = firstFault(
    () => wordFault('scope', command.scope, POLICY_SCOPES),
    () => targetFault(book, command.scope, command.targetId),
    () => validateLimits(command.limits),
  )
  if (fault !== null) return fault
  const targetId = targetOf(command.scope, command.targetId)
  const known = book.policies.find((policy) => policy.scope === command.scope && policy.targetId === targetId)
  const conflict = versionFault(known?.version ?? 0, command.expectedVersion)
  if (conflict !== null) return conflict
  if (known === undefined && book.policies.length >= POLICIES_MAX) {
    return badInput('scope', `cannot have another policy: an organization has at most ${POLICIES_MAX}`)
  }
  const policyId = known?.id ?? entityId(book.organizationId, 'policy', book.seq + 1)
  const event = {
    type: 'RiskPolicyPut',
    ...stamp(book, command),
    policyId,
    scope: command.scope,
    targetId,
    version: (known?.version ?? 0) + 1,
    limits: command.limits,
    before: known?.limits ?? null,
  } as const
  return accept([event], { subjectId: policyId })
}

/** No expectation is the expectation that there is none yet. */
function versionFault(current: number, expected: number | null): Refusal | null {
  if ((expected ?? 0) === current) return null
  const now = current === 0 ? 'there is no policy yet' : `the policy is at version ${current}`
  return refuse(
    'CONFLICT',
    'expectedVersion',
    `is ${expected ?? 'not given'}, but ${now}; read it again before changing it`,
  )
}
