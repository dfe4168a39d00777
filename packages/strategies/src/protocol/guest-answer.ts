/**
 * Reads what a session in its compartment answers, before it becomes a message: one that answers nonsense falls alone, while a
 * runner that says nonsense falls whole.
 */

import type {
  Feed,
  PersistedState,
  SessionStatus,
  StrategyFaultReport,
  StrategyIntent,
  TimerSchedule,
} from '@quarterdeck/sdk'
import { faultReport, feeds, intents, timers } from './intents.ts'
import { persistedState } from './kept-json.ts'
import { exact, fault, oneOf, ownFields, type Reader, whole, words } from './reader.ts'
import { digest, status } from './runner-message.ts'

export interface GuestProgress {
  readonly position: number
  readonly decisions: number
  readonly digest: string
}

export interface GuestRefusal {
  readonly code: 'PARAMS' | 'OPTIONS' | 'INPUT' | 'FAULT' | 'ERROR'
  readonly message: string
  readonly report: StrategyFaultReport | null
}

export type GuestFacts =
  | ({
      readonly opened: true
      readonly status: SessionStatus
      readonly feeds: readonly Feed[]
      readonly timers: readonly (readonly [string, TimerSchedule])[]
    } & GuestProgress)
  | ({ readonly opened: false } & GuestRefusal)

export interface GuestAnswer {
  readonly intents: readonly StrategyIntent[]
  readonly state: PersistedState | null
  readonly fault: StrategyFaultReport | null
  readonly refused: GuestRefusal | null
}

const progressFields = { position: whole(0), decisions: whole(0), digest } as const

export const readProgress: Reader<GuestProgress> = exact<GuestProgress>(progressFields)

const readOpened = exact<Extract<GuestFacts, { opened: true }>>({
  opened: (value, path) => (value === true ? value : fault(path, 'true', value)),
  status,
  feeds,
  timers,
  ...progressFields,
})

const code = oneOf(['PARAMS', 'OPTIONS', 'INPUT', 'FAULT', 'ERROR'])
const message = words(4_000)

/** A refusal may leave out its report. */
const readRefusal: Reader<GuestRefusal> = (value, path) => {
  const given = ownFields(value, path)
  return {
    code: code(given.code, `${path}.code`),
    message: message(given.message, `${path}.message`),
    report: given.report === undefined ? null : faultReport(given.report, `${path}.report`),
  }
}

export const readFacts: Reader<GuestFacts> = (value, path) =>
  ownFields(value, path).opened === true
    ? readOpened(value, path)
    : { opened: false, ...readRefusal(value, path) }

const ANSWER_FIELDS: readonly string[] = ['intents', 'state', 'fault', 'refused']

/** Any field may be left out. */
export const readAnswer: Reader<GuestAnswer> = (value, path) => {
  const given = ownFields(value, path)
  for (const key of Object.keys(given)) {
    if (!ANSWER_FIELDS.includes(key))
      fault(path, `without the field ${JSON.stringify(key.slice(0, 40))}`, value)
  }
  const { intents: wished, state, fault: failed, refused } = given
  return {
    intents: wished === undefined ? [] : intents(wished, `${path}.intents`),
    state: state === undefined ? null : persistedState(state, `${path}.state`),
    fault: failed === undefined ? null : faultReport(failed, `${path}.fault`),
    refused: refused === undefined ? null : readRefusal(refused, `${path}.refused`),
  }
}
