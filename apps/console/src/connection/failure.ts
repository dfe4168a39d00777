/** Says in words for people what went wrong with a request. Refusals of a mutation are data and do not come here. */
import type { CombinedError } from 'urql'

const byCode: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'You are signed out. Sign in again to go on.',
  FORBIDDEN: 'Your role may not do or see this.',
  NOT_FOUND: 'It is not there, or not yours to see.',
  RATE_LIMITED: 'Too many requests in a short time. Wait a moment and try again.',
  QUERY_TOO_COMPLEX: 'The server found this request too large.',
  INTERNAL:
    'The server failed. Nothing here says whether the request took effect; look before you repeat it.',
}

/** Returns the stable code of the first error that carries one. */
export function failureCode(error: Pick<CombinedError, 'graphQLErrors'>): string | null {
  for (const each of error.graphQLErrors) {
    const code = each.extensions['code']
    if (typeof code === 'string') return code
  }
  return null
}

/** Returns a sentence for the failure. */
export function explainFailure(error: CombinedError): string {
  if (error.networkError) return 'The server cannot be reached. The console keeps trying.'
  const code = failureCode(error)
  if (code === 'BAD_USER_INPUT')
    return error.graphQLErrors[0]?.message ?? 'The server did not accept the input.'
  return (code && byCode[code]) || error.graphQLErrors[0]?.message || 'The request failed.'
}
