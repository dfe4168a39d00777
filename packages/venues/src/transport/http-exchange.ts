/**
 * One HTTP request and what came back, never more: nothing is retried and nothing is thrown.
 *
 * What makes a request's fate certain is kept apart from what does not: NOT_CONNECTED is said only where no connection was ever
 * open for it, so that not a byte of it has left; every other failure leaves its fate open. An answer counts only when it has
 * come whole.
 */

import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { gunzipSync, inflateSync } from 'node:zlib'
import type { Timekeeper } from './timekeeper.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Null: no body. */
  readonly body: string | null
  /** For the whole exchange, connecting included. */
  readonly timeoutMs: number
}

export interface HttpAnswer {
  readonly kind: 'ANSWER'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly roundTripMs: number
}

export interface NoAnswer {
  readonly kind: 'NONE'
  readonly what: 'TIMEOUT' | 'CONNECTION_LOST' | 'NOT_CONNECTED'
  readonly message: string
  /** Status of an answer that broke off; null: not even that came. */
  readonly status: number | null
}

export type HttpResult = HttpAnswer | NoAnswer

export interface HttpExchangeOptions {
  readonly time: Timekeeper
  /** Most sockets that are open at once. */
  readonly socketsMax?: number
  /** Longest answer in bytes. */
  readonly bodyBytesMax?: number
  /** Takes a certificate that nobody vouches for: a local gateway's. */
  readonly allowSelfSigned?: boolean
}

const SOCKETS_MAX = 16
const BODY_BYTES_MAX = 64 * 1024 * 1024

export class HttpExchange {
  private readonly time: Timekeeper
  private readonly plain: HttpAgent
  private readonly secure: HttpsAgent
  private readonly bodyBytesMax: number
  private closed = false

  constructor({
    time,
    socketsMax = SOCKETS_MAX,
    bodyBytesMax = BODY_BYTES_MAX,
    allowSelfSigned,
  }: HttpExchangeOptions) {
    this.time = time
    this.bodyBytesMax = bodyBytesMax
    const keep = { keepAlive: true, maxSockets: socketsMax }
    this.plain = new HttpAgent(keep)
    this.secure = new HttpsAgent({ ...keep, rejectUnauthorized: allowSelfSigned !== true })
  }

  send(request: HttpRequest): Promise<HttpResult> {
    return new Promise((resolve) => {
      const startedAtMs = this.time.nowMs()
      let connected = false
      let status: number | null = null
      let settled = false
      const settle = (result: HttpResult): void => {
        if (settled) return
        settled = true
        stopTimer()
        resolve(result)
      }
      const none = (what: 'TIMEOUT' | 'CONNECTION_LOST', message: string): void =>
        settle({ kind: 'NONE', what: connected ? what : 'NOT_CONNECTED', message, status })
      const fail = (error: Error): void => none('CONNECTION_LOST', error.message)
      const stopTimer = this.time.after(request.timeoutMs, () => {
        none('TIMEOUT', `no answer within ${request.timeoutMs} ms`)
        outgoing?.destroy()
      })
      const outgoing = this.start(request, fail)
      if (outgoing === null) return
      outgoing.on('socket', (socket) => {
        if (socket.connecting)
          socket.once(isSecure(request) ? 'secureConnect' : 'connect', () => (connected = true))
        else connected = true
      })
      outgoing.on('error', fail)
      outgoing.on('response', (incoming) => {
        status = incoming.statusCode ?? 0
        this.read(incoming, (body) => {
          if (body instanceof Error) fail(body)
          else if (status !== null) {
            const roundTripMs = this.time.nowMs() - startedAtMs
            settle({ kind: 'ANSWER', status, headers: incoming.headers, body, roundTripMs })
          }
        })
      })
      outgoing.end(request.body ?? undefined)
    })
  }

  /** Lets go of idle sockets; what is sent after it fails as not connected. */
  close(): void {
    this.closed = true
    this.plain.destroy()
    this.secure.destroy()
  }

  private start(request: HttpRequest, fail: (error: Error) => void): ClientRequest | null {
    if (this.closed) {
      fail(new Error('the connection to the venue was closed by us'))
      return null
    }
    const secure = isSecure(request)
    const length = request.body === null ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }
    try {
      return (secure ? httpsRequest : httpRequest)(request.url, {
        method: request.method,
        headers: { ...request.headers, ...length },
        agent: secure ? this.secure : this.plain,
      })
    } catch (error) {
      // A URL or a header that cannot be: nothing was sent.
      fail(error instanceof Error ? error : new Error(String(error)))
      return null
    }
  }

  private read(incoming: IncomingMessage, done: (body: string | Error) => void): void {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > this.bodyBytesMax)
        incoming.destroy(new Error(`the answer is longer than ${this.bodyBytesMax} bytes`))
      else chunks.push(chunk)
    })
    incoming.on('error', done)
    incoming.on('close', () => {
      if (!incoming.complete) done(new Error('the answer broke off'))
    })
    incoming.on('end', () => {
      if (incoming.complete) done(decoded(Buffer.concat(chunks), incoming.headers['content-encoding']))
    })
  }
}

function isSecure({ url }: HttpRequest): boolean {
  return url.startsWith('https:')
}

function decoded(bytes: Buffer, encoding: string | undefined): string | Error {
  try {
    if (encoding === 'gzip') return gunzipSync(bytes).toString('utf8')
    if (encoding === 'deflate') return inflateSync(bytes).toString('utf8')
    return bytes.toString('utf8')
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** How long an answer asks us to wait, in milliseconds: Retry-After as seconds or as a date; null: it does not. */
export function retryAfterMs(headers: IncomingHttpHeaders, nowMs: number): number | null {
  const text = headers['retry-after']
  if (text === undefined || text === '') return null
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
