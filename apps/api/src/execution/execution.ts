/**
 * Executes a planned operation for one request, by the algorithm of the GraphQL specification (section 6) and with the answers
 * of graphql-js, to which a property test holds it.
 *
 * graphql-js makes a path, an info object, arguments and an abort controller whether or not anybody looks; an order's answer
 * has a hundred fields that are read off a decision. Here a plain property costs its reading.
 */
import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  OperationTypeNode,
  type ValidatedExecutionArgs,
  defaultFieldResolver,
  defaultTypeResolver,
  getArgumentValues,
  isObjectType,
  locatedError,
  responsePathAsArray,
} from 'graphql'
import type { Completion, FieldPlan, OperationPlan, Selection } from './plan.ts'

type Path = GraphQLResolveInfo['path']
type Answer = Record<string, unknown>

/** Runs the operation; never rejects. `args` must be of the operation that was planned. */
export async function executePlan(
  plan: OperationPlan,
  args: ValidatedExecutionArgs,
): Promise<ExecutionResult> {
  const execution = new Execution(args)
  try {
    const isMutation = plan.operation.operation === OperationTypeNode.MUTATION
    const data = isMutation
      ? await execution.oneByOne(plan.selection, args.rootValue)
      : await execution.fields(plan.selection, args.rootValue, undefined)
    return execution.result(data)
  } catch (error) {
    execution.refuse(error)
    return execution.result(null)
  }
}

const getAbortSignal = () => undefined
const getAsyncHelpers: GraphQLResolveInfo['getAsyncHelpers'] = () => ({
  promiseAll: (values) => Promise.all(values),
  track: () => undefined,
})

class Execution {
  readonly #args: ValidatedExecutionArgs
  readonly #errors: GraphQLError[] = []
  /** Positions that an error made null: what else goes wrong below one is nobody's concern any more. */
  readonly #nulled = new Set<Path | undefined>()

  constructor(args: ValidatedExecutionArgs) {
    this.#args = args
  }

  result(data: Answer | null): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#errors, data }
  }

  /** Notes what made the whole answer null. */
  refuse(error: unknown): void {
    this.#note(locatedError(error, undefined), undefined)
  }

  /** Each field after the one before it, effects included. */
  async oneByOne({ fields }: Selection, source: unknown): Promise<Answer> {
    const answer: Answer = {}
    for (const field of fields) {
      const value = this.#field(field, source, undefined)
      answer[field.responseName] = isPromise(value) ? await value : value
    }
    return answer
  }

  fields({ fields }: Selection, source: unknown, path: Path | undefined): Answer | Promise<Answer> {
    const answer: Answer = {}
    let pending: Promise<unknown>[] | null = null
    try {
      for (const field of fields) {
        const value = this.#field(field, source, path)
        // Its place among the names is taken now, by a promise where it is not there yet.
        answer[field.responseName] = value
        if (isPromise(value)) (pending ??= []).push(put(value, answer, field.responseName))
      }
    } catch (error) {
      // The answer is null from here up: what still runs is waited for by nobody, and may fail.
      if (pending !== null) void Promise.allSettled(pending)
      throw error
    }
    return pending === null ? answer : whenPut(pending, answer)
  }

  #field(field: FieldPlan, source: unknown, parent: Path | undefined): unknown {
    if (field.isProperty && typeof source === 'object' && source !== null) {
      const leaf = plainLeaf(field, source)
      if (leaf !== UNREAD) return leaf
    }
    return this.#resolved(field, source, pathTo(field, parent))
  }

  #resolved(field: FieldPlan, source: unknown, path: Path): unknown {
    const { definition, completion } = field
    try {
      const info = this.#infoOf(field, path)
      const args =
        field.args ??
        getArgumentValues(
          definition,
          field.nodes[0]!,
          this.#args.variableValues,
          undefined,
          this.#args.hideSuggestions,
        )
      const resolve = definition.resolve ?? defaultFieldResolver
      const value = resolve(source, args, this.#args.contextValue, info) as unknown
      if (isPromiseLike(value)) return this.#later(field, info, path, value)
      const completed = this.#complete(completion, field, info, path, value)
      return isPromise(completed) ? this.#guarded(completed, field, path) : completed
    } catch (error) {
      return this.#failed(error, field, path)
    }
  }

  /** A closure stands alone in a function: one beside the straight way would cost every field its own scope. */
  #guarded(
    pending: Promise<unknown>,
    field: FieldPlan,
    path: Path,
    nullable = field.completion.nullable,
  ): Promise<unknown> {
    return pending.then(undefined, (error: unknown) => this.#failed(error, field, path, nullable))
  }

  async #later(
    field: FieldPlan,
    info: GraphQLResolveInfo,
    path: Path,
    value: PromiseLike<unknown>,
  ): Promise<unknown> {
    try {
      return await this.#complete(field.completion, field, info, path, await value)
    } catch (error) {
      return this.#failed(error, field, path)
    }
  }

  #complete(
    completion: Completion,
    field: FieldPlan,
    info: GraphQLResolveInfo,
    path: Path,
    value: unknown,
  ): unknown {
    if (value instanceof Error) throw value
    if (value === null || value === undefined) {
      if (completion.nullable) return null
      throw notNullable(field)
    }
    switch (completion.kind) {
      case 'LEAF':
        return coerced(completion, value)
      case 'LIST':
        return this.#list(completion.item, field, info, path, value)
      case 'OBJECT':
        return this.#object(completion.selection, info, path, value)
      case 'ABSTRACT':
        return this.#abstract(completion, info, path, value)
    }
  }

  #list(item: Completion, field: FieldPlan, info: GraphQLResolveInfo, path: Path, value: unknown): unknown {
    if (isAsyncIterable(value))
      return collected(value).then((items) => this.#list(item, field, info, path, items))
    if (!isIterable(value)) {
      throw new Error(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.definition.name}".`,
      )
    }
    const completed: unknown[] = []
    let hasPending = false
    try {
      for (const element of value) {
        const flat = item.kind === 'OBJECT' ? flatAnswer(item.selection, element) : null
        if (flat !== null) {
          completed.push(flat)
          continue
        }
        const at: Path = { prev: path, key: completed.length, typename: undefined }
        const one = this.#item(item, field, info, at, element)
        hasPending ||= isPromise(one)
        completed.push(one)
      }
    } catch (error) {
      if (hasPending) void Promise.allSettled(completed)
      // What stands behind is under way too, and may fail with nobody listening.
      if (Array.isArray(value)) void Promise.allSettled(value.slice(completed.length))
      throw error
    }
    return hasPending ? Promise.all(completed) : completed
  }

  #item(item: Completion, field: FieldPlan, info: GraphQLResolveInfo, at: Path, element: unknown): unknown {
    try {
      const completed = isPromiseLike(element)
        ? this.#laterItem(item, field, info, at, element)
        : this.#complete(item, field, info, at, element)
      return isPromise(completed) ? this.#guarded(completed, field, at, item.nullable) : completed
    } catch (error) {
      return this.#failed(error, field, at, item.nullable)
    }
  }

  async #laterItem(
    item: Completion,
    field: FieldPlan,
    info: GraphQLResolveInfo,
    at: Path,
    element: PromiseLike<unknown>,
  ): Promise<unknown> {
    return this.#complete(item, field, info, at, await element)
  }

  #abstract(
    completion: Extract<Completion, { kind: 'ABSTRACT' }>,
    info: GraphQLResolveInfo,
    path: Path,
    value: unknown,
  ): unknown {
    const { type } = completion
    const resolveType = type.resolveType ?? defaultTypeResolver
    const named = resolveType(value, this.#args.contextValue, info, type)
    const proceed = (name: unknown) =>
      this.#object(completion.selectionOn(this.#runtimeType(name, completion)), info, path, value)
    return isPromiseLike(named) ? Promise.resolve(named).then(proceed) : proceed(named)
  }

  #runtimeType(name: unknown, { type }: Extract<Completion, { kind: 'ABSTRACT' }>): GraphQLObjectType {
    const { schema } = this.#args
    const runtimeType = typeof name === 'string' ? schema.getType(name) : undefined
    if (isObjectType(runtimeType) && schema.isSubType(type, runtimeType)) return runtimeType
    throw new Error(`Expected an object type of "${type.name}" and not "${String(name)}"`)
  }

  #object(selection: Selection, info: GraphQLResolveInfo, path: Path, value: unknown): unknown {
    if (selection.type.isTypeOf != null) return this.#recognized(selection, info, path, value)
    return flatAnswer(selection, value) ?? this.fields(selection, value, path)
  }

  #recognized(selection: Selection, info: GraphQLResolveInfo, path: Path, value: unknown): unknown {
    const { type } = selection
    const proceed = (is: boolean) => {
      if (is) return this.fields(selection, value, path)
      throw new Error(`Expected a value of type "${type.name}"`)
    }
    const is = type.isTypeOf?.(value, this.#args.contextValue, info) ?? true
    return isPromiseLike(is) ? Promise.resolve(is).then(proceed) : proceed(is)
  }

  #infoOf(field: FieldPlan, path: Path): GraphQLResolveInfo {
    const { schema, fragmentDefinitions, rootValue, operation, variableValues } = this.#args
    return {
      fieldName: field.definition.name,
      fieldNodes: field.nodes,
      returnType: field.definition.type,
      parentType: field.parentType,
      path,
      schema,
      fragments: fragmentDefinitions,
      rootValue,
      operation,
      variableValues,
      getAbortSignal,
      getAsyncHelpers,
    }
  }

  /** Null where the position may be; otherwise the error goes on to the next that may. */
  #failed(error: unknown, field: FieldPlan, path: Path, nullable = field.completion.nullable): null {
    const located = locatedError(error, field.nodes, responsePathAsArray(path))
    if (!nullable) throw located
    this.#note(located, path)
    return null
  }

  #note(error: GraphQLError, path: Path | undefined): void {
    for (let at = path; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return
    if (this.#nulled.has(undefined)) return
    this.#nulled.add(path)
    this.#errors.push(error)
  }
}

/** Says of a field that it is not a plain value that fits: the long way finds out what to do, or what to say. */
const UNREAD = Symbol('unread')

function plainLeaf({ definition, completion }: FieldPlan, source: object): unknown {
  if (completion.kind !== 'LEAF') return UNREAD
  try {
    const value = (source as Answer)[definition.name]
    if (value === null || value === undefined) return completion.nullable ? null : UNREAD
    // A function to call, a promise to wait for, an error that stands for the value.
    if (typeof value === 'function' || (typeof value === 'object' && !(value instanceof Date))) return UNREAD
    return completion.type.coerceOutputValue(value) ?? UNREAD
  } catch {
    return UNREAD
  }
}

/** The object's answer where each of its fields is a plain value; null: it goes the long way. */
function flatAnswer({ isFlat, fields }: Selection, source: unknown): Answer | null {
  if (!isFlat || typeof source !== 'object' || source === null) return null
  if (source instanceof Error || isPromiseLike(source)) return null
  const answer: Answer = {}
  for (const field of fields) {
    const leaf = plainLeaf(field, source)
    if (leaf === UNREAD) return null
    answer[field.responseName] = leaf
  }
  return answer
}

async function put(pending: Promise<unknown>, answer: Answer, responseName: string): Promise<void> {
  answer[responseName] = await pending
}

async function whenPut(pending: readonly Promise<unknown>[], answer: Answer): Promise<Answer> {
  await Promise.all(pending)
  return answer
}

function pathTo({ responseName, parentType }: FieldPlan, prev: Path | undefined): Path {
  return { prev, key: responseName, typename: parentType.name }
}

function notNullable({ parentType, definition }: FieldPlan): Error {
  return new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`)
}

/**
 * The leaf's output. What does not fit is our fault, here as wherever a value is not of its type: graphql-js throws its own class
 * for it, with which it tells callers of faults in their documents too. Nobody must take the one for the other.
 */
function coerced({ type }: Extract<Completion, { kind: 'LEAF' }>, value: unknown): unknown {
  const leaf = outputOf(type, value)
  if (leaf === null || leaf === undefined)
    throw new Error(`Expected ${type.name} to give a value for what it was given, not ${String(leaf)}`)
  return leaf
}

function outputOf(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.coerceOutputValue(value)
  } catch (error) {
    throw new Error(`Expected a value of ${type.name}: ${(error as Error).message}`, { cause: error })
  }
}

async function collected(values: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const items: unknown[] = []
  for await (const value of values) items.push(value)
  return items
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** A string can be iterated too, and is no list. */
function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
