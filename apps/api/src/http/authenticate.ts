/**
 * From a request's headers to its principal, with the guards that cookies need: a foreign page must not be able to use a
 * cookie that the browser adds by itself.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Principal } from '../access/principal.ts'
import type { Identity } from '../identity/identity.ts'

export type Authentication =
  | { readonly ok: true; readonly principal: Principal | null }
  /** A credential was sent and is not good. */
  | { readonly ok: false; readonly reason: 'BAD_CREDENTIAL' | 'FOREIGN_ORIGIN' }

/** A key goes before a cookie. No credential at all is nobody, not an error. */
export async function authenticate(
  headers: IncomingHttpHeaders,
  identity: Identity,
  origins: ReadonlySet<string>,
): Promise<Authentication> {
  const { authorization, cookie, origin } = headers
  if (authorization !== undefined) {
    const principal = await identity.byAuthorization(authorization)
    return principal === null ? { ok: false, reason: 'BAD_CREDENTIAL' } : { ok: true, principal }
  }
  // Another site's page can make a browser send the cookie, but cannot hide where it comes from.
  if (origin !== undefined && !origins.has(origin)) return { ok: false, reason: 'FOREIGN_ORIGIN' }
  const isCrossSite = headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate'
  if (isCrossSite && origin === undefined) return { ok: false, reason: 'FOREIGN_ORIGIN' }
  return { ok: true, principal: cookie === undefined ? null : await identity.bySession(cookie) }
}
