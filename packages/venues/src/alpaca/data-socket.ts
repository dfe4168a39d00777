/**
 * One socket of Alpaca's market data: a greeting, a login, a subscription, and then lists of messages; in JSON, and for options in
 * MessagePack.
 */

import type { Resync, StreamState } from '../contract/streams.ts'
import { StreamSession } from '../transport/stream-session.ts'
import {
  arrayOf,
  objectOf,
  readJson,
  readWire,
  textOf,
  type WireObject,
  type WireReading,
} from '../wire/fields.ts'
import { decodeMsgpack } from '../wire/msgpack.ts'
import { encodeMsgpack } from '../wire/msgpack-writer.ts'
import { mapped, type WordTable, wordTable } from '../wire/word-table.ts'
import { LoginRefusals } from './login-refusals.ts'
import { ALPACA_VENUE_ID, type AlpacaEnvironment } from './settings.ts'

/** Symbols by channel; channels without symbols are left out of what is sent. */
export type Subscription = Readonly<Record<string, readonly string[]>>

export interface DataSocketOptions {
  readonly environment: AlpacaEnvironment
  readonly url: string
  readonly codec: 'JSON' | 'MSGPACK'
  readonly prepare: () => Promise<boolean>
  /** What is to be subscribed now; asked after each login. */
  readonly wanted: () => Subscription
  /** Logged in: everything that was told before is void. */
  readonly onFresh: () => void
  /** The venue confirmed a subscription, or said that it will not give all of it. */
  readonly onSubscribed: () => void
  /** A message of a channel. */
  readonly onMessage: (type: string, message: WireObject) => void
  readonly onUnreadable: (fault: string) => void
  readonly onEvent: (event: StreamState | Resync) => void
}

/**
 * REFUSED: the login is no good, or not for this. LATER: an earlier connection of the account is still open. LIMITED: not all that
 * was asked for is told. ANEW: the connection is of no use any more. NOTED: of no consequence.
 */
const ERROR: WordTable<'REFUSED' | 'LATER' | 'LIMITED' | 'ANEW' | 'NOTED'> = wordTable({
  field: 'stream.error.code',
  words: {
    '400': 'ANEW',
    '401': 'REFUSED',
    '402': 'REFUSED',
    '403': 'NOTED',
    '404': 'REFUSED',
    '405': 'LIMITED',
    '406': 'LATER',
    '407': 'ANEW',
    '408': 'REFUSED',
    '409': 'REFUSED',
    '410': 'LIMITED',
    '500': 'ANEW',
  },
  safe: 'ANEW',
})

const MSGPACK_TYPE = 'application/msgpack'

/** Waits for an earlier connection grow up to so many times the first. */
const LATER_MAX = 6

interface TypedMessage {
  readonly type: string
  readonly message: WireObject
}

function typedMessages(json: unknown): readonly TypedMessage[] {
  return arrayOf(json, 'message').map((one) => {
    const message = objectOf(one, 'message')
    return { type: textOf(message['T'], 'T'), message }
  })
}

export class DataSocket {
  readonly session: StreamSession
  private readonly options: DataSocketOptions
  private readonly refusals: LoginRefusals
  private laterInARow = 0
  private isLoggedIn = false

  constructor(options: DataSocketOptions) {
    this.options = options
    const { environment, url, codec, prepare } = options
    const { settings, time } = environment
    this.refusals = new LoginRefusals(environment, url)
    this.session = new StreamSession({
      url,
      time,
      silentAfterMs: settings.deadAfterMs,
      pingEveryMs: settings.pingEveryMs,
      syncTimeoutMs: settings.staleAfterMs,
      reconnect: {
        baseMs: settings.reconnectBaseMs,
        capMs: settings.reconnectCapMs,
        goodAfterMs: settings.staleAfterMs,
      },
      prepare,
      ...(codec === 'JSON'
        ? {}
        : {
            headers: () => ({ 'content-type': MSGPACK_TYPE }),
            onFrame: (frame: Buffer) =>
              this.received(readJson(frame, () => typedMessages(decodeMsgpack(frame)))),
          }),
      // The venue greets first.
      onOpen: () => {
        this.isLoggedIn = false
      },
      onText: (written) => this.received(readWire(written, typedMessages)),
      onState: (state, message) => options.onEvent({ kind: 'STATE', state, message }),
    })
  }

  /** Subscribes to more, or less; one that has not logged in yet asks `wanted` when it has. */
  change(action: 'subscribe' | 'unsubscribe', subscription: Subscription): void {
    if (!this.isLoggedIn) return
    const asked = Object.entries(subscription).filter(([, symbols]) => symbols.length > 0)
    if (asked.length > 0) this.send(JSON.stringify({ action, ...Object.fromEntries(asked) }))
  }

  /** Something was told that cannot be read. It may have mattered: treated as lost. */
  unreadable(fault: string): void {
    this.alert('UNREADABLE', `a stream message cannot be read: ${fault}`)
    this.options.onUnreadable(fault)
  }

  private send(json: string): void {
    this.session.send(this.options.codec === 'JSON' ? json : encodeMsgpack(JSON.parse(json)))
  }

  private received(reading: WireReading<readonly TypedMessage[]>): void {
    if (!reading.ok) {
      this.unreadable(reading.fault)
      return
    }
    for (const { type, message } of reading.value) this.heed(type, message)
  }

  private heed(type: string, message: WireObject): void {
    switch (type) {
      case 'success':
        this.succeeded(message['msg'])
        return
      case 'error':
        this.failed(message)
        return
      case 'subscription':
        this.laterInARow = 0
        this.options.onSubscribed()
        return
      default:
        this.options.onMessage(type, message)
    }
  }

  private succeeded(what: unknown): void {
    const { environment, onFresh, onSubscribed, wanted } = this.options
    if (what === 'connected') this.send(environment.credential?.dataStreamLogin() ?? '{}')
    if (what !== 'authenticated') return
    this.refusals.loggedIn()
    this.isLoggedIn = true
    onFresh()
    const subscription = wanted()
    this.change('subscribe', subscription)
    // Nothing is asked for, so nothing will be confirmed.
    if (Object.values(subscription).every((symbols) => symbols.length === 0)) onSubscribed()
  }

  private failed(message: WireObject): void {
    const { environment, onEvent, onSubscribed } = this.options
    const code = String(message['code'])
    const said = `${code} ${String(message['msg'] ?? '')}`.trim()
    const heard = { venueId: ALPACA_VENUE_ID, alert: environment.alert }
    switch (mapped(ERROR, code, heard)) {
      case 'REFUSED':
        this.refusals.refused(this.session, said)
        return
      case 'LATER':
        this.laterInARow = Math.min(LATER_MAX, this.laterInARow + 1)
        this.session.drop(said, environment.settings.connectionLimitWaitMs * this.laterInARow)
        return
      case 'LIMITED':
        this.alert('CONTRADICTION', `not all that was asked for is told: ${said}`)
        onEvent({ kind: 'RESYNC', because: 'VENUE_SAID_SO', message: said })
        onSubscribed()
        return
      case 'ANEW':
        this.session.drop(said)
        return
      case 'NOTED':
    }
  }

  private alert(kind: 'UNREADABLE' | 'CONTRADICTION', message: string): void {
    const { environment, url } = this.options
    environment.alert({ venueId: ALPACA_VENUE_ID, kind, subject: url, message })
  }
}
