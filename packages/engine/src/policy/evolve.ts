/** What a policy event changes: the limits of one scope and target, from the next command on. */

import type { Book } from '../book/book.ts'
import type { RiskPolicyPut } from '../book/event.ts'
import { refreshPolicies } from '../risk/rows.ts'

export function evolveRiskPolicyPut(book: Book, event: RiskPolicyPut): void {
  const { policyId, scope, targetId, version, limits, at, actor } = event
  const known = book.policies.find((policy) => policy.id === policyId)
  if (known === undefined) {
    book.policies.push({ id: policyId, scope, targetId, version, limits, updatedAt: at, updatedBy: actor })
  } else {
    if (known.version + 1 !== version)
      throw new Error(`Invariant: policy versions rise by one, not from ${known.version} to ${version}`)
    known.version = version
    known.limits = limits
    known.updatedAt = at
    known.updatedBy = actor
  }
  book.policyVersion++
  refreshPolicies(book)
}
