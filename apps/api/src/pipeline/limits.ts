/** Every bound on an operation, in one place. The same ones hold over HTTP, SSE and WebSocket. */

export interface OperationLimits {
  /** Lexical tokens of a document; the parser stops there. */
  readonly tokensMax: number
  /** Levels of nested fields, fragments expanded. */
  readonly depthMax: number
  /** Fields of an operation, fragments expanded; `__typename` counts like any other. */
  readonly fieldsMax: number
  /** Aliased fields, fragments expanded. */
  readonly aliasesMax: number
  readonly directivesMax: number
  readonly definitionsMax: number
  /** Fields at the root: each mutation is a commit, each subscription a stream. */
  readonly rootFieldsMax: number
  /** Estimated objects and fields that the answer may hold; a connection counts its page. */
  readonly costMax: number
  /** Items that a list argument may hold, and characters that a string may. */
  readonly listItemsMax: number
  readonly textLengthMax: number
  /** Levels that a variable's value may nest. */
  readonly variableDepthMax: number
}

export const OPERATION_LIMITS: OperationLimits = {
  tokensMax: 5_000,
  depthMax: 16,
  fieldsMax: 1_000,
  aliasesMax: 64,
  directivesMax: 64,
  definitionsMax: 64,
  rootFieldsMax: 16,
  costMax: 150_000,
  listItemsMax: 500,
  textLengthMax: 10_000,
  variableDepthMax: 8,
}

/** Items of one page of a connection: unless asked otherwise, and at most. */
export const PAGE_DEFAULT = 50
export const PAGE_MAX = 200
