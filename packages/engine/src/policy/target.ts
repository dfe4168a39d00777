/** What the target of a policy or a switch must be in each scope. */

import { ASSET_CLASSES } from '@quarterdeck/sdk'
import type { Book } from '../book/book.ts'
import { ID_LENGTH_MAX } from '../book/limits.ts'
import type { Refusal } from '../book/outcome.ts'
import type { PolicyScope } from '../book/policy.ts'
import { badInput, notFound } from '../book/refusal.ts'
import { textFault, wordFault } from '../book/text.ts'

/** The first fault of a target; null: the scope can point at it. */
export function targetFault(book: Book, scope: PolicyScope, targetId: string | null): Refusal | null {
  switch (scope) {
    case 'GLOBAL':
      return targetId === null ? null : badInput('targetId', 'must not be given in scope GLOBAL')
    case 'ORGANIZATION':
      // The organization may be named; it is the only one that this book has.
      if (targetId === null || targetId === book.organizationId) return null
      return badInput('targetId', 'must not be given in scope ORGANIZATION, or be the organization itself')
    default:
      if (targetId === null) return badInput('targetId', `is required in scope ${scope}`)
      return textFault('targetId', targetId, ID_LENGTH_MAX) ?? existenceFault(book, scope, targetId)
  }
}

/** The target as it is kept: scopes that point at the whole book have none. */
export function targetOf(scope: PolicyScope, targetId: string | null): string | null {
  return scope === 'GLOBAL' || scope === 'ORGANIZATION' ? null : targetId
}

/** Strategies and users live outside the book: any id of theirs will do. */
function existenceFault(book: Book, scope: PolicyScope, targetId: string): Refusal | null {
  switch (scope) {
    case 'ACCOUNT':
      return book.accountIndexById.has(targetId) ? null : notFound('targetId')
    case 'INSTRUMENT':
      return book.instrumentIndexById.has(targetId) ? null : notFound('targetId')
    case 'VENUE':
      return book.instruments.some((instrument) => instrument.terms.venueId === targetId)
        ? null
        : notFound('targetId')
    case 'ASSET_CLASS':
      return wordFault('targetId', targetId, ASSET_CLASSES)
    default:
      return null
  }
}
