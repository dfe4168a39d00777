/** /api/auth/*: better-auth behind our own guards, with what it changes taking effect in the principal cache at once. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Auth, CLIENT_ADDRESS_HEADER, isClosedAuthPath } from '../identity/auth.ts'
import type { Identity } from '../identity/identity.ts'
import { BodyAborted, BodyTooLarge, readBody } from './body.ts'
import { replyJson } from './reply.ts'
import { sendWebResponse } from './web-response.ts'

/** Sign-in forms are small. */
const BODY_BYTES_MAX = 16 * 1024

/** Requests after which a cached principal may be wrong. */
const ENDS_SESSIONS =
  /\/(sign-out|revoke-[a-z-]+|change-[a-z-]+|update-user|delete-user|two-factor\/(confirm|disable))$/

export interface AuthRoutesOptions {
  readonly auth: Auth
  readonly identity: Identity
  readonly baseUrl: string
  readonly origins: ReadonlySet<string>
}

export function createAuthRoutes({ auth, identity, baseUrl, origins }: AuthRoutesOptions) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', baseUrl)
    if (isClosedAuthPath(url.pathname))
      return replyJson(res, 404, { code: 'NOT_FOUND', message: 'Not found' })
    const { origin, cookie } = req.headers
    if (origin !== undefined && !origins.has(origin)) {
      return replyJson(res, 403, { code: 'FORBIDDEN', message: 'This origin is not on the allow-list' })
    }
    const isPost = req.method === 'POST'
    if (isPost && !/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '')) {
      return replyJson(res, 415, {
        code: 'BAD_USER_INPUT',
        message: 'The body must be JSON, with content-type application/json',
      })
    }
    const body = isPost ? await bodyOf(req, res) : null
    if (isPost && body === null) return
    // What was remembered of a session must not outlive its end, and must be looked up while it still can be.
    const ending =
      isPost && cookie !== undefined && ENDS_SESSIONS.test(url.pathname)
        ? await identity.ownerOf(cookie)
        : null
    const request = new Request(url, {
      method: req.method ?? 'GET',
      headers: headersOf(req),
      ...(body === null ? {} : { body: body.length === 0 ? '{}' : body.toString('utf8') }),
    })
    const response = await auth.handler(request)
    // Before the answer: who reads that a session is over must find it over.
    if (ending !== null) identity.cache.drop(ending)
    await sendWebResponse(response, res)
  }
}

async function bodyOf(req: IncomingMessage, res: ServerResponse): Promise<Buffer | null> {
  try {
    return await readBody(req, BODY_BYTES_MAX)
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      res.setHeader('connection', 'close')
      replyJson(res, 413, {
        code: 'BAD_USER_INPUT',
        message: `The body must have at most ${BODY_BYTES_MAX} bytes`,
      })
      return null
    }
    if (error instanceof BodyAborted) return null
    throw error
  }
}

function headersOf(req: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (name === 'content-length' || name === 'transfer-encoding') continue
    if (typeof value === 'string') headers.set(name, value)
  }
  headers.set(CLIENT_ADDRESS_HEADER, req.socket.remoteAddress ?? 'unknown')
  return headers
}
