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
/** The same as money, in units of 10^-18: the most that one order or execution may be worth. */
export const WORTH_MOST = CASH_UNITS_MAX * 10n ** 18n
/** Strategies and deployments of one book. */
export const STRATEGIES_MAX = 10_000
export const DEPLOYMENTS_MAX = 10_000
/** Instruments that one deployment may trade. */
export const DEPLOYMENT_INSTRUMENTS_MAX = 1000
/** A deployment's parameters as text, and how deep they may be nested. */
export const PARAMS_LENGTH_MAX = 65_536
export const PARAMS_DEPTH_MAX = 8
/** What `ordersPerMinuteMax` may be. */
export const ORDERS_PER_MINUTE_MAX = 6000
/** Request times that are kept of one deployment: more than any limit counts, however fast it asks. */
export const DEPLOYMENT_REQUESTS_KEPT = 8192
/** Seeds of a deployment's chance: 0 to 2^32 - 1. */
export const SEED_MAX = 2 ** 32 - 1
/** People who may trade one LIVE account. */
export const LIVE_USERS_MAX = 100
/** Working orders of others that one account keeps. */
export const FOREIGN_ORDERS_MAX = 1000
/** Adjustments of one position: each is counted again whenever an execution is taken back. */
export const ADJUSTMENTS_MAX = 10_000
/** Splits and dividends of one instrument. */
export const CORPORATE_ACTIONS_MAX = 10_000
/** Either side of a split's ratio. */
export const SPLIT_SHARES_MAX = 1_000_000
