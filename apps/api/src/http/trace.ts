/**
 * One id that follows a request through everything it causes: the log, the commands it makes and so every event of theirs,
 * and what the venue reports of its orders. The caller's own where it sends one, else one of ours.
 */
import { randomUUID } from 'node:crypto'

/** Where the answer carries the id, and where a caller without W3C trace context can give one. */
export const TRACE_HEADER = 'x-request-id'

/** W3C Trace Context: version, trace id, parent id, flags; a later version may append more. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-|$)/
const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/

/** The headers of a request, or the extensions of an operation. */
export type TraceCarrier = Readonly<Record<string, unknown>>

/** Returns the trace id of `traceparent`, else the `x-request-id`, else a new one; what is malformed counts as absent. */
export function traceIdOf(carrier: TraceCarrier): string {
  const { traceparent, [TRACE_HEADER]: requestId } = carrier
  const traceId = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
  if (traceId !== undefined) return traceId
  if (typeof requestId === 'string' && REQUEST_ID.test(requestId)) return requestId
  return randomUUID().replaceAll('-', '')
}
