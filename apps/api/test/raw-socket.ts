/** A WebSocket that speaks graphql-transport-ws by hand, so that a test can break the protocol. */
import { once } from 'node:events'
import WebSocket from 'ws'

export interface Message {
  readonly type: string
  readonly id?: string
  readonly payload?: unknown
}

export interface RawSocket {
  readonly socket: WebSocket
  /** Everything received so far. */
  readonly received: readonly Message[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  send(message: object | string): void
  /** The first message, past or to come, that fits; rejects if the socket closes before it. */
  next(fits: (message: Message) => boolean): Promise<Message>
}

export interface DialOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocol?: string
}

const TIMEOUT_MS = 30_000

export function graphqlAddress(url: string): string {
  return `${url.replace('http', 'ws')}/graphql`
}

/** Opens the socket; rejects with the HTTP status where the upgrade is refused. */
export async function dial(
  url: string,
  { headers = {}, protocol = 'graphql-transport-ws' }: DialOptions = {},
): Promise<RawSocket> {
  const socket = new WebSocket(graphqlAddress(url), protocol, {
    headers: { ...headers },
    handshakeTimeout: TIMEOUT_MS,
  })
  const received: Message[] = []
  const waiting = new Set<() => void>()
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)) as Message)
    for (const look of waiting) look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`refused with ${response.statusCode}`))
      socket.terminate()
    })
    socket.once('error', reject)
  })
  socket.on('error', () => socket.terminate())
  return {
    socket,
    received,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: (fits) =>
      new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          waiting.delete(look)
          clearTimeout(timer)
          finish()
        }
        const look = () => {
          const found = received.find(fits)
          if (found !== undefined) settle(() => resolve(found))
        }
        const timer = setTimeout(
          () => settle(() => reject(new Error('the message did not come'))),
          TIMEOUT_MS,
        )
        void closed.then(({ code }) => settle(() => reject(new Error(`closed with ${code} instead`))))
        waiting.add(look)
        look()
      }),
  }
}

/** Opens the socket and introduces it; rejects if it is turned away. */
export async function connect(
  url: string,
  authorization: string | null,
  options: DialOptions = {},
): Promise<RawSocket> {
  const raw = await dial(url, options)
  raw.send({ type: 'connection_init', ...(authorization === null ? {} : { payload: { authorization } }) })
  await raw.next(({ type }) => type === 'connection_ack')
  return raw
}

/** Closes the socket and waits until it is. */
export async function hangUp({ socket }: RawSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return
  const gone = once(socket, 'close')
  socket.terminate()
  await gone
}

/** Runs one operation to its end and gives its single result: data or errors. */
export async function runOver(
  raw: RawSocket,
  id: string,
  payload: object,
): Promise<{ readonly data?: unknown; readonly errors?: readonly Fault[] }> {
  raw.send({ id, type: 'subscribe', payload })
  const answer = await raw.next(
    (message) => message.id === id && (message.type === 'next' || message.type === 'error'),
  )
  return answer.type === 'error'
    ? { errors: answer.payload as readonly Fault[] }
    : (answer.payload as { data?: unknown })
}

export interface Fault {
  readonly message: string
  readonly extensions?: { readonly code?: string } & Record<string, unknown>
}
