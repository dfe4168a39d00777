/**
 * The one socket of a connection: the venue may not give a user two, so market data and orders share it, each on a line of its
 * own with a state of its own.
 *
 * It is opened with the session's cookie, beats both ways, and has no sequence numbers: nothing on it shows a loss but silence.
 */

import { afterEvent, type ConnectionEvent, type ConnectionState } from '../connection/health.ts'
import { StreamSession } from '../transport/stream-session.ts'
import { objectOf, readWire, textOrNull, type WireObject } from '../wire/fields.ts'
import type { SessionKeeper } from './session-keeper.ts'
import { IBKR_VENUE_ID, type IbkrEnvironment } from './settings.ts'

export interface LineListener {
  /** Topics without what follows a plus sign. */
  readonly topics: readonly string[]
  /** The connection is new and lets us in: subscribe. */
  readonly onOpen: () => void
  readonly onMessage: (message: WireObject) => void
  /** Something was said that cannot be read: it may have been for this line. */
  readonly onUnreadable: (fault: string) => void
  readonly onState: (state: ConnectionState, message: string) => void
  readonly onTick: (nowMs: number) => void
}

export class IbkrSocket {
  private readonly environment: IbkrEnvironment
  private readonly session: SessionKeeper
  private readonly lines = new Set<SocketLine>()
  private readonly stream: StreamSession
  private cookie = ''
  /** The venue has let us in. */
  private entered = false
  private ticAtMs = 0

  constructor({
    environment,
    session,
  }: {
    readonly environment: IbkrEnvironment
    readonly session: SessionKeeper
  }) {
    this.environment = environment
    this.session = session
    const { settings, time } = environment
    this.stream = new StreamSession({
      url: streamUrl(environment),
      headers: () => ({ cookie: `api=${this.cookie}`, 'user-agent': settings.userAgent }),
      time,
      silentAfterMs: settings.heartbeatMissedMs,
      reconnect: { baseMs: settings.reconnectBaseMs, capMs: settings.reconnectCapMs, goodAfterMs: 30_000 },
      allowSelfSigned: settings.allowSelfSigned,
      prepare: () => this.prepare(),
      onOpen: () => undefined,
      onText: (written) => this.received(written),
      onState: (state, message) => this.moved(state, message),
      onTick: (nowMs) => this.tick(nowMs),
    })
    session.onLost((message) => this.drop(`the session is gone: ${message}`))
  }

  attach(listener: LineListener): SocketLine {
    const line = new SocketLine(this, listener)
    this.lines.add(line)
    line.move('DIALED', 'opening the stream')
    if (this.entered) line.enter()
    else this.stream.start()
    return line
  }

  detach(line: SocketLine): void {
    this.lines.delete(line)
    if (this.lines.size === 0) this.stream.stop()
  }

  send(text: string): void {
    this.stream.send(text)
  }

  drop(message: string): void {
    this.stream.drop(message)
  }

  private async prepare(): Promise<boolean> {
    const open = await this.session.ready()
    if (open.ok) this.cookie = open.value.cookie
    return open.ok
  }

  private moved(state: ConnectionState, message: string): void {
    if (state !== 'CONNECTING' && state !== 'DOWN') return
    this.entered = false
    for (const line of this.lines) line.move('LOST', message)
  }

  private enter(): void {
    if (this.entered) return
    this.entered = true
    this.ticAtMs = this.environment.time.nowMs()
    // It is in step by itself: what is subscribed is a matter of the lines.
    this.stream.synced()
    for (const line of this.lines) line.enter()
  }

  private received(written: string): void {
    const reading = readWire(written, (json) => objectOf(json, 'message'))
    if (!reading.ok) {
      this.unreadable(reading.fault)
      return
    }
    const message = reading.value
    const topic = topicOf(message)
    if (topic === 'system') {
      if (message['success'] !== undefined) this.enter()
    } else if (topic === 'sts') this.sessionSaid(message)
    else if (message['message'] === 'waiting for session')
      // The cookie did not come through.
      this.stream.send(JSON.stringify({ session: this.cookie }))
    else if (topic === 'ntf' || topic === 'error') this.notified(message)
    else for (const line of this.lines) if (line.follows(topic)) line.listener.onMessage(message)
  }

  private sessionSaid(message: WireObject): void {
    const { args } = message
    if (typeof args !== 'object' || args === null) return
    if ('competing' in args && args.competing === true) this.session.competed()
    else if ('authenticated' in args && args.authenticated === false) this.session.lost('the stream says so')
  }

  /** What the venue would show on a screen: somebody should read it. */
  private notified(message: WireObject): void {
    const args = message['args']
    const from = typeof args === 'object' && args !== null ? (args as WireObject) : message
    const parts = ['title', 'text', 'error', 'message'].flatMap((name) => {
      const part = from[name]
      return typeof part === 'string' ? [part] : []
    })
    this.alert('CONTRADICTION', `the venue says: ${parts.join(': ').slice(0, 300)}`)
  }

  private unreadable(fault: string): void {
    this.alert('UNREADABLE', `a stream message cannot be read: ${fault}`)
    for (const line of this.lines) line.listener.onUnreadable(fault)
  }

  private tick(nowMs: number): void {
    if (nowMs - this.ticAtMs >= this.environment.settings.ticMs) {
      this.ticAtMs = nowMs
      this.stream.send('tic')
    }
    for (const line of this.lines) line.listener.onTick(nowMs)
  }

  private alert(kind: 'CONTRADICTION' | 'UNREADABLE', message: string): void {
    this.environment.alert({ venueId: IBKR_VENUE_ID, kind, subject: 'stream', message })
  }
}

/** One of those who share the socket. */
export class SocketLine {
  readonly listener: LineListener
  state: ConnectionState = 'DOWN'
  private readonly socket: IbkrSocket

  constructor(socket: IbkrSocket, listener: LineListener) {
    this.socket = socket
    this.listener = listener
  }

  follows(topic: string): boolean {
    return this.listener.topics.includes(topic)
  }

  enter(): void {
    this.move('OPENED', 'connected')
    this.listener.onOpen()
  }

  move(event: ConnectionEvent, message: string): void {
    const state = afterEvent(this.state, event)
    if (state === this.state) return
    this.state = state
    this.listener.onState(state, message)
  }

  send(text: string): void {
    this.socket.send(text)
  }

  /** Drops the socket, for all who share it. */
  drop(message: string): void {
    this.socket.drop(message)
  }

  close(): void {
    this.move('STOPPED', 'closed by us')
    this.socket.detach(this)
  }
}

/** `smd+265598` is of the topic `smd`; some answers have none. */
function topicOf(message: WireObject): string {
  const topic = typeof message['topic'] === 'string' ? textOrNull(message, 'topic') : null
  return topic?.split('+')[0] ?? ''
}

function streamUrl({ settings, credential }: IbkrEnvironment): string {
  if (settings.mode === 'GATEWAY' || credential === null) return settings.wsUrl
  return `${settings.wsUrl}?oauth_token=${encodeURIComponent(credential.accessToken)}`
}
