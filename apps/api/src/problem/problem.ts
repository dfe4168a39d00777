/**
 * What a caller can be told is wrong: a closed set of classes.
 *
 * The first six are data (members of every mutation's result union) and, outside mutations, GraphQL errors with the
 * same code. The others are only ever GraphQL errors. Whatever else is thrown is our fault and is masked as INTERNAL.
 */

/** Codes that a client may branch on; stable. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'QUERY_TOO_COMPLEX'
  | 'SLOW_CONSUMER'
  | 'INTERNAL'

export type ProblemCode =
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'SECOND_FACTOR_REQUIRED'

/** Base of everything that is meant for the caller's eyes: message and extensions go out as they are. */
export abstract class ApiError extends Error {
  abstract readonly code: ErrorCode
  /** What goes into the GraphQL error's `extensions` beside the code. */
  extensions(): Readonly<Record<string, unknown>> {
    return {}
  }
}

/** A problem that a mutation returns as data. */
export abstract class ProblemError extends ApiError {
  abstract override readonly code: ProblemCode
  /**
   * The argument at fault, from its root; null: no single one. Published as `path`, but not named so here: graphql-js takes
   * an error that has a `path` for one that it has located already.
   */
  readonly argument: readonly string[] | null
  constructor(message: string, argument: readonly string[] | null = null) {
    super(message)
    this.argument = argument
  }
  override extensions(): Readonly<Record<string, unknown>> {
    return this.argument === null ? {} : { argument: this.argument }
  }
}

/** A value is malformed or not allowed here; the message says what is. */
export class InvalidInput extends ProblemError {
  readonly code = 'BAD_USER_INPUT'
}

/**
 * There is no such thing for this caller. Whether it exists for another tenant must not show, so every instance of one
 * kind of thing says exactly the same.
 */
export class NotFound extends ProblemError {
  readonly code = 'NOT_FOUND'
}

/** It contradicts what is already there: other terms under a used key, or an outdated expected version. */
export class Conflict extends ProblemError {
  readonly code = 'CONFLICT'
}

/** What is asked for is not allowed to anybody here, such as a LIVE account on the embedded database. */
export class Forbidden extends ProblemError {
  readonly code = 'FORBIDDEN'
}

/** Too much in too short a time. */
export class RateLimited extends ProblemError {
  readonly code = 'RATE_LIMITED'
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs: number) {
    super(message)
    this.retryAfterMs = retryAfterMs
  }
  override extensions(): Readonly<Record<string, unknown>> {
    return { retryAfterMs: this.retryAfterMs }
  }
}

/** The session has not shown the person's second factor lately enough for what is asked; nothing was done. */
export class SecondFactorRequired extends ProblemError {
  readonly code = 'SECOND_FACTOR_REQUIRED'
  constructor() {
    super(
      'Show your second factor first: POST {"code": …} to /api/auth/two-factor/verify, with what your app shows now or a backup code, and repeat this within five minutes',
    )
  }
}

/** Nobody is signed in, or the session or key is no longer good. */
export class Unauthenticated extends ApiError {
  readonly code = 'UNAUTHENTICATED'
  constructor(message = 'Sign in, or send `Authorization: Bearer <API key>`') {
    super(message)
  }
}

/** The caller's role does not allow the action: known before anything is tried, so never data of a mutation. */
export class NotPermitted extends ApiError {
  readonly code = 'FORBIDDEN'
}

/** The platform cannot do it now, through no fault of the caller; `fate` says whether the command was carried out. */
export class Unavailable extends ApiError {
  readonly code = 'INTERNAL'
  readonly fate: 'NOT_DONE' | 'UNKNOWN'
  constructor(message: string, fate: 'NOT_DONE' | 'UNKNOWN') {
    super(message)
    this.fate = fate
  }
  override extensions(): Readonly<Record<string, unknown>> {
    return { fate: this.fate }
  }
}

/** The operation asks for more than one request may; the message names the limit. */
export class TooComplex extends ApiError {
  readonly code = 'QUERY_TOO_COMPLEX'
}

/** The subscriber lagged past its bound: its queue is dropped. It can resume after `lastCursor`. */
export class SlowConsumer extends ApiError {
  readonly code = 'SLOW_CONSUMER'
  readonly lastCursor: string | null
  constructor(lastCursor: string | null) {
    super(
      'The subscriber reads too slowly and its queue was dropped: subscribe again with `after` set to lastCursor',
    )
    this.lastCursor = lastCursor
  }
  override extensions(): Readonly<Record<string, unknown>> {
    return { lastCursor: this.lastCursor }
  }
}

/** The one sentence for a missing or foreign thing of a kind, such as "Account". */
export function notFound(kind: string, path: readonly string[] | null = null): NotFound {
  return new NotFound(`${kind} not found`, path)
}
