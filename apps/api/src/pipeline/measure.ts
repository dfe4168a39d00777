/**
 * Measures a document before it is validated: depth, fields, aliases, directives, fragments expanded.
 *
 * It runs first because standard validation compares overlapping fields pair by pair, which a hostile document makes
 * very slow. Each fragment is measured once and its sizes are added, so exponential expansion costs nothing here.
 */
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'
import type { OperationLimits } from './limits.ts'

interface Size {
  readonly depth: number
  readonly fields: number
  readonly aliases: number
  readonly directives: number
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0, directives: 0 }

/** Names the first limit that the document breaks, with both numbers; null: none. */
export function limitBroken(document: DocumentNode, limits: OperationLimits): string | null {
  if (document.definitions.length > limits.definitionsMax) {
    return `The document has ${document.definitions.length} definitions; at most ${limits.definitionsMax} are allowed`
  }
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const sizes = new Map<string, Size>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION)
      continue
    const size = sizeOf(definition.selectionSet, fragments, sizes)
    const own = definition.directives?.length ?? 0
    const broken = firstBroken({ ...size, directives: size.directives + own }, limits)
    if (broken !== null) return broken
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const roots = rootFields(definition.selectionSet, fragments, new Set())
      if (roots > limits.rootFieldsMax) {
        return `The operation asks for ${roots} fields at its root; at most ${limits.rootFieldsMax} are allowed`
      }
    }
  }
  return null
}

function firstBroken(size: Size, limits: OperationLimits): string | null {
  const rows = [
    ['levels deep', size.depth, limits.depthMax],
    ['fields large', size.fields, limits.fieldsMax],
    ['aliases long', size.aliases, limits.aliasesMax],
    ['directives long', size.directives, limits.directivesMax],
  ] as const
  for (const [what, seen, max] of rows) {
    if (seen > max) return `The operation is ${seen} ${what}, fragments expanded; at most ${max} is allowed`
  }
  return null
}

function sizeOf(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<string, Size>,
): Size {
  let { depth, fields, aliases, directives } = NOTHING
  for (const selection of set.selections) {
    directives += selection.directives?.length ?? 0
    let inner = NOTHING
    let level = 0
    if (selection.kind === Kind.FIELD) {
      level = 1
      fields += 1
      if (selection.alias !== undefined) aliases += 1
      if (selection.selectionSet !== undefined) inner = sizeOf(selection.selectionSet, fragments, sizes)
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      inner = sizeOf(selection.selectionSet, fragments, sizes)
    } else {
      inner = sizeOfFragment(selection.name.value, fragments, sizes)
    }
    depth = Math.max(depth, level + inner.depth)
    fields += inner.fields
    aliases += inner.aliases
    directives += inner.directives
  }
  return { depth, fields, aliases, directives }
}

function sizeOfFragment(
  name: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<string, Size>,
): Size {
  const known = sizes.get(name)
  if (known !== undefined) return known
  const fragment = fragments.get(name)
  if (fragment === undefined) return NOTHING
  // While it is being measured it counts nothing: a cycle ends here, and validation refuses it by name.
  sizes.set(name, NOTHING)
  const size = sizeOf(fragment.selectionSet, fragments, sizes)
  sizes.set(name, size)
  return size
}

function rootFields(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<string>,
): number {
  let count = 0
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) count += 1
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      count += rootFields(selection.selectionSet, fragments, seen)
    else {
      const name = selection.name.value
      const fragment = fragments.get(name)
      if (fragment === undefined || seen.has(name)) continue
      seen.add(name)
      count += rootFields(fragment.selectionSet, fragments, seen)
    }
  }
  return count
}
