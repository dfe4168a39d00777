/** Follows a venue's sequence numbers: each message is the next, a repeat, or comes after a gap. */

export type SequenceVerdict = 'NEXT' | 'REPEAT' | 'GAP'

export class SequenceGuard {
  private readonly first: number | null
  private next: number | null

  /** `first`: the number that the first message must have; null: whatever it has. */
  constructor(first: number | null = null) {
    this.first = first
    this.next = first
  }

  /** What a number means. After a GAP counting goes on from it, so that each loss is said once. */
  judge(sequence: number): SequenceVerdict {
    const expected = this.next
    if (expected !== null && sequence < expected) return 'REPEAT'
    this.next = sequence + 1
    return expected === null || sequence === expected ? 'NEXT' : 'GAP'
  }

  /** Begins anew, as on a new connection. */
  reset(): void {
    this.next = this.first
  }
}
