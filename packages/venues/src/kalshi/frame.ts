/** One frame of a Kalshi stream, opened as far as it is the same for all channels. */

import { objectOf, text, textOf, textOrNull, whole, wholeOf } from '../wire/fields.ts'

export interface Frame {
  readonly type: string
  /** The subscription that it belongs to; null: it answers a command. */
  readonly sid: number | null
  /** Its number within the subscription; null: this channel is not counted. */
  readonly seq: number | null
  /** What is told, or what is answered; null: nothing. */
  readonly msg: unknown
}

/** Throws `WireFault` where it cannot be read. */
export function readFrame(json: unknown): Frame {
  const from = objectOf(json, 'frame')
  return {
    type: textOf(from['type'], 'type'),
    sid: from['sid'] === undefined ? null : wholeOf(from['sid'], 'sid'),
    seq: from['seq'] === undefined ? null : wholeOf(from['seq'], 'seq'),
    msg: from['msg'] ?? null,
  }
}

/** The venue's word that a subscription stands. */
export interface Confirmation {
  readonly channel: string
  readonly sid: number
}

export function readConfirmation(msg: unknown): Confirmation {
  const from = objectOf(msg, 'subscribed')
  return { channel: text(from, 'channel'), sid: whole(from, 'sid') }
}

export interface StreamError {
  readonly code: string
  readonly message: string
  /** The market that it is about; null: none is named. */
  readonly market: string | null
}

export function readStreamError(msg: unknown): StreamError {
  const from = objectOf(msg, 'error')
  return {
    code: String(whole(from, 'code')),
    message: textOrNull(from, 'msg') ?? 'no reason given',
    market: textOrNull(from, 'market_ticker'),
  }
}
