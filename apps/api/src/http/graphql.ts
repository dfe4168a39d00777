/** GraphQL over HTTP: who asks, is it safe to listen, then the short way or Yoga. */
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Identity } from '../identity/identity.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Connection, ContextFactory } from '../schema/context.ts'
import { authenticate } from './authenticate.ts'
import { BodyAborted, BodyTooLarge, readBody } from './body.ts'
import type { Connections } from './connections.ts'
import { answerJsonPost } from './json-post.ts'
import type { HttpLimits } from './limits.ts'
import { refuse } from './reply.ts'
import { TRACE_HEADER, traceIdOf } from './trace.ts'
import { sendWebResponse } from './web-response.ts'
import { createGraphqlOverHttp } from './yoga.ts'

export interface GraphqlHandlerOptions {
  readonly pipeline: Pipeline
  readonly contextOf: ContextFactory
  readonly identity: Identity
  readonly connections: Connections
  readonly origins: ReadonlySet<string>
  readonly limits: HttpLimits
}

export type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>

export function createGraphqlHandler(options: GraphqlHandlerOptions): Handler {
  const { pipeline, contextOf, identity, connections, origins, limits } = options
  const yoga = createGraphqlOverHttp(pipeline)

  return async (req, res) => {
    const traceId = traceIdOf(req.headers)
    res.setHeader(TRACE_HEADER, traceId)
    if (req.method === 'POST' && req.headers['content-type'] === undefined && hasNoBody(req)) {
      refuse(res, 400, 'BAD_USER_INPUT', 'The body is missing: send JSON with a `query`')
      return
    }
    if (req.method === 'POST' && !isReadable(req.headers['content-type'])) {
      // Form, multipart and text bodies are what a foreign page can send without asking first.
      refuse(res, 415, 'BAD_USER_INPUT', 'The body must be JSON, with content-type application/json')
      return
    }
    if ((req.headers['content-encoding'] ?? 'identity') !== 'identity') {
      // What a few bytes would grow to is not known before it has grown.
      refuse(res, 415, 'BAD_USER_INPUT', 'The body must not be compressed: send it without content-encoding')
      return
    }
    const authentication = await authenticate(req.headers, identity, origins)
    if (!authentication.ok) {
      if (authentication.reason === 'FOREIGN_ORIGIN')
        refuse(res, 403, 'FORBIDDEN', 'This origin is not on the allow-list')
      else refuse(res, 401, 'UNAUTHENTICATED', 'The API key is not valid')
      return
    }
    const { principal } = authentication
    const connection: Connection = { fellBehind: connections.fellBehind, abandon: () => res.destroy() }
    const context = contextOf(principal, connection, traceId)
    const body = req.method === 'POST' ? await bodyOf(req, res, limits.bodyBytesMax) : Buffer.alloc(0)
    if (body === null) return
    if (req.method === 'POST') {
      const payload = parseJson(body)
      if (payload === undefined) return refuse(res, 400, 'BAD_USER_INPUT', 'The body is not JSON in UTF-8')
      if (await answerJsonPost({ req, res, payload }, pipeline, context)) return
    }

    const request = new Request(new URL(req.url ?? '/', 'http://server.invalid'), {
      method: req.method ?? 'GET',
      headers: headersOf(req),
      ...(req.method === 'POST' ? { body: body.toString('utf8') } : {}),
    })
    const response = await yoga.fetch(request, { quarterdeck: context })
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    const release = isStream ? connections.stream(principal, () => res.destroy()) : null
    if (isStream && release === null) {
      refuse(res, 429, 'RATE_LIMITED', `At most ${limits.streamsPerPrincipalMax} streams may be open at once`)
      await endUnread(response)
      return
    }
    try {
      await sendWebResponse(response, res)
    } finally {
      release?.()
    }
  }
}

/** Ends a stream that nobody reads. Yoga takes hold of its source with the first read: without one, canceling misses it. */
async function endUnread({ body }: Response): Promise<void> {
  await body?.getReader().read()
  await body?.cancel()
}

/** Undefined: it is not JSON, or not UTF-8, which decoding would silently repair. */
function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) return undefined
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The body, or null: it was refused, or the client left. */
async function bodyOf(req: IncomingMessage, res: ServerResponse, bytesMax: number): Promise<Buffer | null> {
  try {
    return await readBody(req, bytesMax)
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      // The rest of the body is still on its way: this connection cannot carry another request.
      res.setHeader('connection', 'close')
      refuse(res, 413, 'BAD_USER_INPUT', `The body must have at most ${bytesMax} bytes`)
      res.once('finish', () => req.destroy())
      return null
    }
    if (error instanceof BodyAborted) return null
    throw error
  }
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
}

function isReadable(contentType: string | undefined): boolean {
  return /^application\/(json|graphql-response\+json|[a-z.-]+\+json)\s*(;|$)/i.test(contentType ?? '')
}

function headersOf(req: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === 'string') headers.set(name, value)
    else for (const item of value ?? []) headers.append(name, item)
  }
  return headers
}
