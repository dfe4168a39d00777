/**
 * The short way for what nearly every request is: a JSON POST with one valid query or mutation. It runs the same pipeline as
 * Yoga and only skips the negotiation; whatever is not plainly that goes to Yoga.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { OperationTypeNode } from 'graphql'
import type { OperationRequest, Pipeline } from '../pipeline/pipeline.ts'
import type { Context } from '../schema/context.ts'

const GRAPHQL_RESPONSE = 'application/graphql-response+json; charset=utf-8'
const JSON_RESPONSE = 'application/json; charset=utf-8'

/** What to run, and in which media type to answer. */
interface PlainRequest {
  readonly operation: OperationRequest
  readonly type: typeof GRAPHQL_RESPONSE | typeof JSON_RESPONSE
}

/** Answers the request and says true; or does nothing and says false: this is a matter for Yoga. */
export async function answerJsonPost(
  exchange: { readonly req: IncomingMessage; readonly res: ServerResponse; readonly payload: unknown },
  pipeline: Pipeline,
  context: Context,
): Promise<boolean> {
  const plain = plainRequest(exchange.req, exchange.payload, pipeline, context)
  if (plain === null) return false
  const result = await pipeline.execute(plain.operation)
  // Without `data` nothing ran: the newer media type says so in the status, the older one never did.
  const status = 'data' in result || plain.type === JSON_RESPONSE ? 200 : 400
  const text = JSON.stringify(result)
  const { res } = exchange
  if (res.destroyed) return true
  res.writeHead(status, {
    'content-type': plain.type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  res.end(text)
  return true
}

function plainRequest(
  req: IncomingMessage,
  payload: unknown,
  pipeline: Pipeline,
  context: Context,
): PlainRequest | null {
  const type = answerType(req.headers.accept)
  if (type === null || !/^application\/json(;|$)/.test(req.headers['content-type'] ?? '')) return null
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return null
  const { query, variables, operationName, extensions } = payload as Record<string, unknown>
  if (typeof query !== 'string' || extensions != null) return null
  if (operationName != null && typeof operationName !== 'string') return null
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return null
  const prepared = prepareQuietly(pipeline, query)
  if (prepared === null || prepared.errors.length > 0) return null
  const operation = pipeline.operationOf(prepared, operationName ?? null)
  if (operation === null || operation.operation === OperationTypeNode.SUBSCRIPTION) return null
  const request = { prepared, operationName: operationName ?? null, variables: { ...variables }, context }
  return { operation: request, type }
}

function answerType(accept: string | undefined): PlainRequest['type'] | null {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return JSON_RESPONSE
  if (accept.startsWith('application/graphql-response+json') && !accept.includes('q='))
    return GRAPHQL_RESPONSE
  return null
}

/** A syntax error is Yoga's to answer, with the status that the media type asks for. */
function prepareQuietly(pipeline: Pipeline, query: string) {
  try {
    return pipeline.prepare(query)
  } catch {
    return null
  }
}
