/**
 * What the parent and a runner process say to each other: docs/orchestrator-protocol.md in types. Plain JSON, a message a frame.
 *
 * A session's inputs are numbered from 1 through a run; `n` is the session's `position` after the input. Opaque JSON of the
 * session (snapshots) travels as text, so that whoever only keeps it never reads it.
 */

import type {
  Feed,
  PersistedState,
  SessionOptions,
  SessionStatus,
  StrategyFaultReport,
  StrategyInput,
  StrategyIntent,
  TimerSchedule,
} from '@quarterdeck/sdk'

/** Budgets that the runner itself keeps for each of its sessions, so that one that breaks them falls alone. */
export interface SessionBudgets {
  /** Bytes of one frame to the parent; an answer that is larger is the session's fault. */
  readonly frameBytesMax: number
  readonly snapshotBytesMax: number
  /** On average; ten seconds' worth may come at once. More is the session's fault. Log lines do not count. */
  readonly intentsPerSecond: number
  /** On average; ten seconds' worth may come at once. Lines beyond are dropped and counted. */
  readonly logsPerSecond: number
  /** UTF-8 bytes of one log line; what is beyond is cut off. */
  readonly logBytes: number
  /** Bytes of a session's answers, on average; ten seconds' worth may come at once. More is the session's fault. */
  readonly sessionBytesPerSecond: number
}

/** A session's options without what the protocol carries apart. */
export type OpeningOptions = Omit<SessionOptions, 'resume'>

/** The first message: the newest protocol that the parent speaks. */
export interface HelloMessage {
  readonly type: 'hello'
  readonly protocol: number
  readonly budgets: SessionBudgets
}

export interface OpenMessage {
  readonly type: 'open'
  readonly session: string
  /** The artifact's. */
  readonly digest: string
  /** Null: the bundle that was sent to this process with the same digest before. */
  readonly bundle: string | null
  readonly options: OpeningOptions
  /** JSON of a `SessionSnapshot`. */
  readonly resume: string | null
}

/** The next input of a session. */
export interface InputMessage {
  readonly type: 'input'
  readonly session: string
  readonly n: number
  readonly input: StrategyInput
}

/** As `input`, of a time before: its intents were carried out then, and are not told again. */
export interface ReplayMessage {
  readonly type: 'replay'
  readonly session: string
  readonly n: number
  readonly input: StrategyInput
}

export interface SnapshotRequest {
  readonly type: 'snapshot'
  readonly session: string
}

export interface CloseMessage {
  readonly type: 'close'
  readonly session: string
}

export type ParentMessage =
  | HelloMessage
  | OpenMessage
  | InputMessage
  | ReplayMessage
  | SnapshotRequest
  | CloseMessage

/** The runner speaks: `protocol` is the version that is spoken from here on. */
export interface ReadyMessage {
  readonly type: 'ready'
  readonly protocol: number
  readonly pid: number
  /** Walls that stand around it on this platform, for the operator: see `docs/orchestrator-protocol.md`. */
  readonly walls: readonly Wall[]
}

/** What the operating system was asked to keep from the process, and does. */
export const WALLS = [
  'DIES_WITH_PARENT',
  'RESOURCE_LIMITS',
  'NO_NEW_PRIVILEGES',
  'SYSTEM_CALLS',
  'USER',
] as const
export type Wall = (typeof WALLS)[number]

/** A session is open, at its beginning or where its snapshot was taken. */
export interface OpenedMessage {
  readonly type: 'opened'
  readonly session: string
  readonly feeds: readonly Feed[]
  /** The timers to keep, by name. */
  readonly timers: readonly (readonly [string, TimerSchedule])[]
  readonly position: number
  readonly status: SessionStatus
  readonly decisions: number
  readonly digest: string
}

/**
 * BUNDLE: it cannot be evaluated or is none. PARAMS, OPTIONS: the terms of the opening. STRATEGY: the author's `subscribe`,
 * `prepare` or state failed. INPUT: an input that cannot come now. SNAPSHOT: larger than allowed. SESSION: no such session, or
 * one of that name is open.
 */
export const REFUSAL_CODES = [
  'BUNDLE',
  'PARAMS',
  'OPTIONS',
  'STRATEGY',
  'INPUT',
  'SNAPSHOT',
  'SESSION',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** Something that was asked for cannot be; `n` is the input it is about, 0: an opening or a snapshot. */
export interface RefusedMessage {
  readonly type: 'refused'
  readonly session: string
  readonly n: number
  readonly code: RefusalCode
  readonly message: string
}

/** What one input caused. */
export interface AnswerMessage {
  readonly type: 'answer'
  readonly session: string
  readonly n: number
  /** In the order in which they are to be done; none after a `replay`. */
  readonly intents: readonly StrategyIntent[]
  readonly digest: string
  readonly decisions: number
  /** The author's state, where it is another than at the last answer. */
  readonly state: PersistedState | null
  /** Time the session took since its last answer, microseconds. */
  readonly micros: number
  /** Log lines dropped since the last answer, for want of budget. */
  readonly logsDropped: number
}

/** All inputs up to `through` are taken, and those since the last answer caused nothing. */
export interface AnsweredMessage {
  readonly type: 'answered'
  readonly session: string
  readonly through: number
  readonly digest: string
  readonly decisions: number
  readonly micros: number
}

/** STRATEGY: its code threw. FLOOD: more intents than its budget. OVERSIZE: an answer larger than a frame. MALFORMED: what came out of the compartment is no answer. */
export const FAULT_CODES = ['STRATEGY', 'FLOOD', 'OVERSIZE', 'MALFORMED'] as const
export type FaultCode = (typeof FAULT_CODES)[number]

/** The session failed at an input and is over; the runner has forgotten it, its neighbours go on. */
export interface FaultMessage {
  readonly type: 'fault'
  readonly session: string
  readonly n: number
  readonly code: FaultCode
  readonly message: string
  /** What the session says of it, where its own code threw. */
  readonly report: StrategyFaultReport | null
  /** What the session itself wished before (exits of a bracket): still to be carried out. */
  readonly intents: readonly StrategyIntent[]
}

/** A piece of a session's snapshot after input `n`; the host puts the pieces together. */
export interface SnapshotPartMessage {
  readonly type: 'snapshotPart'
  readonly session: string
  readonly n: number
  /** From 0. */
  readonly part: number
  readonly parts: number
  readonly text: string
}

export interface ClosedMessage {
  readonly type: 'closed'
  readonly session: string
}

/** What comes over the wire. */
export type RunnerMessage =
  | ReadyMessage
  | OpenedMessage
  | RefusedMessage
  | AnswerMessage
  | AnsweredMessage
  | FaultMessage
  | SnapshotPartMessage
  | ClosedMessage

/** A whole snapshot: JSON of a `SessionSnapshot`, to be kept as it is. */
export interface SnapshotMessage {
  readonly type: 'snapshot'
  readonly session: string
  readonly n: number
  readonly snapshot: string
}

/** What the host hands on, checked: pieces of snapshots are put together. */
export type SessionMessage = Exclude<RunnerMessage, ReadyMessage | SnapshotPartMessage> | SnapshotMessage
