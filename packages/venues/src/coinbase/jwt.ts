/** Signs one token for each request, as Coinbase wants it: the method and path are in it, the body is not. */

import { randomBytes, sign } from 'node:crypto'
import type { CoinbaseCredential } from './credential.ts'

export interface TokenTerms {
  /** Seconds since 1970, by the venue's clock as far as we know it. */
  readonly nowS: number
  readonly lifetimeS: number
  /** Method, space, host and path without query; null: for a WebSocket message. */
  readonly uri: string | null
  /** Hex; absent: a random one. */
  readonly nonce?: string
}

export function signToken(
  credential: CoinbaseCredential,
  { nowS, lifetimeS, uri, nonce }: TokenTerms,
): string {
  const { keyName, algorithm, key } = credential
  const header = {
    alg: algorithm,
    typ: 'JWT',
    kid: keyName,
    nonce: nonce ?? randomBytes(16).toString('hex'),
  }
  const payload = {
    sub: keyName,
    iss: 'cdp',
    nbf: nowS,
    exp: nowS + lifetimeS,
    ...(uri === null ? {} : { uri }),
  }
  const signed = `${part(header)}.${part(payload)}`
  const signature =
    algorithm === 'EdDSA'
      ? sign(null, Buffer.from(signed), key)
      : sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

function part(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url')
}
