/** What the venue says of a session: whether it trades, under which cookie, and for which accounts. */

import { flag, listOf, objectOf, text, textOrNull, whole, type WireObject } from '../wire/fields.ts'

export interface SessionStatus {
  /** The brokerage session may trade. */
  readonly authenticated: boolean
  readonly connected: boolean
  /** Another session of the same user is there. */
  readonly competing: boolean
  readonly message: string
}

export function isHealthy({ authenticated, connected, competing }: SessionStatus): boolean {
  return authenticated && connected && !competing
}

/** Why a session does not trade; null: it does. */
export function statusFault(status: SessionStatus): string | null {
  if (isHealthy(status)) return null
  const { authenticated, connected, competing, message } = status
  const faults = [
    ...(connected ? [] : ['not connected']),
    ...(authenticated ? [] : ['not authenticated']),
    ...(competing ? ['another session competes'] : []),
    ...(message === '' ? [] : [message]),
  ]
  return faults.join(', ')
}

export function readSessionStatus(json: unknown): SessionStatus {
  return statusOf(objectOf(json, 'session status'))
}

export interface Tickled {
  /** What streams are opened with. */
  readonly cookie: string
  /** That of the brokerage session: the outer one outlives it. */
  readonly status: SessionStatus
}

const NO_BROKERAGE: SessionStatus = {
  authenticated: false,
  connected: false,
  competing: false,
  message: 'there is no brokerage session',
}

export function readTickle(json: unknown): Tickled {
  const from = objectOf(json, 'tickle answer')
  const brokerage = from['iserver']
  const status =
    brokerage === undefined || brokerage === null ? undefined : objectOf(brokerage, 'iserver')['authStatus']
  return {
    cookie: text(from, 'session'),
    status: status === undefined || status === null ? NO_BROKERAGE : statusOf(objectOf(status, 'authStatus')),
  }
}

export interface BrokerageAccounts {
  readonly accounts: readonly string[]
  readonly selected: string | null
}

export function readBrokerageAccounts(json: unknown): BrokerageAccounts {
  const from = objectOf(json, 'accounts answer')
  return {
    accounts: listOf(from, 'accounts').flatMap((one) => (typeof one === 'string' && one !== '' ? [one] : [])),
    selected: textOrNull(from, 'selectedAccount'),
  }
}

export interface TokenAnswer {
  readonly response: string
  readonly signature: string
  /** UTC milliseconds. */
  readonly expiresAtMs: number
}

export function readTokenAnswer(json: unknown): TokenAnswer {
  const from = objectOf(json, 'live session token answer')
  return {
    response: text(from, 'diffie_hellman_response'),
    signature: text(from, 'live_session_token_signature'),
    expiresAtMs: whole(from, 'live_session_token_expiration'),
  }
}

function statusOf(from: WireObject): SessionStatus {
  return {
    authenticated: flag(from, 'authenticated'),
    connected: flag(from, 'connected'),
    competing: flag(from, 'competing'),
    message: [textOrNull(from, 'message'), textOrNull(from, 'fail')]
      .filter((part) => part !== null)
      .join('; '),
  }
}
