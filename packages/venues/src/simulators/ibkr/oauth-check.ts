/** Checks signed requests as the venue does: who signed, what, when, and nothing twice; and makes live session tokens. */

import { createHmac, randomBytes, timingSafeEqual, verify } from 'node:crypto'
import { baseString, percentEncoded } from '../../ibkr/oauth.ts'
import { powerModulo, signedBytes, tokenProof } from '../../ibkr/live-session-token.ts'
import type { FrontAnswer, FrontRequest } from '../core/http-front.ts'
import type { SimulatedOAuth } from './user.ts'

export interface OAuthCheckOptions {
  readonly oauth: SimulatedOAuth
  /** Addresses that requests may be signed for, without the path. */
  readonly origins: () => readonly string[]
  readonly nowMs: () => number
  /** Whether a signature without the query's parameters is refused. */
  readonly strictQuery: boolean
  readonly tokenLifeMs: number
}

/** How far a request's time may be from the venue's. */
const SKEW_S = 300

export class OAuthCheck {
  private readonly options: OAuthCheckOptions
  private token: { readonly bytes: Buffer; readonly expiresAtMs: number } | null = null
  private readonly nonces = new Set<string>()
  private lastS = 0

  constructor(options: OAuthCheckOptions) {
    this.options = options
  }

  /** Forgets the live session token, as at midnight. */
  forget(): void {
    this.token = null
  }

  /** Whether a request is signed with the live session token. */
  isSigned(request: FrontRequest): boolean {
    const { nowMs } = this.options
    const given = this.parameters(request, 'HMAC-SHA256')
    if (given === null || this.token === null || this.token.expiresAtMs <= nowMs()) return false
    const { bytes } = this.token
    const query = Object.fromEntries(request.url.searchParams)
    const signed = this.options.strictQuery
      ? [{ ...given.signed, ...query }]
      : [{ ...given.signed, ...query }, given.signed]
    return this.addresses(request).some((address) =>
      signed.some((parameters) =>
        isSame(
          createHmac('sha256', bytes)
            .update(baseString(request.method, address, parameters))
            .digest(),
          given.signature,
        ),
      ),
    )
  }

  /** Answers the request for a live session token. */
  issueToken(request: FrontRequest): FrontAnswer {
    const { oauth, nowMs, tokenLifeMs } = this.options
    const given = this.parameters(request, 'RSA-SHA256')
    const challenge = given?.signed['diffie_hellman_challenge']
    const good =
      given !== null &&
      this.addresses(request).some((address) => {
        const base = `${oauth.secret.toString('hex')}${baseString('POST', address, given.signed)}`
        return verify('sha256', Buffer.from(base), oauth.signatureKey, given.signature)
      })
    if (!good || challenge === undefined || !/^[0-9a-f]+$/.test(challenge))
      return {
        status: 401,
        body: JSON.stringify({ error: 'id: 1, error: invalid consumer', statusCode: 401 }),
      }
    const exponent = BigInt(`0x${randomBytes(32).toString('hex')}`)
    const shared = powerModulo(BigInt(`0x${challenge}`), exponent, oauth.dhPrime)
    const bytes = createHmac('sha1', signedBytes(shared)).update(oauth.secret).digest()
    this.token = { bytes, expiresAtMs: nowMs() + tokenLifeMs }
    return {
      status: 200,
      body: JSON.stringify({
        diffie_hellman_response: powerModulo(2n, exponent, oauth.dhPrime).toString(16),
        live_session_token_signature: tokenProof(bytes, oauth.consumerKey),
        live_session_token_expiration: this.token.expiresAtMs,
      }),
    }
  }

  /** What the header gives, where it is of this user, of now, and new. */
  private parameters(
    { headers }: FrontRequest,
    method: string,
  ): { readonly signed: Readonly<Record<string, string>>; readonly signature: Buffer } | null {
    const { oauth, nowMs } = this.options
    const written = /^OAuth (.+)$/.exec(headers.authorization ?? '')?.[1]
    if (written === undefined) return null
    const all = Object.fromEntries(
      written.split(', ').map((part) => {
        const [, name = '', value = ''] = /^(\w+)="([^"]*)"$/.exec(part) ?? []
        return [name, value]
      }),
    )
    const { oauth_signature: signature = '', realm, ...signed } = all
    const timestampS = Number(signed['oauth_timestamp'])
    const nonce = signed['oauth_nonce'] ?? ''
    const good =
      realm !== undefined &&
      signed['oauth_consumer_key'] === oauth.consumerKey &&
      signed['oauth_token'] === oauth.accessToken &&
      signed['oauth_signature_method'] === method &&
      Math.abs(timestampS - nowMs() / 1_000) <= SKEW_S &&
      timestampS >= this.lastS - SKEW_S &&
      nonce !== '' &&
      !this.nonces.has(`${nonce} ${signature}`) &&
      percentEncoded(decodeURIComponent(signature)) === signature
    if (!good) return null
    this.lastS = Math.max(this.lastS, timestampS)
    return { signed, signature: Buffer.from(decodeURIComponent(signature), 'base64') }
  }

  /** Takes the request's nonce: it is good once. */
  spend({ headers }: FrontRequest): void {
    const header = headers.authorization ?? ''
    const [nonce, signature] = ['oauth_nonce', 'oauth_signature'].map(
      (name) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(header)?.[1] ?? '',
    )
    this.nonces.add(`${nonce ?? ''} ${signature ?? ''}`)
  }

  private addresses({ url }: FrontRequest): readonly string[] {
    return this.options.origins().map((origin) => `${origin}${url.pathname}`)
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
