/** Keeps the live session token of a connection and signs its requests with it. Where there is a gateway, nothing is signed. */

import type { Query } from '../transport/rest-line.ts'
import type { VenueClock } from '../transport/venue-clock.ts'
import { liveSessionToken, newChallenge, type Challenge } from './live-session-token.ts'
import { signedWithKey, signedWithToken } from './oauth.ts'
import type { TokenAnswer } from './session-records.ts'
import type { IbkrEnvironment } from './settings.ts'

/** A token is replaced so long before it ends. */
const RENEW_BEFORE_MS = 300_000

export const TOKEN_PATH = '/oauth/live_session_token'

export class RequestSigning {
  private readonly environment: IbkrEnvironment
  private readonly clock: VenueClock
  private token: { readonly value: string; readonly expiresAtMs: number } | null = null
  private lastS = 0

  constructor(environment: IbkrEnvironment, clock: VenueClock) {
    this.environment = environment
    this.clock = clock
  }

  /** Whether requests can be signed now; always, where they need not be. */
  isReady(): boolean {
    if (this.environment.settings.mode === 'GATEWAY') return true
    return this.token !== null && this.token.expiresAtMs - RENEW_BEFORE_MS > this.clock.nowMs()
  }

  /** The token is not taken any more; nor were times that were only ours. */
  drop(): void {
    this.token = null
    this.lastS = 0
  }

  /** Headers of a request; `path` is without prefix and query. */
  headers(method: string, path: string, query: Query): Readonly<Record<string, string>> {
    const { settings, credential } = this.environment
    if (this.token === null || credential === null) return {}
    const request = { ...this.address(path), method, query, realm: settings.realm }
    return { authorization: signedWithToken(credential, this.token.value, request) }
  }

  newChallenge(): Challenge {
    return newChallenge(this.credential().dhPrime)
  }

  /** Headers of the request for a token. */
  challengeHeaders({ challenge }: Challenge): Readonly<Record<string, string>> {
    const { realm } = this.environment.settings
    const request = { ...this.address(TOKEN_PATH), method: 'POST', query: [], realm }
    return { authorization: signedWithKey(this.credential(), challenge, request) }
  }

  /** Takes the venue's half; false: its proof does not fit. */
  accept({ exponent }: Challenge, answer: TokenAnswer): boolean {
    const value = liveSessionToken(this.credential(), exponent, answer)
    if (value !== null) this.token = { value, expiresAtMs: answer.expiresAtMs }
    return value !== null
  }

  private credential() {
    const { credential } = this.environment
    if (credential === null) throw new Error('Invariant: a token is asked for with a credential')
    return credential
  }

  private address(path: string): { readonly url: string; readonly timestampS: number } {
    // Never less than in an earlier request that was taken, whatever our clock does.
    this.lastS = Math.max(this.lastS, this.clock.nowS())
    return { url: `${this.environment.settings.signedBaseUrl}${path}`, timestampS: this.lastS }
  }
}
