/** Our own faults as callers of the runtime see them: whether the command was done, and what to do next. */

/** The mailbox is full. Nothing was done; try again later. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
}

/** The organization's partition does not take commands now. Nothing was done; try again later. */
export class PartitionUnavailable extends Error {
  override readonly name = 'PartitionUnavailable'
}

/**
 * The commit's answer was lost: the command may or may not have been done. Look it up before asking again; a repeat with the
 * same idempotency key is safe.
 */
export class FateUnknown extends Error {
  override readonly name = 'FateUnknown'
}

/** A reader of events lagged past its bound and was cut off. Read on from `lastSeq`. */
export class SlowConsumer extends Error {
  override readonly name = 'SlowConsumer'
  /** seq of the newest event that was handed out; 0: none was. */
  readonly lastSeq: number
  constructor(lastSeq: number) {
    super(`The reader was too slow and was cut off after seq ${lastSeq}: read on from there`)
    this.lastSeq = lastSeq
  }
}
