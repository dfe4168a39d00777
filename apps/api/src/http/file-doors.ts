/**
 * The doors for files, which GraphQL does not carry: the same credentials, origins and actions as everywhere else, and problems
 * in the shape of GraphQL's errors.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { RequestFault } from '@quarterdeck/runtime'
import type { Action } from '../access/action.ts'
import { demand } from '../access/principal.ts'
import type { Identity } from '../identity/identity.ts'
import { ApiError, InvalidInput, Unauthenticated } from '../problem/problem.ts'
import type { Context, ContextFactory } from '../schema/context.ts'
import { requireId } from '../schema/global-id.ts'
import { asProblem } from '../schema/as-problem.ts'
import { authenticate } from './authenticate.ts'
import type { Handler } from './graphql.ts'
import { refuse } from './reply.ts'
import { TRACE_HEADER, traceIdOf } from './trace.ts'

export interface FileDoorOptions {
  readonly identity: Identity
  readonly origins: ReadonlySet<string>
  readonly contextOf: ContextFactory
}

type Answer = (req: IncomingMessage, res: ServerResponse, context: Context) => Promise<void>

const STATUS: Readonly<Partial<Record<ApiError['code'], number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  INTERNAL: 503,
}

/** A handler that knows who asks, and that answers problems in the shape of GraphQL's errors. */
export function fileDoor(
  { identity, origins, contextOf }: FileDoorOptions,
  method: 'GET' | 'POST',
  answer: Answer,
): Handler {
  return async (req, res) => {
    const traceId = traceIdOf(req.headers)
    res.setHeader(TRACE_HEADER, traceId)
    if (req.method !== method) {
      res.setHeader('allow', method)
      return refuse(res, 405, 'BAD_USER_INPUT', `Only ${method} is allowed here`)
    }
    const authentication = await authenticate(req.headers, identity, origins)
    if (!authentication.ok && authentication.reason === 'FOREIGN_ORIGIN')
      return refuseUnread(req, res, {
        status: 403,
        code: 'FORBIDDEN',
        message: 'This origin is not on the allow-list',
      })
    try {
      if (!authentication.ok) throw new Unauthenticated('The API key is not valid')
      const context = contextOf(authentication.principal, null, traceId)
      context.require()
      await asProblem(() => answer(req, res, context))
    } catch (error) {
      if (req.destroyed && !req.complete) return
      if (!(error instanceof ApiError)) throw error
      refuseUnread(req, res, { status: STATUS[error.code] ?? 400, code: error.code, message: error.message })
    }
  }
}

/** A file on its way in: whose it is, what it is called, and its bytes. */
export interface IncomingFile {
  readonly organizationId: string
  readonly name: string
  readonly content: Readable
}

/** The file that a request brings. Throws where it is none, or may not be brought there by whoever asks. */
export function incomingFile(
  req: IncomingMessage,
  context: Context,
  { action, bytesMax = Number.POSITIVE_INFINITY }: { readonly action: Action; readonly bytesMax?: number },
): IncomingFile {
  const { searchParams } = new URL(req.url ?? '/', 'http://server.invalid')
  // No form of a foreign page can send this type without asking first.
  if (!/^application\/octet-stream\s*(;|$)/i.test(req.headers['content-type'] ?? ''))
    throw new InvalidInput('The body must be the file itself, with content-type application/octet-stream')
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new InvalidInput('The body must not be encoded: send a packed file as it is')
  const organizationId = requireId('Organization', searchParams.get('organizationId') ?? '', [
    'organizationId',
  ])
  demand(context.require(), action, organizationId)
  if (Number(req.headers['content-length'] ?? 0) > bytesMax) throw new InvalidInput(tooLarge(bytesMax))
  return { organizationId, name: searchParams.get('name') ?? 'upload', content: copyOf(req, bytesMax) }
}

function tooLarge(bytesMax: number): string {
  return `The file must have at most ${bytesMax / 2 ** 20} MiB`
}

interface Refused {
  readonly status: number
  readonly code: ApiError['code']
  readonly message: string
}

/** What of the body is still on its way is not read: this connection cannot carry another request. */
function refuseUnread(req: IncomingMessage, res: ServerResponse, { status, code, message }: Refused): void {
  if (!req.complete) {
    res.setHeader('connection', 'close')
    res.once('finish', () => req.destroy())
  }
  refuse(res, status, code, message)
}

/** The body apart from its request: whoever refuses it destroys the copy, and the answer can still be sent. */
function copyOf(req: IncomingMessage, bytesMax: number): Readable {
  let bytes = 0
  const copy = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > bytesMax) done(new RequestFault('BAD_INPUT', tooLarge(bytesMax)))
      else done(null, chunk)
    },
  })
  req.once('close', () => {
    if (!req.complete) copy.destroy(new RequestFault('BAD_INPUT', 'The file did not come whole'))
  })
  return req.pipe(copy)
}
