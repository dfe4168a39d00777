/**
 * The bus: tells whoever listens what was committed. It may lose, repeat or reorder; a listener that must miss nothing compares
 * `seq` and reads the rest from the journal.
 */
import type { CommittedBatch } from '../runtime.ts'

export interface EventBus {
  /** Hands a committed batch to the organization's listeners. Never throws, never waits. */
  publish(batch: CommittedBatch): void
  /** Calls `listener` with each batch from now on, until the returned function is called. */
  subscribe(organizationId: string, listener: (batch: CommittedBatch) => void): () => void
  /** Why the bus can't be used now; null: healthy. */
  unhealthyBecause(): string | null
}
