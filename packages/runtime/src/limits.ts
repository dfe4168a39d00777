/** Every bound of the shell, in one place. */

/** Commands that may wait in one partition's mailbox; past it callers are told to come back. */
export const MAILBOX_COMMANDS_MAX = 10_000

/** Room beyond that bound for what takes risk away: cancels and kill switches always find a place. */
export const MAILBOX_RESERVE = 10_000

/** Commands that one commit may carry: bounds how long the first of them waits for the last. */
export const BATCH_COMMANDS_MAX = 512

/** Events after which the next quiet moment is used for a snapshot: bounds how long a recovery takes. */
export const SNAPSHOT_EVENTS = 100_000

/** Quiet time before a snapshot is written: it takes the partition's thread, which nobody shall notice. */
export const SNAPSHOT_IDLE_MS = 2_000

/**
 * Orders up to which a snapshot is written while others trade: writing takes the thread for some 80 microseconds an order
 * (measured with two fills each), which is 3 seconds here.
 */
export const SNAPSHOT_ORDERS_MAX = 40_000

/**
 * Orders up to which one is written at a close, when nobody waits. An order with two fills takes 1.5 kB: this is 230 MB, less
 * than half of the longest string that Node holds (512 MB). A larger book is recovered from the journal alone.
 */
export const SNAPSHOT_CLOSING_ORDERS_MAX = 150_000

/** Snapshots kept: a damaged newest one leaves an older one to start from. */
export const SNAPSHOTS_KEPT = 2

/** Committed batches that a reader of events may lag behind before it is cut off. */
export const READER_BATCHES_MAX = 1_024

/** Pause before a venue is asked again for its working orders, while a kill switch waits for the answer. */
export const RELIST_AFTER_MS = 200

/** Pauses between attempts to restore a partition that died: doubled from the first to the last. */
export const RESTORE_FIRST_MS = 50
export const RESTORE_LAST_MS = 5_000

/** Time between two valuations of the accounts that hold something. */
export const MARK_EVERY_MS = 1_000

/** Age past which an order that trades at once or never is not traded after a restart: the market it was meant for is gone. */
export const IMMEDIATE_ORDER_AGE_MS_MAX = 10_000

/** Pause between two readings of a live account that nothing asked for: a message that its stream lost is found within it. */
export const LIVE_AUDIT_MS = 30_000

/** First pause before what a reading of a live account left open is read again. */
export const LIVE_RETRY_MS = 500

/** Orders of real venues that ended so long ago are taken up after a start: what comes late of them is theirs. */
export const LIVE_ENDED_KNOWN_MS = 86_400_000

/**
 * After what was decided so long ago nothing is sent to a real venue: well within the time after which another process may take an
 * order for lost that it does not find there (`absenceProvenAfterMs`).
 */
export const LIVE_SEND_WITHIN_MS = 30_000

/** Pause between two looks at whether a session of an instrument that a connection follows has begun or ended. */
export const SESSION_LOOK_MS = 1_000

/** Pause between two questions for the results of event contracts that do not trade any more. */
export const SETTLEMENT_LOOK_MS = 60_000
/** Longest pause before books that refused a settlement are asked again. */
export const SETTLEMENT_RETRY_MS_MAX = 3_600_000
