/**
 * From a document's text to something that may run: parsed, within the limits, valid. Remembered by text, because
 * clients send the same few documents for ever.
 */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
  visit,
} from 'graphql'
import { type OperationPlan, isPlannable } from '../execution/plan.ts'
import { TooComplex } from '../problem/problem.ts'
import type { OperationLimits } from './limits.ts'
import { createLru } from './lru.ts'
import { limitBroken } from './measure.ts'
import { literalsFault } from './text.ts'

export interface Prepared {
  readonly document: DocumentNode
  /** Empty: the document may run. */
  readonly errors: readonly GraphQLError[]
  readonly operations: readonly OperationDefinitionNode[]
  /** Whether it asks for the schema itself. */
  readonly introspects: boolean
  /** Plans of its operations, filled as they are first run; null: graphql-js executes this document. */
  readonly plans: Map<OperationDefinitionNode, OperationPlan> | null
  /** Costs that hold for all variables, by operation; filled as they are computed. */
  readonly costs: Map<OperationDefinitionNode, number>
}

/**
 * Documents remembered, and the longest that is worth it, in characters; and of all together. A document with its tree and
 * plans takes some fifty times its text, so that whoever sends ever new ones fills some 100 MB and no more.
 */
const REMEMBERED_MAX = 1_000
const REMEMBERED_LENGTH_MAX = 32_768
const REMEMBERED_TOTAL_MAX = 2_000_000

export type Prepare = (source: string) => Prepared

/** Throws the syntax error of a text that is no document; other faults come as `errors`. */
export function createPrepare(schema: GraphQLSchema, limits: OperationLimits): Prepare {
  const remembered = createLru<Prepared>(REMEMBERED_MAX, REMEMBERED_TOTAL_MAX)
  return (source) => {
    const known = remembered.get(source)
    if (known !== undefined) return known
    const prepared = prepare(source, schema, limits)
    if (prepared.errors.length === 0 && source.length <= REMEMBERED_LENGTH_MAX)
      remembered.set(source, prepared)
    return prepared
  }
}

function prepare(source: string, schema: GraphQLSchema, limits: OperationLimits): Prepared {
  try {
    const document = parseBounded(source, limits)
    const operations = document.definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    )
    const introspects = asksForSchema(document)
    return {
      document,
      operations,
      introspects,
      plans: introspects || !isPlannable(source) ? null : new Map(),
      errors: faultsOf(document, schema, limits),
      costs: new Map(),
    }
  } catch (error) {
    // The parser descends recursively: a document can be too deep for the stack while its tokens are still few.
    if (error instanceof RangeError) throw asGraphQLError(new TooComplex('The document is nested too deeply'))
    throw error
  }
}

function parseBounded(source: string, limits: OperationLimits): DocumentNode {
  try {
    return parse(source, { maxTokens: limits.tokensMax })
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('tokens. Parsing aborted')) {
      throw asGraphQLError(
        new TooComplex(`The document has more than the ${limits.tokensMax} tokens that are allowed`),
      )
    }
    throw error
  }
}

function faultsOf(
  document: DocumentNode,
  schema: GraphQLSchema,
  limits: OperationLimits,
): readonly GraphQLError[] {
  const broken = limitBroken(document, limits)
  if (broken !== null) return [asGraphQLError(new TooComplex(broken))]
  const fault = literalsFault(document, limits)
  if (fault !== null) return [new GraphQLError(fault)]
  return validate(schema, document, undefined, { maxErrors: 10, hideSuggestions: true })
}

function asksForSchema(document: DocumentNode): boolean {
  let asks = false
  visit(document, {
    [Kind.FIELD]: (node) => {
      asks ||= node.name.value === '__schema' || node.name.value === '__type'
    },
  })
  return asks
}

export function asGraphQLError(error: Error): GraphQLError {
  return new GraphQLError(error.message, { originalError: error })
}
