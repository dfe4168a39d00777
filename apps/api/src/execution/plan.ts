/**
 * What there is to do for an operation, worked out once for its document: which fields of which types, who resolves them, with
 * which arguments, and how each value is completed. Only what a request brings - values, variables - is left for its execution.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'

/** How a value of a field becomes a part of the answer. */
export type Completion =
  | { readonly kind: 'LEAF'; readonly nullable: boolean; readonly type: GraphQLLeafType }
  | { readonly kind: 'LIST'; readonly nullable: boolean; readonly item: Completion }
  | {
      readonly kind: 'OBJECT'
      readonly nullable: boolean
      readonly type: GraphQLObjectType
      readonly selection: Selection
    }
  | {
      readonly kind: 'ABSTRACT'
      readonly nullable: boolean
      readonly type: GraphQLAbstractType
      selectionOn(type: GraphQLObjectType): Selection
    }

type Arguments = ReturnType<typeof getArgumentValues>

export interface FieldPlan {
  readonly responseName: string
  readonly parentType: GraphQLObjectType
  readonly definition: GraphQLField<unknown, unknown>
  readonly nodes: readonly FieldNode[]
  /** Null: they depend on variables. */
  readonly args: Arguments | null
  readonly completion: Completion
  /** Read from its parent by name, without arguments, into a leaf: what most fields of most answers are. */
  readonly isProperty: boolean
}

export interface Selection {
  readonly type: GraphQLObjectType
  readonly fields: readonly FieldPlan[]
  /** Nothing but properties: such an object is read off, without a path to any of its fields. */
  readonly isFlat: boolean
}

export interface OperationPlan {
  readonly operation: OperationDefinitionNode
  readonly selection: Selection
}

/** Whether a valid document can be planned: no directive decides what is selected, no name is one that an object cannot take. */
export function isPlannable(source: string): boolean {
  return !source.includes('@') && !source.includes('__proto__')
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/** Plans an operation of a valid document that `isPlannable`. */
export function planOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): OperationPlan {
  const root = schema.getRootType(operation.operation)
  if (root == null)
    throw new Error(`Invariant: a valid document has a root type for its ${operation.operation}`)
  const planner = new Planner(schema, fragments)
  return { operation, selection: planner.selection(root, [operation.selectionSet]) }
}

class Planner {
  readonly #schema: GraphQLSchema
  readonly #fragments: Fragments

  constructor(schema: GraphQLSchema, fragments: Fragments) {
    this.#schema = schema
    this.#fragments = fragments
  }

  selection(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Selection {
    const nodes = new Map<string, FieldNode[]>()
    const spread = new Set<string>()
    for (const set of sets) this.#collect(set, type, nodes, spread)
    const fields: FieldPlan[] = []
    for (const [responseName, same] of nodes) {
      const definition = this.#schema.getField(type, same[0]!.name.value)
      if (definition !== undefined) fields.push(this.#field(responseName, type, definition, same))
    }
    return { type, fields, isFlat: type.isTypeOf == null && fields.every(({ isProperty }) => isProperty) }
  }

  #collect(
    { selections }: SelectionSetNode,
    type: GraphQLObjectType,
    nodes: Map<string, FieldNode[]>,
    spread: Set<string>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value
        const same = nodes.get(name)
        if (same === undefined) nodes.set(name, [selection])
        else same.push(selection)
        continue
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue
        spread.add(selection.name.value)
      }
      const part =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value)!
      if (this.#applies(part.typeCondition?.name.value, type))
        this.#collect(part.selectionSet, type, nodes, spread)
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true
    const on = this.#schema.getType(condition)
    return isAbstractType(on) && this.#schema.isSubType(on, type)
  }

  #field(
    responseName: string,
    parentType: GraphQLObjectType,
    definition: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
  ): FieldPlan {
    const completion = this.#completion(definition.type, nodes)
    const args = fixedArguments(definition, nodes[0]!)
    const isProperty =
      definition.resolve === undefined && definition.args.length === 0 && completion.kind === 'LEAF'
    return { responseName, parentType, definition, nodes, args, completion, isProperty }
  }

  #completion(type: GraphQLOutputType, nodes: readonly FieldNode[], nullable = true): Completion {
    if (isNonNullType(type)) return this.#completion(type.ofType, nodes, false)
    if (isListType(type)) return { kind: 'LIST', nullable, item: this.#completion(type.ofType, nodes) }
    if (isLeafType(type)) return { kind: 'LEAF', nullable, type }
    const sets = nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]))
    if (isObjectType(type)) return { kind: 'OBJECT', nullable, type, selection: this.selection(type, sets) }
    const selections = new Map<GraphQLObjectType, Selection>()
    return {
      kind: 'ABSTRACT',
      nullable,
      type,
      selectionOn: (runtimeType) => {
        const known = selections.get(runtimeType)
        if (known !== undefined) return known
        const selection = this.selection(runtimeType, sets)
        selections.set(runtimeType, selection)
        return selection
      },
    }
  }
}

/** The arguments where no variable is in them; null: each execution has its own. Throwing is left to the execution too. */
function fixedArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): Arguments | null {
  if (definition.args.length === 0) return getArgumentValues(definition, node)
  if (node.arguments?.some(({ value }) => holdsVariable(value)) === true) return null
  try {
    return getArgumentValues(definition, node)
  } catch {
    // What is wrong with them is told at the field, in its place among the other errors.
    return null
  }
}

function holdsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true
  if (value.kind === Kind.LIST) return value.values.some(holdsVariable)
  return value.kind === Kind.OBJECT && value.fields.some((field) => holdsVariable(field.value))
}
