/**
 * The last gate of every error: ours go out with their stable code, the caller's syntax faults as BAD_USER_INPUT, and
 * everything else as INTERNAL with nothing but an id to find it in the log. No stack, no suggestion of hidden names.
 */
import { randomUUID } from 'node:crypto'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { ApiError, type ErrorCode } from '../problem/problem.ts'

export interface MaskLogger {
  error(details: { readonly err: unknown; readonly errorId: string }, message: string): void
}

/** Suggestions would list names of types and fields that introspection may be closed for. */
const SUGGESTION = / ?Did you mean [^?]*\?/g

const MESSAGE_LENGTH_MAX = 1_000

const KNOWN_CODES: ReadonlySet<unknown> = new Set<ErrorCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'SECOND_FACTOR_REQUIRED',
  'QUERY_TOO_COMPLEX',
  'SLOW_CONSUMER',
  'INTERNAL',
])

/** Makes any thrown thing fit for the caller's eyes. */
export function maskError(error: unknown, logger: MaskLogger): GraphQLError {
  const located = error instanceof GraphQLError ? error : null
  const cause = rootCause(error)
  if (cause instanceof ApiError) {
    return rewrap(cause.message, { ...cause.extensions(), code: cause.code }, located)
  }
  // graphql-js and our scalars speak of the caller's document and variables with this very class, all the way down: a fault
  // in a variable wraps the one of its value. A subclass comes from a library inside, and says nothing that a caller should read.
  if (located !== null && cause instanceof GraphQLError && cause.constructor === GraphQLError) {
    const code = KNOWN_CODES.has(located.extensions.code) ? located.extensions.code : 'BAD_USER_INPUT'
    return rewrap(
      shortened(withoutSecret(located.message.replaceAll(SUGGESTION, ''))),
      { ...httpOf(located), code },
      located,
    )
  }
  // Yoga states an HTTP status where it could not read the request; a status of the 400s is about the caller's request.
  if (located !== null && isClientStatus(located)) {
    return rewrap(located.message, { ...httpOf(located), code: 'BAD_USER_INPUT' }, located)
  }
  const errorId = randomUUID()
  logger.error({ err: cause, errorId }, 'A request failed through a fault of ours')
  return rewrap('Something went wrong on our side', { code: 'INTERNAL', errorId }, located)
}

/** Masks the errors of a result; the result itself where there are none. */
export function maskResult(result: ExecutionResult, logger: MaskLogger): ExecutionResult {
  if (result.errors === undefined) return result
  return { ...result, errors: result.errors.map((error) => maskError(error, logger)) }
}

function rootCause(error: unknown): unknown {
  let cause = error
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError
  return cause
}

/** Inputs that carry a credential, and the way into one. */
const SECRET_BEARING =
  /AddConnectionInput|RotateConnectionInput|ListVenueInstrumentsInput|CredentialFieldInput|\.credential\b/
/** How graphql-js begins to quote the value at fault. */
const QUOTED = /(?:, found| Found|non string value): [^]*$/

/** What is wrong with an input that carries a credential is said without the input: whatever it was, it may be the secret. */
function withoutSecret(message: string): string {
  return SECRET_BEARING.test(message) ? message.replace(QUOTED, ' (what was found is not shown)') : message
}

/** graphql-js quotes the value at fault, however long it is. */
function shortened(message: string): string {
  return message.length <= MESSAGE_LENGTH_MAX
    ? message
    : `${message.slice(0, MESSAGE_LENGTH_MAX).toWellFormed()}…`
}

function isClientStatus(error: GraphQLError): boolean {
  const { http } = error.extensions as { readonly http?: { readonly status?: number } }
  return http?.status !== undefined && http.status >= 400 && http.status < 500
}

function httpOf(error: GraphQLError): Record<string, unknown> {
  return error.extensions.http === undefined ? {} : { http: error.extensions.http }
}

function rewrap(
  message: string,
  extensions: Record<string, unknown>,
  located: GraphQLError | null,
): GraphQLError {
  return new GraphQLError(message, {
    extensions,
    ...(located === null
      ? {}
      : { nodes: located.nodes, source: located.source, positions: located.positions, path: located.path }),
  })
}
