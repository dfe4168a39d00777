/** Small answers: JSON, text and GraphQL errors that arise before GraphQL does. */
import type { ServerResponse } from 'node:http'
import type { ErrorCode } from '../problem/problem.ts'

export function replyJson(res: ServerResponse, status: number, body: unknown): void {
  reply(res, { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) })
}

export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer
}

export function reply(res: ServerResponse, { status, type, body }: Reply): void {
  if (res.headersSent) return
  res.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  res.end(body)
}

/** Refuses a request in the shape that GraphQL clients read. */
export function refuse(res: ServerResponse, status: number, code: ErrorCode, message: string): void {
  replyJson(res, status, { errors: [{ message, extensions: { code } }] })
}
