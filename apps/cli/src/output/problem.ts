/** Turns a mutation's union of payload and problems into the payload, or into a refusal that names the field. */

import { Refused } from '../exit.ts'

interface ProblemShape {
  readonly __typename: string
  readonly code: string
  readonly message: string
  readonly path?: readonly string[] | null
}

function isProblem(result: object): result is ProblemShape {
  return 'code' in result && 'message' in result
}

/** The payload; throws Refused for every Problem. */
export function payloadOf<Result extends { readonly __typename: string }>(
  result: Result,
): Exclude<Result, { readonly code: unknown }> {
  if (isProblem(result)) {
    const field =
      result.path === null || result.path === undefined || result.path.length === 0
        ? ''
        : ` (${result.path.join('.')})`
    throw new Refused(`${result.code}: ${result.message}${field}`)
  }
  return result as Exclude<Result, { readonly code: unknown }>
}
