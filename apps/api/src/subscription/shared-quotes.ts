/**
 * One stream of quotes for all who ask the same: the operation is executed once a quote, its result serialized once, and only
 * the client's own subscription id differs in what each socket is sent.
 *
 * Only `quotes` is shared: market data looks the same to everybody. What is shared runs as a reader without any membership, so
 * even a mistake in a selection could show nothing of a tenant.
 */
import { type ExecutionResult, Kind, OperationTypeNode } from 'graphql'
import type { Principal } from '../access/principal.ts'
import type { EventSource, OperationRequest, Pipeline } from '../pipeline/pipeline.ts'
import type { ContextFactory } from '../schema/context.ts'
import { SharedReader, type QuoteSocket } from './shared-reader.ts'
import { SharedResult, SharedTurn } from './shared-result.ts'

export interface SharedQuotes {
  /**
   * Lets a subscriber in whom the pipeline admitted. The iterator yields nothing, since results go straight to the socket; it ends
   * with the stream. Null: this operation is not one that can be shared.
   */
  join(
    request: OperationRequest,
    subscriber: Subscriber,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | null>
  /** Streams that run now. */
  readonly streams: number
}

export interface Subscriber {
  /** The id that the client gave its subscription. */
  readonly id: string
  readonly socket: QuoteSocket
}

/** Who the shared execution runs as: somebody signed in who belongs nowhere. */
const MARKET_READER: Principal = {
  kind: 'USER',
  id: 'market-reader',
  name: 'Market reader',
  email: null,
  memberships: new Map(),
  actor: { kind: 'SYSTEM', id: 'market-reader', name: 'Market reader', userId: null },
  expiresAt: null,
  sessionId: null,
  shutOutOf: [],
}

interface Stream {
  readonly source: EventSource
  readonly readers: Set<SharedReader>
  /** Newest result by instrument: what a late subscriber is shown first. */
  readonly newest: Map<string, SharedResult>
}

export function createSharedQuotes(pipeline: Pipeline, contextOf: ContextFactory): SharedQuotes {
  const streams = new Map<string, Promise<Stream | null>>()
  const documents = new WeakMap<object, number>()
  let documentCount = 0

  /** Same document, operation and variables: the same stream. */
  function keyOf({ prepared, operationName, variables }: OperationRequest): string {
    let number = documents.get(prepared)
    if (number === undefined) documents.set(prepared, (number = ++documentCount))
    return JSON.stringify([number, operationName, variables])
  }

  async function open(key: string, request: OperationRequest): Promise<Stream | null> {
    const source = await pipeline.source({
      ...request,
      context: contextOf(MARKET_READER, null, request.context.traceId),
    })
    if (!('execute' in source)) return null
    const stream: Stream = { source, readers: new Set(), newest: new Map() }
    void publish(stream).finally(() => {
      if (streams.get(key) !== undefined) streams.delete(key)
      for (const reader of stream.readers) reader.end()
    })
    return stream
  }

  /** What comes in one turn goes out at its end: a socket's write costs more than all the rest, and takes many as well as one. */
  async function publish({ source, readers, newest }: Stream): Promise<void> {
    let turn = new Map<string, SharedResult>()
    const flush = () => {
      const sent = new SharedTurn(turn)
      for (const [instrumentId, result] of turn) newest.set(instrumentId, result)
      turn = new Map()
      for (const reader of readers) reader.send(sent)
    }
    for await (const event of source.events) {
      const instrumentId = instrumentOf(event)
      const result = new SharedResult(JSON.stringify(await source.execute(event)))
      if (turn.size === 0) setImmediate(flush)
      turn.set(instrumentId, result)
    }
  }

  return {
    get streams() {
      return streams.size
    },
    async join(request, subscriber) {
      if (!isOnlyQuotes(request, pipeline)) return null
      const key = keyOf(request)
      let opening = streams.get(key)
      if (opening === undefined) streams.set(key, (opening = open(key, request)))
      const stream = await opening
      if (stream === null) {
        streams.delete(key)
        return null
      }
      const reader = new SharedReader(subscriber, () => {
        stream.readers.delete(reader)
        if (stream.readers.size > 0) return
        if (streams.get(key) === opening) streams.delete(key)
        void stream.source.close()
      })
      stream.readers.add(reader)
      if (stream.newest.size > 0) reader.send(new SharedTurn(new Map(stream.newest)))
      return reader.iterator
    },
  }
}

function instrumentOf(event: unknown): string {
  if (typeof event === 'object' && event !== null && 'instrumentId' in event)
    return String(event.instrumentId)
  throw new Error('Invariant: an event of quotes names its instrument')
}

/** A subscription whose one root field is `quotes`, plainly selected. */
function isOnlyQuotes({ prepared, operationName }: OperationRequest, pipeline: Pipeline): boolean {
  const operation = pipeline.operationOf(prepared, operationName)
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return false
  const [field, ...others] = operation.selectionSet.selections
  return (
    others.length === 0 &&
    field?.kind === Kind.FIELD &&
    field.name.value === 'quotes' &&
    (field.directives ?? []).length === 0
  )
}
