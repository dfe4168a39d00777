/** What a crossed limit and its end change: which alerts stand, so that none is raised twice. */

import type { Book } from '../book/book.ts'
import type { AlertRaised } from '../book/event.ts'
import { breachKey } from './breach.ts'

export function evolveBreach(book: Book, { kind, breach }: AlertRaised): void {
  if (breach === undefined) return
  if (kind === 'LIMIT_KEPT_AGAIN') book.breaches.delete(breachKey(breach))
  else book.breaches.add(breachKey(breach))
}
