/** A difference between our books and the venue's word, before it is anybody's to decide. */
import type { Break } from './reconciliation.ts'

export interface Difference extends Pick<
  Break,
  'accountId' | 'kind' | 'subject' | 'expected' | 'observed' | 'proposed'
> {
  /** The venue's records that it rests on. */
  readonly evidence: object
}

/** What the difference is about: a later reading tells of the same one, or of none. */
export function topicOf({ accountId, kind, subject }: Pick<Break, 'accountId' | 'kind' | 'subject'>): string {
  return JSON.stringify([accountId, kind, subject])
}

export function isSameDifference(
  a: Pick<Break, 'expected' | 'observed'>,
  b: Pick<Break, 'expected' | 'observed'>,
): boolean {
  return a.expected === b.expected && a.observed === b.observed
}
