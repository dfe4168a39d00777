/**
 * Reads what a runner says. Everything in it is hostile: the process runs a stranger's code, and may be that code by now.
 */

import type { SessionStatus } from '@quarterdeck/sdk'
import { faultReport, feeds, intents, timers } from './intents.ts'
import { persistedState } from './kept-json.ts'
import {
  type AnsweredMessage,
  type AnswerMessage,
  type ClosedMessage,
  FAULT_CODES,
  type FaultMessage,
  type OpenedMessage,
  type ReadyMessage,
  REFUSAL_CODES,
  type RefusedMessage,
  type RunnerMessage,
  type SnapshotPartMessage,
  WALLS,
} from './messages.ts'
import { exact, list, nullable, oneOf, ownFields, piece, type Reader, whole, word, words } from './reader.ts'
import { WORDS } from './vocabulary.ts'

const MESSAGE_LENGTH_MAX = 8_000
const SNAPSHOT_PARTS_MAX = 65_536

export const session: Reader<string> = word(/^[A-Za-z0-9._:-]+$/, 100)
export const status: Reader<SessionStatus> = oneOf(WORDS.statuses)
export const digest: Reader<string> = word(/^[0-9a-f]{32}$/, 32)
const n = whole(1)
const count = whole(0)

const READERS: Readonly<Record<RunnerMessage['type'], Reader<RunnerMessage>>> = {
  ready: exact<ReadyMessage>({
    type: oneOf(['ready']),
    protocol: n,
    pid: n,
    walls: list(oneOf(WALLS), WALLS.length),
  }),
  opened: exact<OpenedMessage>({
    type: oneOf(['opened']),
    session,
    feeds,
    timers,
    position: count,
    status,
    decisions: count,
    digest,
  }),
  refused: exact<RefusedMessage>({
    type: oneOf(['refused']),
    session,
    n: count,
    code: oneOf(REFUSAL_CODES),
    message: words(MESSAGE_LENGTH_MAX),
  }),
  answer: exact<AnswerMessage>({
    type: oneOf(['answer']),
    session,
    n,
    intents,
    digest,
    decisions: count,
    state: nullable(persistedState),
    micros: count,
    logsDropped: count,
  }),
  answered: exact<AnsweredMessage>({
    type: oneOf(['answered']),
    session,
    through: n,
    digest,
    decisions: count,
    micros: count,
  }),
  fault: exact<FaultMessage>({
    type: oneOf(['fault']),
    session,
    n: count,
    code: oneOf(FAULT_CODES),
    message: words(MESSAGE_LENGTH_MAX),
    report: nullable(faultReport),
    intents,
  }),
  snapshotPart: exact<SnapshotPartMessage>({
    type: oneOf(['snapshotPart']),
    session,
    n: count,
    part: whole(0, SNAPSHOT_PARTS_MAX),
    parts: whole(1, SNAPSHOT_PARTS_MAX),
    text: piece(2 ** 20),
  }),
  closed: exact<ClosedMessage>({ type: oneOf(['closed']), session }),
}

const type = oneOf(Object.keys(READERS) as RunnerMessage['type'][])

/** A fresh, checked copy of what a runner said. Throws a `MessageFault` that names the field and the fault. */
export function readRunnerMessage(value: unknown): RunnerMessage {
  const said = type(ownFields(value, 'message').type, 'message.type')
  return READERS[said](value, said)
}
