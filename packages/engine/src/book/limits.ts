/** Every limit on what a command may carry, in one place. */

/** A caller's idempotency key or clientOrderId: printable, 1 to 64 characters. */
export const KEY_LENGTH_MAX = 64
/** Names of accounts. */
export const NAME_LENGTH_MAX = 100
/** Reasons, summaries and what venues say. */
export const REASON_LENGTH_MAX = 500
/** Ids made elsewhere: commands, strategies, users, connections, venues, instruments, executions. */
export const ID_LENGTH_MAX = 200
/** Before and after of an audit record. */
export const AUDIT_DETAIL_LENGTH_MAX = 65_536
/** Instruments and accounts of one book; a (account, instrument) pair is keyed by account * 2^20 + instrument. */
export const INSTRUMENTS_MAX = 2 ** 20
export const ACCOUNTS_MAX = 2 ** 20
/** Policies and switches of one book. */
export const POLICIES_MAX = 10_000
/** Replaces of one order whose keys are kept. */
export const REPLACES_MAX = 10_000
/** Largest single amount of money, in whole units of its currency; a bound far below what a decimal string can carry. */
export const AMOUNT_UNITS_MAX = 10n ** 18n
/** Largest cash of one currency in one account, in whole units. */
export const CASH_UNITS_MAX = 10n ** 21n
