/** Checks key pairs as Alpaca does: headers of requests, and the first message of a stream. */

import type { FrontRequest } from '../core/http-front.ts'

export interface SimulatedKeyPair {
  readonly keyId: string
  readonly secretKey: string
  /** Whose orders it may see and place. */
  readonly account: string
}

export type KeyPairs = readonly SimulatedKeyPair[]

/** The key pair of a request; null: it has none that is good. */
export function keyOfRequest(keys: KeyPairs, { headers }: FrontRequest): SimulatedKeyPair | null {
  return keyOf(keys, headers['apca-api-key-id'], headers['apca-api-secret-key'])
}

/** The key pair of a login, in either of the forms that are taken; null: it is not good. */
export function keyOfLogin(
  keys: KeyPairs,
  message: Readonly<Record<string, unknown>>,
): SimulatedKeyPair | null {
  const data = (message['data'] ?? {}) as Readonly<Record<string, unknown>>
  return keyOf(keys, message['key'] ?? data['key_id'], message['secret'] ?? data['secret_key'])
}

function keyOf(keys: KeyPairs, keyId: unknown, secretKey: unknown): SimulatedKeyPair | null {
  return keys.find((key) => key.keyId === keyId && key.secretKey === secretKey) ?? null
}
