/**
 * GraphQL over WebSocket (graphql-transport-ws) on /graphql: the origin is checked before the upgrade, the principal at
 * connection_init, and every operation runs the same pipeline as over HTTP.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError } from 'graphql'
import { type Extra, useServer } from 'graphql-ws/use/ws'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Principal } from '../access/principal.ts'
import type { Identity } from '../identity/identity.ts'
import type { OperationRequest, Pipeline } from '../pipeline/pipeline.ts'
import { RateLimited, Unauthenticated } from '../problem/problem.ts'
import type { ContextFactory } from '../schema/context.ts'
import { createSharedQuotes } from '../subscription/shared-quotes.ts'
import type { QuoteSocket } from '../subscription/shared-reader.ts'
import type { Connections } from './connections.ts'
import type { HttpLimits } from './limits.ts'
import { traceIdOf } from './trace.ts'

export interface WebSocketOptions {
  readonly pipeline: Pipeline
  readonly contextOf: ContextFactory
  readonly identity: Identity
  readonly connections: Connections
  readonly origins: ReadonlySet<string>
  readonly limits: HttpLimits
  readonly logger: Logger
}

export interface GraphqlSockets {
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): Promise<void>
}

interface SocketState {
  principal: Principal | null
  release: (() => void) | null
}

/** The operation rides in the arguments that graphql-ws hands from `onSubscribe` to `execute`. */
interface CarriedArgs {
  readonly request: OperationRequest
  /** The client's name for the operation, and where its frames are written. */
  readonly subscriber: { readonly id: string; readonly socket: QuoteSocket }
}

/** RFC 6455: the application's own reasons to close. */
const REVOKED = { code: 4401, reason: 'Unauthorized' }
const TOO_SLOW = { code: 4429, reason: 'Slow consumer' }
const TOO_MANY = { code: 4429, reason: 'Too many connections' }

export function createGraphqlSockets(options: WebSocketOptions): GraphqlSockets {
  const { pipeline, contextOf, identity, connections, origins, limits } = options
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytesMax,
    perMessageDeflate: false,
  })
  const states = new WeakMap<WebSocket, SocketState>()
  const frames = new WeakMap<WebSocket, QuoteSocket>()
  const sharedQuotes = createSharedQuotes(pipeline, contextOf)

  async function principalOf(
    request: IncomingMessage,
    params: Readonly<Record<string, unknown>> | undefined,
  ): Promise<Principal | null> {
    const authorization = params?.authorization ?? params?.Authorization ?? request.headers.authorization
    if (authorization !== undefined)
      return typeof authorization === 'string' ? identity.byAuthorization(authorization) : null
    const { cookie, origin } = request.headers
    // Browsers always say where a page comes from; a cookie without that is somebody's script.
    if (cookie === undefined || origin === undefined || !origins.has(origin)) return null
    return identity.bySession(cookie)
  }

  const graphqlWs = useServer<Record<string, unknown>, Partial<Extra>>(
    {
      connectionInitWaitTimeout: limits.initMs,
      async onConnect({ extra, connectionParams }) {
        const { socket, request } = extra as Extra
        const principal = await principalOf(request, connectionParams)
        if (principal === null) {
          socket.close(REVOKED.code, REVOKED.reason)
          return false
        }
        const release = connections.socket(principal, () => socket.close(REVOKED.code, REVOKED.reason))
        if (release === null) {
          socket.close(TOO_MANY.code, TOO_MANY.reason)
          return false
        }
        states.set(socket, { principal, release })
        return true
      },
      onClose({ extra }) {
        const { socket } = extra as Extra
        states.get(socket)?.release?.()
      },
      onSubscribe({ extra, subscriptions }, id, { query, operationName, variables, extensions }) {
        const { socket } = extra as Extra
        const principal = states.get(socket)?.principal ?? null
        const frameSocket = frames.get(socket)
        if (principal === null || frameSocket === undefined) return [pipeline.mask(new Unauthenticated())]
        if (Object.keys(subscriptions).length > limits.operationsPerSocketMax) {
          return [
            pipeline.mask(
              new RateLimited(
                `At most ${limits.operationsPerSocketMax} operations may run at once on a connection`,
                1000,
              ),
            ),
          ]
        }
        try {
          const prepared = pipeline.prepare(query)
          if (prepared.errors.length > 0) return prepared.errors.map((error) => pipeline.mask(error))
          if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
            return [pipeline.mask(new GraphQLError('variables must be an object'))]
          }
          const connection = { fellBehind: connections.fellBehind, abandon: () => cutOff(socket) }
          const context = contextOf(principal, connection, traceIdOf(extensions ?? {}))
          const request = {
            prepared,
            operationName: operationName ?? null,
            variables: { ...variables },
            context,
          }
          const carried: CarriedArgs = { request, subscriber: { id, socket: frameSocket } }
          return {
            schema: pipeline.schema,
            document: prepared.document,
            operationName,
            variableValues: request.variables,
            contextValue: context,
            ...carried,
          }
        } catch (error) {
          return [pipeline.mask(error)]
        }
      },
      execute: (args) => pipeline.execute((args as unknown as CarriedArgs).request),
      async subscribe(args) {
        const { request, subscriber } = args as unknown as CarriedArgs
        const { principal } = request.context
        const own = await pipeline.subscribe(request)
        if (!(Symbol.asyncIterator in own)) return own
        // Admitted. What looks the same to everybody is then executed once for all.
        const shared = await sharedQuotes.join(request, subscriber)
        if (shared !== null) await own.return()
        const stream = shared ?? own
        const release = connections.stream(principal, () => void stream.return())
        if (release !== null) return released(stream, release)
        await stream.return()
        return {
          errors: [
            pipeline.mask(
              new RateLimited(`At most ${limits.streamsPerPrincipalMax} streams may be open at once`, 1000),
            ),
          ],
        }
      },
    },
    server,
  )

  return {
    upgrade(req, socket, head) {
      const { origin } = req.headers
      if (origin !== undefined && !origins.has(origin)) return refuseUpgrade(socket, '403 Forbidden')
      if (server.clients.size - connections.socketCount >= limits.socketsUnknownMax)
        return refuseUpgrade(socket, '503 Service Unavailable')
      server.handleUpgrade(req, socket, head, (webSocket) => {
        watchBuffer(webSocket, limits.socketBufferBytesMax)
        frames.set(webSocket, frameSocketOf(webSocket, socket))
        server.emit('connection', webSocket, req)
        // `ws` closes by itself on a bad frame; graphql-ws would print the client's fault to the console as one of ours.
        webSocket.removeAllListeners('error')
        webSocket.on('error', (error) => options.logger.debug({ err: error }, 'A WebSocket broke'))
      })
    },
    async close() {
      for (const client of server.clients) client.close(1001, 'Going away')
      await graphqlWs.dispose()
    },
  }
}

/** Gives the registration back when the stream ends, however it ends. */
function released<Item>(
  stream: AsyncGenerator<Item, void, void>,
  release: () => void,
): AsyncGenerator<Item, void, void> {
  const end = async <Result>(step: Promise<Result>): Promise<Result> => {
    try {
      return await step
    } finally {
      release()
    }
  }
  const wrapped: AsyncGenerator<Item, void, void> = {
    async next() {
      const item = await stream.next()
      if (item.done === true) release()
      return item
    },
    return: (value) => end(stream.return(value)),
    throw: (error) => end(stream.throw(error)),
    [Symbol.asyncIterator]: () => wrapped,
    [Symbol.asyncDispose]: async () => {
      await wrapped.return()
    },
  }
  return wrapped
}

/**
 * Writes whole frames past `ws`, which would frame the same bytes anew for each socket. Sound because `ws` writes whole frames
 * as well: nothing is compressed, fragmented or read from a Blob here, so it keeps no queue that a frame could overtake.
 */
function frameSocketOf(webSocket: WebSocket, socket: Duplex): QuoteSocket {
  return {
    get waitingBytes() {
      return socket.writableLength
    },
    write(frames, taken) {
      // After a close frame nothing may follow.
      if (webSocket.readyState === webSocket.OPEN) socket.write(frames, taken)
    },
  }
}

/** Answers to a thousand queries that nobody reads wait in memory too: past the bound the reader is cut off. */
function watchBuffer(socket: WebSocket, bytesMax: number): void {
  socket.on('message', () => {
    if (socket.bufferedAmount > bytesMax) cutOff(socket)
  })
}

function cutOff(socket: WebSocket): void {
  socket.close(TOO_SLOW.code, TOO_SLOW.reason)
  // A reader that does not read does not see the close either.
  setTimeout(() => socket.terminate(), 1_000).unref()
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
