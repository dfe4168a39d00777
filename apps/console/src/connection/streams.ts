/**
 * Carries urql's subscriptions over one WebSocket and keeps those with cursors whole: after a break each goes on after
 * the newest cursor it has handed to the cache, so that nothing is missed and nothing comes twice.
 */
import { backoff, resume } from '@quarterdeck/client'
import { createClient } from 'graphql-ws'
import type { ExecutionResult, SubscriptionForwarder } from 'urql'
import type { LinkStore } from './link.ts'

const PING_EVERY_MS = 1_000
const ANSWER_WITHIN_MS = 4_000

const finalCodes: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'GRAPHQL_VALIDATION_FAILED',
])

interface GraphQLFault {
  readonly message: string
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface Streams {
  readonly forward: SubscriptionForwarder
  readonly close: () => void
}

export interface StreamsOptions {
  readonly url: string
  readonly link: LinkStore
  /** Called when the server closes the socket because it no longer knows who asks. */
  readonly onRevoked: () => void
}

/** How the server closes a socket whose session has ended. */
const REVOKED = 4401

/** Opens the socket lazily, reports its life to the link store, and forwards subscriptions over it. */
export function createStreams({ url, link, onRevoked }: StreamsOptions): Streams {
  let answerTimer: ReturnType<typeof setTimeout> | undefined
  const socket = createClient({
    url,
    // Breaks are mended by resume: graphql-ws itself would repeat the first cursor.
    retryAttempts: 0,
    // A failed attempt surfaces through the iterators; here it would only be a console error.
    onNonLazyError: () => undefined,
    keepAlive: PING_EVERY_MS,
    on: {
      connecting: () => link.dispatch({ type: 'connecting' }),
      connected: () => link.dispatch({ type: 'connected', at: performance.now() }),
      message: () => link.dispatch({ type: 'heard', at: performance.now() }),
      ping: (received) => {
        if (received) return
        clearTimeout(answerTimer)
        // A half-open connection never closes by itself.
        answerTimer = setTimeout(() => socket.terminate(), ANSWER_WITHIN_MS)
      },
      pong: (received) => {
        if (received) clearTimeout(answerTimer)
      },
      closed: (event) => {
        clearTimeout(answerTimer)
        link.dispatch({ type: 'closed' })
        if (event instanceof CloseEvent && event.code === REVOKED) onRevoked()
      },
    },
  })

  const forward: SubscriptionForwarder = (request) => ({
    subscribe: (observer) => {
      const abort = new AbortController()
      const run = async () => {
        const given = typeof request.variables?.['after'] === 'string' ? request.variables['after'] : ''
        const results = resume<ExecutionResult>({
          open: (after) => {
            const variables = { ...request.variables, ...(after === '' ? {} : { after }) }
            return openOnce(socket, { query: request.query ?? '', variables }, abort.signal)
          },
          cursorOf: (result) => cursorOf(result.data) ?? '',
          after: given,
          isFinal: (error) => isFinal(error),
          signal: abort.signal,
          pause: backoff,
        })
        for await (const result of results) observer.next(result)
        observer.complete()
      }
      run().catch((error: unknown) => observer.error(error))
      return { unsubscribe: () => abort.abort() }
    },
  })

  return {
    forward,
    close: () => {
      clearTimeout(answerTimer)
      // It waits for a connection that is still being made; one that is refused is closed as well.
      Promise.resolve(socket.dispose()).catch(() => undefined)
    },
  }
}

async function* openOnce(
  socket: ReturnType<typeof createClient>,
  payload: { readonly query: string; readonly variables: Record<string, unknown> },
  signal: AbortSignal,
): AsyncGenerator<ExecutionResult, void, undefined> {
  const results = socket.iterate<Record<string, unknown>>(payload)
  const stop = () => void results.return?.()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const result of results) {
      if (result.errors) throw result.errors
      yield { data: result.data ?? null, hasNext: true }
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Returns the cursor of an update, or null for streams that have none (quotes and accounts are conflated). */
export function cursorOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null
  for (const update of Object.values(data)) {
    if (
      typeof update === 'object' &&
      update !== null &&
      'cursor' in update &&
      typeof update.cursor === 'string'
    ) {
      return update.cursor
    }
  }
  return null
}

/** Returns whether trying again is useless: the server answered, and its answer will not change. */
export function isFinal(error: unknown): boolean {
  if (!Array.isArray(error)) return false
  return error.some((fault: GraphQLFault) => finalCodes.has(String(fault.extensions?.['code'] ?? '')))
}
