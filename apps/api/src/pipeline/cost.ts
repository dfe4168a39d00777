/**
 * Estimates how much an operation may answer: each field counts one, and what stands below a list counts once per item
 * that the list may hold. Page sizes come from the arguments, variables included.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { PAGE_DEFAULT, PAGE_MAX } from './limits.ts'

/** Items assumed in a list that has no page size. */
const LIST_ASSUMED = 10
/** Arguments that say how many items a field answers. */
const PAGE_ARGUMENTS: ReadonlySet<string> = new Set(['first', 'last', 'ids', 'instrumentIds'])
/** Past this the exact number does not matter; it keeps the arithmetic finite. */
const COST_CEILING = 1e12

interface Walk {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Readonly<Record<string, unknown>>
  /** Cost of a fragment on a type, so that shared fragments are walked once. */
  readonly known: Map<string, number>
  /** Set once a page size came from a variable: then the cost holds for these values only. */
  usedVariables: boolean
}

export interface Cost {
  readonly amount: number
  /** True where other variables could give another amount. */
  readonly dependsOnVariables: boolean
}

/** The estimated cost of one operation of a valid document. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const root = schema.getRootType(operation.operation)
  if (root == null) return { amount: 0, dependsOnVariables: false }
  const given = { ...defaultsOf(operation), ...variables }
  const walk: Walk = { schema, fragments, variables: given, known: new Map(), usedVariables: false }
  const amount = costOfSet(operation.selectionSet, root, walk)
  return { amount, dependsOnVariables: walk.usedVariables }
}

/** What variables are where the request leaves them out: a page size may hide in a default. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  const defaults: Record<string, unknown> = {}
  for (const { variable, defaultValue } of variableDefinitions) {
    if (defaultValue !== undefined) defaults[variable.name.value] = literal(defaultValue)
  }
  return defaults
}

function costOfSet(set: SelectionSetNode, parent: GraphQLCompositeType, walk: Walk): number {
  let cost = 0
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) cost += costOfField(selection, parent, walk)
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      cost += costOfSet(
        selection.selectionSet,
        typeNamed(selection.typeCondition?.name.value, parent, walk),
        walk,
      )
    } else cost += costOfFragment(selection.name.value, parent, walk)
    if (cost > COST_CEILING) return COST_CEILING
  }
  return cost
}

function costOfFragment(name: string, parent: GraphQLCompositeType, walk: Walk): number {
  const known = walk.known.get(name)
  if (known !== undefined) return known
  const fragment = walk.fragments.get(name)
  if (fragment === undefined) return 0
  const cost = costOfSet(
    fragment.selectionSet,
    typeNamed(fragment.typeCondition.name.value, parent, walk),
    walk,
  )
  walk.known.set(name, cost)
  return cost
}

function costOfField(node: FieldNode, parent: GraphQLCompositeType, walk: Walk): number {
  const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined
  if (field === undefined || node.selectionSet === undefined) return 1
  const named = getNamedType(field.type)
  if (!isCompositeType(named)) return 1
  const below = costOfSet(node.selectionSet, named, walk)
  // The schema describes itself from memory and has a fixed size: its lists are not multiplied.
  if (named.name.startsWith('__')) return 1 + below
  const nullable = isNonNullType(field.type) ? field.type.ofType : field.type
  const isConnection = isObjectType(named) && named.name.endsWith('Connection')
  // `edges` is a list too, but its connection has already counted the page.
  const isEdges = isObjectType(parent) && parent.name.endsWith('Connection')
  if (isConnection || (isListType(nullable) && !isEdges)) {
    return Math.min(COST_CEILING, 1 + below * pageOf(node, isConnection ? PAGE_DEFAULT : LIST_ASSUMED, walk))
  }
  return 1 + below
}

/** Items that this field may answer, by its arguments. */
function pageOf(node: FieldNode, otherwise: number, walk: Walk): number {
  for (const argument of node.arguments ?? []) {
    const name = argument.name.value
    if (!PAGE_ARGUMENTS.has(name)) continue
    const { value } = argument
    if (value.kind === Kind.VARIABLE) walk.usedVariables = true
    const given = value.kind === Kind.VARIABLE ? walk.variables[value.name.value] : literal(value)
    if ((name === 'ids' || name === 'instrumentIds') && Array.isArray(given)) return given.length
    // A page beyond the maximum is refused by its resolver; here it only must not pass as cheap.
    if ((name === 'first' || name === 'last') && typeof given === 'number')
      return Math.min(Math.max(given, 1), PAGE_MAX * 10)
  }
  return otherwise
}

function literal(value: {
  readonly kind: string
  readonly value?: unknown
  readonly values?: readonly unknown[]
}): unknown {
  if (value.kind === Kind.INT) return Number(value.value)
  return value.kind === Kind.LIST ? value.values : undefined
}

function typeNamed(
  name: string | undefined,
  otherwise: GraphQLCompositeType,
  walk: Walk,
): GraphQLCompositeType {
  const type = name === undefined ? undefined : walk.schema.getType(name)
  return isCompositeType(type) ? type : otherwise
}
