/** Reads intents, feeds, timers and faults as a session tells them: every field, with its bounds. */

import type { Feed, StrategyFaultReport, StrategyIntent, Timeframe, TimerSchedule } from '@quarterdeck/sdk'
import {
  exact,
  fault,
  list,
  nullable,
  oneOf,
  ownFields,
  pair,
  type Reader,
  text,
  whole,
  word,
  words,
} from './reader.ts'
import { HISTORY_MAX, isTimeframe, SUBSCRIPTIONS_MAX, WORDS } from './vocabulary.ts'

/** Intents of one answer: more than a session can make, less than would hurt. */
const INTENTS_MAX = 50_000
const TIMERS_MAX = 1_000
const FAULT_TEXT_MAX = 4_000
/** Characters of a log line before it is cut to the budget's bytes. */
const LOG_TEXT_MAX = 65_536

const orderId = word(/^[A-Za-z0-9._:-]+$/, 100)
const instrumentId = text(200, 1)
const name = text(64, 1)
const lots = whole(1)
const instant = whole(Number.MIN_SAFE_INTEGER)

const schedules: Readonly<Record<TimerSchedule['kind'], Reader<TimerSchedule>>> = {
  ONCE: exact({ kind: oneOf(['ONCE']), at: instant }),
  EVERY: exact({ kind: oneOf(['EVERY']), first: instant, interval: whole(1) }),
  SESSION: exact({
    kind: oneOf(['SESSION']),
    calendar: text(64, 1),
    at: oneOf(['OPEN', 'CLOSE']),
    offset: instant,
  }),
}

const schedule: Reader<TimerSchedule> = choice('kind', schedules)

export const timers: Reader<readonly (readonly [string, TimerSchedule])[]> = list(
  pair(name, schedule),
  TIMERS_MAX,
)

const intentOf: Readonly<Record<StrategyIntent['type'], Reader<StrategyIntent>>> = {
  SubmitOrder: exact({
    type: oneOf(['SubmitOrder']),
    clientOrderId: orderId,
    instrumentId,
    side: oneOf(WORDS.sides),
    orderType: oneOf(WORDS.orderTypes),
    timeInForce: oneOf(WORDS.timesInForce),
    quantityLots: lots,
    limitTicks: nullable(instant),
    stopTicks: nullable(instant),
    tag: nullable(text(64, 1)),
    bracketId: nullable(orderId),
  }),
  ReplaceOrder: exact({
    type: oneOf(['ReplaceOrder']),
    clientOrderId: orderId,
    idempotencyKey: orderId,
    quantityLots: nullable(lots),
    limitTicks: nullable(instant),
    stopTicks: nullable(instant),
  }),
  CancelOrder: exact({ type: oneOf(['CancelOrder']), clientOrderId: orderId }),
  SetTimer: exact({ type: oneOf(['SetTimer']), name, schedule }),
  CancelTimer: exact({ type: oneOf(['CancelTimer']), name }),
  Log: exact({
    type: oneOf(['Log']),
    at: instant,
    level: oneOf(WORDS.logLevels),
    message: words(LOG_TEXT_MAX),
  }),
}

export const intents: Reader<readonly StrategyIntent[]> = list(choice('type', intentOf), INTENTS_MAX)

const timeframe: Reader<Timeframe> = (value, path) =>
  typeof value === 'string' && isTimeframe(value) ? value : fault(path, 'a timeframe', value)

const feedOf: Readonly<Record<Feed['kind'], Reader<Feed>>> = {
  BARS: exact({ kind: oneOf(['BARS']), instrumentId, timeframe, history: whole(0, HISTORY_MAX) }),
  QUOTES: exact({ kind: oneOf(['QUOTES']), instrumentId }),
  TRADES: exact({ kind: oneOf(['TRADES']), instrumentId }),
}

export const feeds: Reader<readonly Feed[]> = list(choice('kind', feedOf), SUBSCRIPTIONS_MAX)

const faultWords = words(FAULT_TEXT_MAX)

export const faultReport: Reader<StrategyFaultReport> = exact<StrategyFaultReport>({
  strategy: faultWords,
  callback: oneOf(WORDS.callbacks),
  position: whole(0),
  at: instant,
  input: faultWords,
  error: exact({ name: faultWords, message: faultWords, stack: nullable(faultWords) }),
})

/** One of several shapes, told apart by a field. */
function choice<T, Kind extends string>(field: string, shapes: Readonly<Record<Kind, Reader<T>>>): Reader<T> {
  const kind = oneOf(Object.keys(shapes) as Kind[])
  return (value, path) => shapes[kind(ownFields(value, path)[field], `${path}.${field}`)](value, path)
}
