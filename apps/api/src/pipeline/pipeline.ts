/**
 * The one way an operation runs, whatever it came in by: prepare, check what only the request knows (cost, variables,
 * introspection), execute, mask. Yoga, the plain JSON fast path and graphql-ws all call this.
 */
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  createSourceEventStream,
  execute,
  executeSubscriptionEvent,
  subscribe,
  validateSubscriptionArgs,
} from 'graphql'
import type { Context } from '../schema/context.ts'
import { TooComplex, Unauthenticated } from '../problem/problem.ts'
import { costOf } from './cost.ts'
import type { OperationLimits } from './limits.ts'
import { type MutationLogger, logMutation } from './mutation-log.ts'
import { type MaskLogger, maskError, maskResult } from './mask.ts'
import { type Prepare, type Prepared, asGraphQLError, createPrepare } from './prepare.ts'
import { withRecords } from './records.ts'
import { variablesFault } from './text.ts'

/** A prepared document with what this request adds to it. */
export interface OperationRequest {
  readonly prepared: Prepared
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
  readonly context: Context
}

/** A subscription before its events are executed. */
export interface EventSource {
  /** Read once. */
  readonly events: AsyncIterable<unknown>
  /** Ends the events, also while the reader waits for the next. */
  close(): Promise<void>
  /** The result of one event. Never rejects. */
  execute(event: unknown): Promise<ExecutionResult>
}

export interface Pipeline {
  readonly schema: GraphQLSchema
  readonly prepare: Prepare
  /** The operation that would run, or null: none has that name, or the name is missing among several. */
  operationOf(prepared: Prepared, operationName: string | null): OperationDefinitionNode | null
  /** Runs a query or mutation. Never rejects: faults are masked errors of the result. */
  execute(request: OperationRequest): Promise<ExecutionResult>
  /** Starts a subscription; the stream never throws: a fault is its last result. */
  subscribe(request: OperationRequest): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>
  /** The two halves of a subscription apart, for who hands one execution to many readers. */
  source(request: OperationRequest): Promise<EventSource | ExecutionResult>
  /** Makes errors fit for the caller, wherever they arose. */
  mask(error: unknown): GraphQLError
}

/** `executing`: the same schema built once more, for what it may execute faster. */
export function createPipeline(
  schema: GraphQLSchema,
  executing: GraphQLSchema,
  limits: OperationLimits,
  logger: MaskLogger & MutationLogger,
): Pipeline {
  const prepare = createPrepare(schema, limits)
  const records = withRecords(executing)
  const mask = (error: unknown) => maskError(error, logger)

  function operationOf(prepared: Prepared, operationName: string | null): OperationDefinitionNode | null {
    if (operationName !== null && operationName !== '') {
      return prepared.operations.find((operation) => operation.name?.value === operationName) ?? null
    }
    return prepared.operations.length === 1 ? (prepared.operations[0] ?? null) : null
  }

  /** What this request may not, or null. */
  function refusal(request: OperationRequest): GraphQLError | null {
    const { prepared, variables, context } = request
    if (prepared.introspects && context.principal === null) return asGraphQLError(new Unauthenticated())
    const fault = variablesFault(variables, limits)
    if (fault !== null) return new GraphQLError(fault)
    const operation = operationOf(prepared, request.operationName)
    if (operation === null) return null
    let amount = prepared.costs.get(operation)
    if (amount === undefined) {
      const cost = costOf(schema, prepared.document, operation, variables)
      amount = cost.amount
      if (!cost.dependsOnVariables) prepared.costs.set(operation, amount)
    }
    if (amount <= limits.costMax) return null
    const message = `The operation may answer about ${amount} values; at most ${limits.costMax} are allowed: ask for smaller pages`
    return asGraphQLError(new TooComplex(message))
  }

  function argsOf(request: OperationRequest): ExecutionArgs {
    const { prepared } = request
    return {
      schema: prepared.suitsRecords ? records : schema,
      document: prepared.document,
      contextValue: request.context,
      variableValues: request.variables,
      operationName: request.operationName,
      hideSuggestions: true,
    }
  }

  return {
    schema,
    prepare,
    operationOf,
    mask,
    async execute(request) {
      const refused = refusal(request)
      if (refused !== null) return { errors: [mask(refused)] }
      const operation = operationOf(request.prepared, request.operationName)
      if (operation?.operation === OperationTypeNode.MUTATION) logMutation(operation, request.context, logger)
      try {
        return maskResult(await execute(argsOf(request)), logger)
      } catch (error) {
        return { errors: [mask(error)] }
      }
    },
    async subscribe(request) {
      const refused = refusal(request)
      if (refused !== null) return { errors: [mask(refused)] }
      try {
        const stream = await subscribe(argsOf(request))
        return Symbol.asyncIterator in stream ? unfailing(stream, logger) : maskResult(stream, logger)
      } catch (error) {
        return { errors: [mask(error)] }
      }
    },
    async source(request) {
      const refused = refusal(request)
      if (refused !== null) return { errors: [mask(refused)] }
      const args = validateSubscriptionArgs(argsOf(request))
      if (!('schema' in args)) return { errors: args.map(mask) }
      const events = await createSourceEventStream(args)
      if (!(Symbol.asyncIterator in events)) return maskResult(events, logger)
      const iterator = events[Symbol.asyncIterator]()
      return {
        events: { [Symbol.asyncIterator]: () => iterator },
        close: async () => void (await iterator.return?.()),
        execute: async (event) =>
          maskResult(await executeSubscriptionEvent({ ...args, rootValue: event }), logger),
      }
    },
  }
}

/** The same stream, whose failure is one last result that says why. */
function unfailing(
  stream: AsyncGenerator<ExecutionResult, void, void>,
  logger: MaskLogger,
): AsyncGenerator<ExecutionResult, void, void> {
  let ended = false
  const end = { done: true, value: undefined } as const
  const wrapped: AsyncGenerator<ExecutionResult, void, void> = {
    async next() {
      if (ended) return end
      try {
        const item = await stream.next()
        if (item.done === true) {
          ended = true
          return end
        }
        return { done: false, value: maskResult(item.value, logger) }
      } catch (error) {
        ended = true
        return { done: false, value: { errors: [maskError(error, logger)] } }
      }
    },
    async return() {
      ended = true
      await stream.return()
      return end
    },
    async throw(error) {
      ended = true
      await stream.return()
      throw error
    },
    [Symbol.asyncIterator]: () => wrapped,
    async [Symbol.asyncDispose]() {
      await wrapped.return()
    },
  }
  return wrapped
}
