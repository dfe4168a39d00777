/**
 * Keeps one panel's failure from emptying the others.
 *
 * An error in a field that may not be null makes its parents null, up to the root: `organization` comes back null
 * because its audit log failed. Written to the cache, that would say the organization is gone, to every panel.
 */
import type { CombinedError } from 'urql'

interface Answer {
  readonly data?: unknown
  readonly error?: Pick<CombinedError, 'graphQLErrors'> | undefined
}

/** Returns whether a root field of the answer is null only because something below it failed. */
export function hasBubbledNull({ data, error }: Answer): boolean {
  if (typeof data !== 'object' || data === null) return false
  const fields: Readonly<Record<string, unknown>> = { ...data }
  return (error?.graphQLErrors ?? []).some(({ path }) => {
    const root = path?.[0]
    return path !== undefined && path.length > 1 && typeof root === 'string' && fields[root] === null
  })
}
