/**
 * What GraphQL does not carry: files of market data on their way in, and documents of backtests on their way out. The same
 * credentials, origins and actions as everywhere else.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { RequestFault, type Runtime } from '@quarterdeck/runtime'
import type { Action } from '../access/action.ts'
import { demand } from '../access/principal.ts'
import type { Identity } from '../identity/identity.ts'
import { ApiError, InvalidInput, Unauthenticated, notFound } from '../problem/problem.ts'
import type { Context, ContextFactory } from '../schema/context.ts'
import { requireId } from '../schema/global-id.ts'
import { asProblem } from '../schema/research-problem.ts'
import { authenticate } from './authenticate.ts'
import type { Handler } from './graphql.ts'
import { refuse, reply, replyJson } from './reply.ts'
import { TRACE_HEADER, traceIdOf } from './trace.ts'

export interface ResearchRoutesOptions {
  readonly runtime: Runtime
  readonly identity: Identity
  readonly origins: ReadonlySet<string>
  readonly contextOf: ContextFactory
}

export interface ResearchRoutes {
  readonly uploads: Handler
  readonly documents: Handler
}

const STATUS: Readonly<Partial<Record<ApiError['code'], number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
}
const DOCUMENT_PATH = /^\/api\/backtests\/([A-Za-z0-9_-]{1,64})\/([a-z.]{1,40})$/

export function createResearchRoutes(options: ResearchRoutesOptions): ResearchRoutes {
  return {
    uploads: answering(options, 'POST', async (req, res, context) => {
      const url = new URL(req.url ?? '/', 'http://server.invalid')
      // No form of a foreign page can send this type without asking first.
      if (!/^application\/octet-stream\s*(;|$)/i.test(req.headers['content-type'] ?? ''))
        throw new InvalidInput('The body must be the file itself, with content-type application/octet-stream')
      if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
        throw new InvalidInput('The body must not be encoded: send a packed file as it is')
      const organizationId = requireId('Organization', url.searchParams.get('organizationId') ?? '', [
        'organizationId',
      ])
      permit(context, 'dataset:import', organizationId)
      const { datasets } = await options.runtime.research()
      const name = url.searchParams.get('name') ?? 'upload'
      const upload = await datasets.upload(organizationId, name, copyOf(req))
      replyJson(res, 201, { uploadId: upload.id, name: upload.name, bytes: upload.bytes })
    }),
    documents: answering(options, 'GET', async (req, res, context) => {
      const [, id = '', name = ''] = DOCUMENT_PATH.exec((req.url ?? '').split('?')[0] ?? '') ?? []
      const backtest = await context.data.research.backtest(requireId('Backtest', id, ['id']))
      permit(context, 'backtest:read', backtest.organizationId)
      const { backtests } = await options.runtime.research()
      const document = await backtests.document(backtest.organizationId, backtest.id, name)
      if (document === null) throw notFound('Document')
      // Never shown as a page of ours: it holds words of whoever wrote the strategy.
      res.setHeader('content-disposition', `attachment; filename="${name}"`)
      reply(res, { status: 200, type: document.type, body: document.content })
    }),
  }
}

type Answer = (req: IncomingMessage, res: ServerResponse, context: Context) => Promise<void>

/** A handler that knows who asks, and that answers problems in the shape of GraphQL's errors. */
function answering(
  { identity, origins, contextOf }: ResearchRoutesOptions,
  method: string,
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

function permit(context: Context, action: Action, organizationId: string): void {
  demand(context.require(), action, organizationId)
}

/** The body apart from its request: whoever refuses it destroys the copy, and the answer can still be sent. */
function copyOf(req: IncomingMessage): Readable {
  const copy = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, chunk)
    },
  })
  req.once('close', () => {
    if (!req.complete) copy.destroy(new RequestFault('BAD_INPUT', 'The file did not come whole'))
  })
  return req.pipe(copy)
}
