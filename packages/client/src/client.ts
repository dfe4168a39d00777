/**
 * The typed client for third parties: operations over HTTP, subscriptions over WebSocket, both by API key.
 *
 * Streams of events (`orderUpdates`, `fills`) survive any break: see `resume`.
 */

import { createClient, type Client as SocketClient } from 'graphql-ws'
import { GraphQLRequestError, isFinal, type GraphQLErrorShape } from './errors.ts'
import type { TypedDocumentString } from './generated/graphql.ts'
import type {
  DeploymentLogsSubscription,
  FillUpdatesSubscription,
  OrderUpdatesSubscription,
  QuotesSubscription,
  StrategyVersionChangesSubscription,
  WorkflowRunFieldsFragment,
} from './generated/graphql.ts'
import { head } from './operations/desk.ts'
import { deploymentLog } from './operations/deployments.ts'
import {
  deploymentLogLines,
  fillUpdates,
  orderUpdates,
  quotes,
  strategyVersionChanges,
  workflowRunChanges,
} from './operations/streams.ts'
import { backoff, resume } from './resume.ts'
import { post, type TransportOptions } from './transport.ts'

export interface ClientOptions extends TransportOptions {
  /** WebSocket constructor; the platform's own by default. */
  readonly webSocket?: unknown
  /** Told when a stream breaks and is being resumed. */
  readonly onBreak?: (error: unknown) => void
}

export interface StreamScope {
  readonly organizationId: string
  readonly accountId?: string | null
  /** Start after this cursor; without one, after the newest event at the time of the call. */
  readonly after?: string
  readonly signal: AbortSignal
}

export interface LogScope {
  readonly deploymentId: string
  /** Start after this line, "0" with the oldest that is kept; without one, after the newest at the time of the call. */
  readonly after?: string
  readonly signal: AbortSignal
}

export type OrderUpdate = OrderUpdatesSubscription['orderUpdates']
export type FillUpdate = FillUpdatesSubscription['fills']
export type QuoteUpdate = QuotesSubscription['quotes']
export type DeploymentLogLine = DeploymentLogsSubscription['deploymentLogs']
export type StrategyVersionChange = StrategyVersionChangesSubscription['strategyVersionChanged']

export interface QuarterdeckClient {
  /** Runs a query or mutation. Throws GraphQLRequestError; a mutation's expected refusals are data (`Problem`). */
  request<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result>
  /** Committed order updates, each exactly once, across reconnects. */
  orderUpdates(scope: StreamScope): AsyncIterable<OrderUpdate>
  /** Committed fills, each exactly once, across reconnects. */
  fills(scope: StreamScope): AsyncIterable<FillUpdate>
  /** Conflated quotes. */
  quotes(instrumentIds: readonly string[], signal: AbortSignal): AsyncIterable<QuoteUpdate>
  /** Lines that a deployment logs, each exactly once, across reconnects. */
  deploymentLogs(scope: LogScope): AsyncIterable<DeploymentLogLine>
  /** Versions of an organization's strategies, whenever the build of one moves. */
  strategyVersionChanges(organizationId: string, signal: AbortSignal): AsyncIterable<StrategyVersionChange>
  /** Runs of an organization's workflows: first each that goes on or ended within the last minute, then whenever one moves. */
  workflowRunChanges(organizationId: string, signal: AbortSignal): AsyncIterable<WorkflowRunFieldsFragment>
  /** Closes the socket. */
  close(): Promise<void>
}

/** Connects lazily: nothing is sent before the first operation. */
export function createQuarterdeckClient(options: ClientOptions): QuarterdeckClient {
  const socket = createClient({
    url: options.url.replace(/^http/, 'ws'),
    connectionParams: { authorization: `Bearer ${options.apiKey}` },
    // Breaks are ours to mend: graphql-ws would repeat the first cursor.
    retryAttempts: 0,
    webSocketImpl: options.webSocket,
  })
  const request = async <Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> => (await post(options, document.toString(), variables)) as Result

  const stream = async function* <Item extends { readonly cursor: string }>(
    scope: Pick<StreamScope, 'after' | 'signal'>,
    newest: () => Promise<string>,
    open: (after: string) => AsyncIterable<Item>,
  ) {
    const after = scope.after ?? (await newest())
    yield* resume({
      open,
      cursorOf: (item) => item.cursor,
      after,
      isFinal: (error) => error instanceof GraphQLRequestError && isFinal(error.errors),
      signal: scope.signal,
      pause: backoff,
      ...(options.onBreak === undefined ? {} : { onBreak: options.onBreak }),
    })
  }
  const headOf = async (organizationId: string): Promise<string> => {
    const { node } = await request(head, { id: organizationId })
    if (node === null || node === undefined || !('headSeq' in node))
      throw new GraphQLRequestError(`No organization ${organizationId}`, [])
    return node.headSeq
  }

  /** The newest line of a deployment; "0" where it has none. */
  const newestLine = async (deploymentId: string): Promise<string> => {
    const { node } = await request(deploymentLog, { id: deploymentId, first: 1 })
    if (node?.__typename !== 'Deployment') throw new GraphQLRequestError(`No deployment ${deploymentId}`, [])
    return node.logs.edges[0]?.node.cursor ?? '0'
  }

  return {
    request,
    orderUpdates: (scope) =>
      stream(
        scope,
        () => headOf(scope.organizationId),
        async function* (after) {
          const { organizationId, accountId, signal } = scope
          for await (const data of subscribe(
            socket,
            orderUpdates,
            { organizationId, accountId: accountId ?? null, after },
            signal,
          ))
            yield data.orderUpdates
        },
      ),
    fills: (scope) =>
      stream(
        scope,
        () => headOf(scope.organizationId),
        async function* (after) {
          const { organizationId, accountId, signal } = scope
          for await (const data of subscribe(
            socket,
            fillUpdates,
            { organizationId, accountId: accountId ?? null, after },
            signal,
          ))
            yield data.fills
        },
      ),
    quotes: async function* (instrumentIds, signal) {
      for await (const data of subscribe(socket, quotes, { instrumentIds: [...instrumentIds] }, signal))
        yield data.quotes
    },
    deploymentLogs: (scope) =>
      stream(
        scope,
        () => newestLine(scope.deploymentId),
        async function* (after) {
          const { deploymentId, signal } = scope
          for await (const data of subscribe(socket, deploymentLogLines, { deploymentId, after }, signal))
            yield data.deploymentLogs
        },
      ),
    strategyVersionChanges: async function* (organizationId, signal) {
      for await (const data of subscribe(socket, strategyVersionChanges, { organizationId }, signal))
        yield data.strategyVersionChanged
    },
    workflowRunChanges: async function* (organizationId, signal) {
      for await (const data of subscribe(socket, workflowRunChanges, { organizationId }, signal))
        yield data.workflowRunChanged
    },
    close: async () => {
      await socket.dispose()
    },
  }
}

async function* subscribe<Result, Variables extends Record<string, unknown>>(
  socket: SocketClient,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal: AbortSignal,
): AsyncGenerator<Result, void, undefined> {
  const results = socket.iterate<Result>({ query: document.toString(), variables })
  const stop = (): void => void results.return?.()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const result of results) {
      if (result.errors !== undefined)
        throw new GraphQLRequestError(messageOf(result.errors), result.errors as readonly GraphQLErrorShape[])
      if (result.data !== null && result.data !== undefined) yield result.data
    }
  } catch (error) {
    throw Array.isArray(error)
      ? new GraphQLRequestError(messageOf(error), error as readonly GraphQLErrorShape[])
      : error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function messageOf(errors: readonly { readonly message: string }[]): string {
  return errors.map((error) => error.message).join('; ')
}
