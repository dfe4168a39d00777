/**
 * One WebSocket to a venue that is always opened again: with backoff and jitter after a loss, at once never, and not at all
 * after a refusal. It knows nothing of what is said; it notices when nothing is said at all.
 */

import type { IncomingHttpHeaders } from 'node:http'
import WebSocket from 'ws'
import type { RawData } from 'ws'
import { afterEvent, type ConnectionEvent, type ConnectionState } from '../connection/health.ts'
import {
  connectionLost,
  connectionOpened,
  DEFAULT_RECONNECT,
  NEVER_CONNECTED,
  type ReconnectPolicy,
} from '../connection/reconnect.ts'
import type { Timekeeper } from './timekeeper.ts'

export interface StreamSessionOptions {
  readonly url: string
  /** Headers of the upgrade request, made anew for each: they may be signed with the time. */
  readonly headers?: () => Readonly<Record<string, string>>
  readonly time: Timekeeper
  readonly reconnect?: ReconnectPolicy
  /** Nothing received for so long, heartbeats included: the socket is dead. */
  readonly silentAfterMs: number
  /** The venue sends nothing of its own accord: it is asked this often whether it is there, and its answer counts as heard. */
  readonly pingEveryMs?: number
  /** Open and not in step for so long: tried anew. */
  readonly syncTimeoutMs?: number
  readonly connectTimeoutMs?: number
  readonly frameBytesMax?: number
  readonly allowSelfSigned?: boolean
  /** What must be known before connecting; a rejection or false counts as a failed try. */
  readonly prepare?: () => Promise<boolean>
  readonly onOpen: () => void
  readonly onText: (text: string) => void
  /** Takes frames as they came, instead of `onText`: they are no texts. */
  readonly onFrame?: (frame: Buffer) => void
  readonly onState: (state: ConnectionState, message: string) => void
  /** The venue answered the upgrade with a refusal; true: it is not tried again. Absent: it always is. */
  readonly onRefused?: (status: number, headers: IncomingHttpHeaders) => boolean
  /** Called about once a second while it is open: watch what needs to be watched. */
  readonly onTick?: (nowMs: number) => void
}

const CONNECT_TIMEOUT_MS = 10_000
const SYNC_TIMEOUT_MS = 30_000
const FRAME_BYTES_MAX = 64 * 1024 * 1024
const TICK_MS = 1_000

export class StreamSession {
  state: ConnectionState = 'DOWN'
  /** Connections that were lost or failed since the start. */
  losses = 0
  private readonly options: StreamSessionOptions
  private socket: WebSocket | null = null
  private reconnect = NEVER_CONNECTED
  private heardAtMs = 0
  private pingedAtMs = 0
  private stopTick: (() => void) | null = null
  private stopWait: (() => void) | null = null

  constructor(options: StreamSessionOptions) {
    this.options = options
  }

  start(): void {
    if (this.state === 'DOWN') this.dial()
  }

  /** Sends a text, or bytes; false: there is no open socket. */
  send(frame: string | Buffer): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(frame)
    return true
  }

  /** How things stand has been read: orders may go out again. */
  synced(): void {
    this.move('SYNCED', 'in step with the venue')
  }

  doubt(message: string): void {
    this.move('DOUBTED', message)
  }

  reassure(message: string): void {
    this.move('REASSURED', message)
  }

  /** Drops the connection and opens another, after `waitMsMin` at the earliest. */
  drop(message: string, waitMsMin = 0): void {
    this.lose(this.socket, message, waitMsMin)
  }

  /** The venue refuses us: no further try until `start`. */
  refuse(message: string): void {
    this.move('REFUSED', message)
    this.letGo()
  }

  /** Ends it for good. */
  stop(): void {
    this.move('STOPPED', 'closed by us')
    this.letGo()
  }

  private dial(): void {
    this.move('DIALED', `connecting to ${this.options.url}`)
    const { prepare } = this.options
    if (prepare === undefined) this.connect()
    else
      prepare().then(
        (ready) => {
          if (this.state !== 'CONNECTING') return
          if (ready) this.connect()
          else this.lose(null, 'what must be known before connecting could not be read')
        },
        (error: unknown) => this.lose(null, String(error)),
      )
  }

  private connect(): void {
    const { url, headers, allowSelfSigned, onText, onFrame } = this.options
    const socket = new WebSocket(url, {
      headers: headers?.() ?? {},
      handshakeTimeout: this.options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      maxPayload: this.options.frameBytesMax ?? FRAME_BYTES_MAX,
      perMessageDeflate: false,
      rejectUnauthorized: allowSelfSigned !== true,
    })
    this.socket = socket
    socket.on('open', () => {
      if (this.socket !== socket) return
      this.heardAtMs = this.options.time.nowMs()
      this.reconnect = connectionOpened(this.reconnect, this.heardAtMs)
      this.move('OPENED', 'connected')
      this.tickLater()
      this.options.onOpen()
    })
    socket.on('message', (data) => {
      if (this.socket !== socket) return
      this.heardAtMs = this.options.time.nowMs()
      const frame = bytesOf(data)
      // Venues send JSON in binary frames too.
      if (onFrame === undefined) onText(frame.toString('utf8'))
      else onFrame(frame)
    })
    for (const sign of ['ping', 'pong'] as const)
      socket.on(sign, () => {
        this.heardAtMs = this.options.time.nowMs()
      })
    socket.on('unexpected-response', (_request, { statusCode = 0, headers }) => {
      if (this.socket !== socket) return
      const message = `the venue answered the upgrade with HTTP ${statusCode}`
      if (this.options.onRefused?.(statusCode, headers) === true) this.refuse(message)
      else this.lose(socket, message)
    })
    socket.on('error', (error) => this.lose(socket, error.message))
    socket.on('close', (code, why) =>
      this.lose(socket, `closed by the venue: ${code} ${why.toString()}`.trim()),
    )
  }

  private lose(socket: WebSocket | null, message: string, waitMsMin = 0): void {
    if (socket !== this.socket || this.state === 'DOWN') return
    this.letGo()
    this.losses += 1
    this.move('LOST', message)
    const { time, reconnect = DEFAULT_RECONNECT } = this.options
    const lost = connectionLost(this.reconnect, reconnect, { nowMs: time.nowMs(), chance: time.chance() })
    this.reconnect = lost.state
    this.stopWait = time.after(Math.max(waitMsMin, lost.waitMs), () => this.dial())
  }

  private letGo(): void {
    this.stopTick?.()
    this.stopWait?.()
    this.stopTick = null
    this.stopWait = null
    const { socket } = this
    this.socket = null
    // Its late errors are of no interest, but without a listener they would end the process.
    socket?.removeAllListeners()
    socket?.on('error', () => undefined)
    socket?.terminate()
  }

  private tickLater(): void {
    this.stopTick = this.options.time.after(TICK_MS, () => {
      const now = this.options.time.nowMs()
      const silentMs = now - this.heardAtMs
      const { silentAfterMs, syncTimeoutMs = SYNC_TIMEOUT_MS } = this.options
      const syncingMs = this.state === 'SYNCING' ? now - (this.reconnect.openedAtMs ?? now) : 0
      if (silentMs >= silentAfterMs) this.drop(`nothing heard for ${silentMs} ms`)
      else if (syncingMs >= syncTimeoutMs) this.drop(`not in step after ${syncingMs} ms`)
      else {
        this.tickLater()
        this.askWhetherThere(now)
        this.options.onTick?.(now)
      }
    })
  }

  private askWhetherThere(nowMs: number): void {
    const { pingEveryMs } = this.options
    if (pingEveryMs === undefined || nowMs - this.pingedAtMs < pingEveryMs) return
    this.pingedAtMs = nowMs
    this.socket?.ping()
  }

  private move(event: ConnectionEvent, message: string): void {
    const state = afterEvent(this.state, event)
    if (state === this.state) return
    this.state = state
    this.options.onState(state, message)
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}
