/**
 * Signs a request, or the upgrade to a stream, as Kalshi wants it: the time, the method and the path from the host's root, without
 * query and body, by RSA-PSS with SHA-256 and a salt as long as the digest.
 */

import { constants, sign } from 'node:crypto'
import type { KalshiCredential } from './credential.ts'

export interface SignedRequest {
  /** UTC milliseconds, by the venue's clock as far as we know it. */
  readonly atMs: number
  readonly method: string
  /** From the host's root; a query is left out. */
  readonly path: string
}

export function signedHeaders(
  { keyId, key }: KalshiCredential,
  { atMs, method, path }: SignedRequest,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atMs))
  const [bare = ''] = path.split('?')
  const signature = sign('sha256', Buffer.from(`${timestamp}${method}${bare}`), {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  })
  return {
    'KALSHI-ACCESS-KEY': keyId,
    'KALSHI-ACCESS-TIMESTAMP': timestamp,
    'KALSHI-ACCESS-SIGNATURE': signature.toString('base64'),
  }
}
