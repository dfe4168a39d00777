/**
 * The one way an operation runs, whatever it came in by: prepare, check what only the request knows (cost, variables,
 * introspection), execute, mask. Yoga, the plain JSON fast path and graphql-ws all call this.
 */
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type ValidatedExecutionArgs,
  createSourceEventStream,
  executeRootSelectionSet,
  subscribe,
  validateExecutionArgs,
  validateSubscriptionArgs,
} from 'graphql'
import { executePlan } from '../execution/execution.ts'
import { planOperation } from '../execution/plan.ts'
import type { Context } from '../schema/context.ts'
import { TooComplex, Unauthenticated } from '../problem/problem.ts'
import { costOf } from './cost.ts'
import type { OperationLimits } from './limits.ts'
import { type MutationLogger, logMutation } from './mutation-log.ts'
import { type MaskLogger, maskError, maskResult } from './mask.ts'
import { type Prepare, type Prepared, asGraphQLError, createPrepare } from './prepare.ts'
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

export function createPipeline(
  schema: GraphQLSchema,
  limits: OperationLimits,
  logger: MaskLogger & MutationLogger,
): Pipeline {
  const prepare = createPrepare(schema, limits)
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
      schema,
      document: prepared.document,
      contextValue: request.context,
      variableValues: request.variables,
      operationName: request.operationName,
      hideSuggestions: true,
    }
  }

  function run({ plans, document }: Prepared, args: ValidatedExecutionArgs) {
    if (plans === null) return executeRootSelectionSet(args)
    let plan = plans.get(args.operation)
    if (plan === undefined) {
      plan = planOperation(schema, args.operation, fragmentsOf(document))
      plans.set(args.operation, plan)
    }
    return executePlan(plan, args)
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
        const args = validateExecutionArgs(argsOf(request))
        const result = 'schema' in args ? await run(request.prepared, args) : { errors: args }
        return maskResult(result, logger)
      } catch (error) {
        return { errors: [mask(error)] }
      } finally {
        request.context.refresh()
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
          maskResult(await run(request.prepared, { ...args, rootValue: event }), logger),
      }
    },
  }
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
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
