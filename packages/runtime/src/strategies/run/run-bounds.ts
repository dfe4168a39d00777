/** What one run may have on its way and waiting, in one place; docs/strategy-hosting.md says it to people. */

/** Inputs that may be on their way; what comes meanwhile waits, and of quotes the newest only. */
export const UNDER_WAY_MAX = 64
/** Inputs that may wait: a strategy so far behind trades on what is long past. */
export const QUEUE_MAX = 20_000
/** Bars from before its start that a run may ask for: half of the inputs that may wait, so that the market has the other half. */
export const WARM_UP_BARS_MAX = 10_000
/** Answered inputs that may wait for the database: past it the run waits for it too, on its tape. */
export const UNSTORED_MAX = 50_000
/** Answered inputs after which a checkpoint is worth its cost. */
export const CHECKPOINT_INPUTS = 2_000
