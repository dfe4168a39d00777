/**
 * OAuth 1.0a as Interactive Brokers wants it: which parameters are signed, in which order, and how they stand in the header.
 *
 * The first request is signed with the RSA key and asks for a live session token; every other one with that token. The realm is
 * in the header and never signed. A body is not signed.
 */

import { createHmac, randomBytes, sign } from 'node:crypto'
import type { Query } from '../transport/rest-line.ts'
import type { IbkrCredential } from './credential.ts'

export type OAuthParameters = Readonly<Record<string, string>>

export interface SignedRequest {
  readonly method: string
  /** Without its query. */
  readonly url: string
  readonly query: Query
  readonly realm: string
  /** Seconds since 1970; never less than in an earlier request. */
  readonly timestampS: number
  /** Absent: a random one. */
  readonly nonce?: string
}

/** RFC 3986: what `encodeURIComponent` leaves out is encoded too. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** What is signed: method, address and sorted parameters. */
export function baseString(method: string, url: string, parameters: OAuthParameters): string {
  const sorted = Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return `${method}&${percentEncoded(url)}&${percentEncoded(sorted)}`
}

/** Signs a request with a live session token, which is base64. */
export function signedWithToken(
  { consumerKey, accessToken }: Pick<IbkrCredential, 'consumerKey' | 'accessToken'>,
  liveSessionToken: string,
  request: SignedRequest,
): string {
  const parameters = {
    ...common(request, 'HMAC-SHA256'),
    oauth_consumer_key: consumerKey,
    oauth_token: accessToken,
  }
  const base = baseString(request.method, request.url, {
    ...parameters,
    ...Object.fromEntries(request.query),
  })
  const signature = createHmac('sha256', Buffer.from(liveSessionToken, 'base64'))
    .update(base)
    .digest('base64')
  return header({ ...parameters, oauth_signature: percentEncoded(signature), realm: request.realm })
}

/** Signs the request for a live session token with the RSA key: the decrypted secret stands before everything else. */
export function signedWithKey(credential: IbkrCredential, challenge: string, request: SignedRequest): string {
  const { consumerKey, accessToken, secret, signatureKey } = credential
  const parameters = {
    ...common(request, 'RSA-SHA256'),
    diffie_hellman_challenge: challenge,
    oauth_consumer_key: consumerKey,
    oauth_token: accessToken,
  }
  const base = `${secret.toString('hex')}${baseString(request.method, request.url, parameters)}`
  const signature = sign('sha256', Buffer.from(base), signatureKey).toString('base64')
  return header({ ...parameters, oauth_signature: percentEncoded(signature), realm: request.realm })
}

function common({ timestampS, nonce }: SignedRequest, method: string): OAuthParameters {
  return {
    oauth_nonce: nonce ?? randomBytes(16).toString('hex'),
    oauth_signature_method: method,
    oauth_timestamp: String(timestampS),
  }
}

function header(parameters: OAuthParameters): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  return `OAuth ${sorted.map(([name, value]) => `${name}="${value}"`).join(', ')}`
}
