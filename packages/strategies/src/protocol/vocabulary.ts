/**
 * The SDK's closed word lists, once more: the runner reads answers by them and must be up before it has read the whole SDK.
 * A test holds them to the SDK's own.
 */

import type {
  Callback,
  LogLevel,
  OrderType,
  SessionStatus,
  Side,
  TimeInForce,
  Timeframe,
} from '@quarterdeck/sdk'

export const WORDS = {
  sides: ['BUY', 'SELL'],
  orderTypes: ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'],
  timesInForce: ['DAY', 'GTC', 'IOC', 'FOK'],
  logLevels: ['DEBUG', 'INFO', 'WARN', 'ERROR'],
  statuses: ['CREATED', 'RUNNING', 'STOPPED', 'FAILED'],
  callbacks: [
    'subscribe',
    'prepare',
    'state',
    'feed',
    'onStart',
    'onBar',
    'onQuote',
    'onTrade',
    'onFill',
    'onOrderUpdate',
    'onCorporateAction',
    'onTimer',
    'onStop',
  ],
} as const satisfies {
  readonly sides: readonly Side[]
  readonly orderTypes: readonly OrderType[]
  readonly timesInForce: readonly TimeInForce[]
  readonly logLevels: readonly LogLevel[]
  readonly statuses: readonly SessionStatus[]
  readonly callbacks: readonly Callback[]
}

/** The SDK's bounds of what a session subscribes to. */
export const HISTORY_MAX = 1_048_576
export const SUBSCRIPTIONS_MAX = 4_096

const TIMEFRAME = /^[1-9]\d{0,4}[smhdw]$/

export function isTimeframe(text: string): text is Timeframe {
  return TIMEFRAME.test(text)
}
