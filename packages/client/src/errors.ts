/** What the client throws: the server's GraphQL errors with their stable codes. */

export interface GraphQLErrorShape {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly code?: string; readonly [key: string]: unknown }
}

/** A request that the server did not carry out. `codes` are the stable `extensions.code` values. */
export class GraphQLRequestError extends Error {
  readonly errors: readonly GraphQLErrorShape[]

  constructor(message: string, errors: readonly GraphQLErrorShape[]) {
    super(message)
    this.name = 'GraphQLRequestError'
    this.errors = errors
  }

  get codes(): readonly string[] {
    return this.errors.flatMap((error) =>
      typeof error.extensions?.code === 'string' ? [error.extensions.code] : [],
    )
  }
}

/** Codes that say the same request again can't succeed: a stream that gets one of them ends. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
])

/** True where trying again is useless. */
export function isFinal(errors: readonly GraphQLErrorShape[]): boolean {
  return errors.some((error) => FINAL_CODES.has(error.extensions?.code ?? ''))
}
