/** The one user of a simulator, and the public halves of his OAuth credential. */

import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { IbkrCredential } from '../../ibkr/credential.ts'

export interface SimulatedOAuth {
  readonly consumerKey: string
  readonly accessToken: string
  /** The access token's secret, which both sides have. */
  readonly secret: Buffer
  readonly signatureKey: KeyObject
  readonly dhPrime: bigint
}

export interface SimulatedUser {
  readonly username: string
  readonly accountId: string
  /** Null: the simulator is a gateway, in which he logs in with a browser. */
  readonly oauth: SimulatedOAuth | null
}

/** Makes a user known by his credential: the private half of the key stays with the client. */
export function simulatedUser(
  { username, accountId }: Pick<SimulatedUser, 'username' | 'accountId'>,
  credential: IbkrCredential | null,
): SimulatedUser {
  if (credential === null) return { username, accountId, oauth: null }
  const { consumerKey, accessToken, secret, signatureKey, dhPrime } = credential
  return {
    username,
    accountId,
    oauth: { consumerKey, accessToken, secret, dhPrime, signatureKey: createPublicKey(signatureKey) },
  }
}
