/** The live session token: a secret of a day that both sides compute and neither sends, by Diffie and Hellman. */

import { createHmac, randomBytes } from 'node:crypto'
import type { IbkrCredential } from './credential.ts'

const GENERATOR = 2n
const EXPONENT_BYTES = 32

export interface Challenge {
  /** Ours, kept. */
  readonly exponent: bigint
  /** What is sent: hex without prefix. */
  readonly challenge: string
}

export function newChallenge(
  prime: bigint,
  exponent: bigint = BigInt(`0x${randomBytes(EXPONENT_BYTES).toString('hex')}`),
): Challenge {
  return { exponent, challenge: powerModulo(GENERATOR, exponent, prime).toString(16) }
}

export interface ChallengeAnswer {
  /** Hex. */
  readonly response: string
  /** Hex; proves that the venue has computed the same token. */
  readonly signature: string
}

/** The token, base64; null: the venue's proof does not fit it, so the credential is not of one piece. */
export function liveSessionToken(
  { consumerKey, secret, dhPrime }: Pick<IbkrCredential, 'consumerKey' | 'secret' | 'dhPrime'>,
  exponent: bigint,
  { response, signature }: ChallengeAnswer,
): string | null {
  if (!/^[0-9a-f]+$/i.test(response)) return null
  const shared = powerModulo(BigInt(`0x${response}`), exponent, dhPrime)
  const token = createHmac('sha1', signedBytes(shared)).update(secret).digest()
  return tokenProof(token, consumerKey) === signature.toLowerCase() ? token.toString('base64') : null
}

/** Hex by which the venue proves that it has the token. */
export function tokenProof(token: Buffer, consumerKey: string): string {
  return createHmac('sha1', token).update(consumerKey).digest('hex')
}

/** Big-endian bytes as Java writes a positive number: a zero before a byte whose first bit is set. */
export function signedBytes(value: bigint): Buffer {
  const hex = value.toString(16)
  const even = hex.length % 2 === 1 ? `0${hex}` : hex
  const bytes = Buffer.from(even, 'hex')
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
}

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}
