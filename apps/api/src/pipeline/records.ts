/**
 * Records: object types whose fields are synchronous functions of the value alone, marked so where they are defined.
 *
 * graphql-js makes a path, an info and arguments for each field of each item, which for a decision and its two dozen checks is
 * most of what an order's answer costs. In a schema prepared here a field of such a type answers as a leaf: its resolver
 * picks what the document selected, in one go. Documents are validated against the schema as it is published; the one here
 * only executes them.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'

/** What a type says to be one: put it into `extensions` where the type is made. */
export const RECORD = { record: true } as const

type Shape = (value: unknown) => unknown

interface Pick {
  readonly responseName: string
  readonly of: (value: never) => unknown
  readonly shape: Shape
}

type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>

/** Makes the records of a schema leaves. The schema must be nobody else's, and what it executes must pass `suitsRecords`. */
export function withRecords(schema: GraphQLSchema): GraphQLSchema {
  const leaves = new Map<GraphQLObjectType, GraphQLScalarType>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.extensions.record === true) continue
    for (const field of Object.values(type.getFields())) {
      const record = getNamedType(field.type)
      if (!isRecord(record)) continue
      const { type: whole, resolve = (source: Record<string, unknown>) => source[field.name] } = field
      const shapeOf = shapes(whole)
      field.resolve = (source, args, context, info) => {
        const value = resolve(source, args, context, info) as unknown
        const shape = shapeOf(info)
        return value instanceof Promise ? value.then(shape) : shape(value)
      }
      field.type = withLeaf(whole, leafFor(record, leaves))
    }
  }
  return schema
}

/** Whether records may answer a document in one go: no directive in it, and no name that a plain object cannot take. */
export function suitsRecords(source: string): boolean {
  return !source.includes('@') && !source.includes('__proto__')
}

function isRecord(type: unknown): type is GraphQLObjectType {
  return isObjectType(type) && type.extensions.record === true
}

function leafFor(record: GraphQLObjectType, leaves: Map<GraphQLObjectType, GraphQLScalarType>) {
  const known = leaves.get(record)
  if (known !== undefined) return known
  const leaf = new GraphQLScalarType({ name: `${record.name}_Record`, coerceOutputValue: (value) => value })
  leaves.set(record, leaf)
  return leaf
}

function withLeaf(type: GraphQLOutputType, leaf: GraphQLScalarType): GraphQLOutputType {
  if (isNonNullType(type)) return new GraphQLNonNull(withLeaf(type.ofType, leaf) as GraphQLScalarType)
  return isListType(type) ? new GraphQLList(withLeaf(type.ofType, leaf)) : leaf
}

/**
 * The shape that a selection gives a value; remembered by the document's own node. Where several selections of one field are
 * merged it is not: a fragment's node may be merged with others at one place and stand alone at another.
 */
function shapes(type: GraphQLOutputType): (info: GraphQLResolveInfo) => Shape {
  const known = new WeakMap<FieldNode, Shape>()
  return ({ fieldNodes, fragments }) => {
    const first = fieldNodes[0]!
    if (fieldNodes.length > 1) return shapeOf(type, fieldNodes, fragments)
    const remembered = known.get(first)
    if (remembered !== undefined) return remembered
    const shape = shapeOf(type, fieldNodes, fragments)
    known.set(first, shape)
    return shape
  }
}

function shapeOf(type: GraphQLOutputType, nodes: readonly FieldNode[], fragments: Fragments): Shape {
  if (isNonNullType(type)) {
    const inner = shapeOf(type.ofType, nodes, fragments)
    const name = nodes[0]!.name.value
    return (value) => {
      const shaped = inner(value)
      if (shaped === null) throw new Error(`Cannot return null for non-nullable field ${name}.`)
      return shaped
    }
  }
  if (isListType(type)) {
    const inner = shapeOf(type.ofType, nodes, fragments)
    return (value) => (value == null ? null : Array.from(value as Iterable<unknown>, inner))
  }
  if (isLeafType(type)) return (value) => (value == null ? null : type.coerceOutputValue(value))
  if (!isRecord(type))
    throw new Error(`Invariant: what a record holds is a leaf or a record, not ${type.name}`)
  const picks = picksOf(type, nodes, fragments)
  return (value) => {
    if (value == null) return null
    const shaped: Record<string, unknown> = {}
    for (const { responseName, of, shape } of picks) shaped[responseName] = shape(of(value as never))
    return shaped
  }
}

/** The fields that a selection asks of a record, in order, each once. */
function picksOf(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  fragments: Fragments,
): readonly Pick[] {
  const selected = new Map<string, FieldNode[]>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value
        const same = selected.get(name)
        if (same === undefined) selected.set(name, [selection])
        else same.push(selection)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet)
      // A valid document spreads known fragments only, and on an object only those that apply to it.
      else collect(fragments[selection.name.value]!.selectionSet)
    }
  }
  for (const node of nodes) if (node.selectionSet !== undefined) collect(node.selectionSet)
  return [...selected].map(([responseName, [first, ...more]]) =>
    pickOf(type, responseName, [first!, ...more], fragments),
  )
}

function pickOf(
  type: GraphQLObjectType,
  responseName: string,
  nodes: readonly [FieldNode, ...FieldNode[]],
  fragments: Fragments,
): Pick {
  const name = nodes[0].name.value
  if (name === '__typename') return { responseName, of: () => type.name, shape: (value) => value }
  const field = type.getFields()[name]!
  const resolve = field.resolve as ((value: unknown) => unknown) | undefined
  const of = resolve ?? ((value: Record<string, unknown>) => value[name])
  return { responseName, of, shape: shapeOf(field.type, nodes, fragments) }
}
