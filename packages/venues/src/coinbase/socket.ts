/**
 * What every Coinbase socket has in common: one channel a message, tokens for the private ones, heartbeats, and one count of
 * messages for the whole connection.
 */

import type { Resync, StreamState } from '../contract/streams.ts'
import { SequenceGuard } from '../book/sequence.ts'
import { StreamSession } from '../transport/stream-session.ts'
import { listOf, objectOf, readJson, text, whole, type WireObject } from '../wire/fields.ts'
import { signToken } from './jwt.ts'
import { COINBASE_VENUE_ID } from './settings.ts'
import type { CoinbaseContext } from './context.ts'

export interface ChannelSubscription {
  readonly channel: string
  /** Empty: all, or none needed. */
  readonly productIds: readonly string[]
}

/** A message of a channel: its events are read by whoever asked for them. */
export interface ChannelMessage {
  readonly channel: string
  readonly events: readonly unknown[]
  readonly timestamp: string
}

export interface CoinbaseSocketOptions {
  readonly environment: CoinbaseContext
  readonly url: string
  /** Whether subscriptions need a token. */
  readonly signed: boolean
  readonly prepare?: () => Promise<boolean>
  /** What is to be subscribed now; asked after each opening. */
  readonly wanted: () => readonly ChannelSubscription[]
  /** Everything that was told before is void: the connection is new. */
  readonly onFresh: () => void
  readonly onMessage: (message: ChannelMessage) => void
  readonly onGap: (message: string) => void
  readonly onEvent: (event: StreamState | Resync) => void
  readonly onTick?: (nowMs: number) => void
}

/** Refusals of the credential in a row after which it is not tried any more. */
const REFUSALS_MAX = 3
/** Waits for the answer to a private subscription before the next is sent: two at once are refused now and then. */
const HEARTBEATS = 'heartbeats'

export class CoinbaseSocket {
  readonly session: StreamSession
  private readonly options: CoinbaseSocketOptions
  private readonly sequence = new SequenceGuard(0)
  private queue: ChannelSubscription[] = []
  private refusals = 0
  private beatAtMs = 0

  constructor(options: CoinbaseSocketOptions) {
    this.options = options
    const { environment, url, prepare } = options
    this.session = new StreamSession({
      url,
      time: environment.time,
      silentAfterMs: environment.settings.heartbeatMissedMs,
      syncTimeoutMs: environment.settings.staleAfterMs,
      reconnect: {
        baseMs: environment.settings.reconnectBaseMs,
        capMs: environment.settings.reconnectCapMs,
        goodAfterMs: 30_000,
      },
      ...(prepare === undefined ? {} : { prepare }),
      onOpen: () => this.opened(),
      onText: (written) => this.received(written),
      onState: (state, message) => options.onEvent({ kind: 'STATE', state, message }),
      onTick: (nowMs) => this.tick(nowMs),
    })
  }

  /** Subscribes to more, or less, while it is open; a closed one asks `wanted` when it opens. */
  change(type: 'subscribe' | 'unsubscribe', subscriptions: readonly ChannelSubscription[]): void {
    for (const subscription of subscriptions) this.session.send(this.request(type, subscription))
  }

  private opened(): void {
    this.sequence.reset()
    this.beatAtMs = this.options.environment.time.nowMs()
    this.options.onFresh()
    this.queue = [{ channel: HEARTBEATS, productIds: [] }, ...this.options.wanted()]
    this.subscribeNext()
  }

  private subscribeNext(): void {
    const next = this.queue.shift()
    if (next !== undefined) this.session.send(this.request('subscribe', next))
  }

  private request(type: 'subscribe' | 'unsubscribe', { channel, productIds }: ChannelSubscription): string {
    const { credential, settings, clock } = this.options.environment
    const jwt =
      !this.options.signed || credential === null
        ? {}
        : {
            jwt: signToken(credential, {
              nowS: clock.nowS(),
              lifetimeS: settings.jwtLifetimeS,
              uri: null,
            }),
          }
    return JSON.stringify({
      type,
      ...(productIds.length === 0 ? {} : { product_ids: productIds }),
      channel,
      ...jwt,
    })
  }

  private received(written: string): void {
    let json: unknown
    try {
      json = JSON.parse(written)
    } catch {
      this.unreadable('a message is no JSON')
      return
    }
    const reading = readJson(json, envelope)
    if (!reading.ok) {
      this.unreadable(reading.fault)
      return
    }
    const message = reading.value
    if (message.kind === 'ERROR') {
      this.refused(message.message)
      return
    }
    const verdict = this.sequence.judge(message.sequence)
    if (verdict === 'REPEAT') return
    if (verdict === 'GAP') {
      this.alert('SEQUENCE_GAP', `messages before number ${message.sequence} were lost`)
      this.options.onGap(`messages before number ${message.sequence} were lost`)
    }
    if (message.channel === HEARTBEATS) this.beatAtMs = this.options.environment.time.nowMs()
    else if (message.channel === 'subscriptions') {
      this.refusals = 0
      this.subscribeNext()
    } else this.options.onMessage(message)
  }

  private tick(nowMs: number): void {
    const missedMs = nowMs - this.beatAtMs
    if (missedMs > this.options.environment.settings.heartbeatMissedMs)
      this.session.drop(`no heartbeat for ${missedMs} ms`)
    else this.options.onTick?.(nowMs)
  }

  private refused(message: string): void {
    this.refusals += 1
    if (this.refusals < REFUSALS_MAX) {
      this.session.drop(`refused: ${message}`)
      return
    }
    this.alert('CREDENTIAL_REFUSED', `the stream was refused ${this.refusals} times: ${message}`)
    this.session.refuse(message)
  }

  /** What it said may have mattered: treated as lost. */
  private unreadable(fault: string): void {
    this.alert('UNREADABLE', `a stream message cannot be read: ${fault}`)
    this.options.onEvent({ kind: 'RESYNC', because: 'UNREADABLE', message: fault })
    this.options.onGap(`a message cannot be read: ${fault}`)
  }

  private alert(kind: 'SEQUENCE_GAP' | 'CREDENTIAL_REFUSED' | 'UNREADABLE', message: string): void {
    this.options.environment.alert({ venueId: COINBASE_VENUE_ID, kind, subject: this.options.url, message })
  }
}

type Envelope =
  | { readonly kind: 'ERROR'; readonly message: string }
  | (ChannelMessage & { readonly kind: 'MESSAGE'; readonly sequence: number })

function envelope(json: unknown): Envelope {
  const from: WireObject = objectOf(json, 'message')
  if (from['type'] === 'error')
    return { kind: 'ERROR', message: String(from['message'] ?? 'no reason given') }
  return {
    kind: 'MESSAGE',
    channel: text(from, 'channel'),
    sequence: whole(from, 'sequence_num'),
    timestamp: text(from, 'timestamp'),
    events: listOf(from, 'events'),
  }
}
