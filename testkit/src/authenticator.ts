/**
 * A person's authenticator app: RFC 6238 and the key of an `otpauth:` address (RFC 4648 base32), written plainly and without a
 * look at the product's own, so that tests hold one against the other.
 */
import { createHmac } from 'node:crypto'

export const AUTHENTICATOR_STEP_MS = 30_000

/** The six digits that an app with this key shows at an instant (epoch milliseconds). */
export function totp(key: string | Uint8Array, atMs: number): string {
  const counter = BigInt(Math.floor(atMs / AUTHENTICATOR_STEP_MS))
  const bytes = Uint8Array.from({ length: 8 }, (_byte, place) =>
    Number((counter >> BigInt(8 * (7 - place))) & 0xffn),
  )
  const hash = [...createHmac('sha1', key).update(bytes).digest()]
  const from = (hash[19] ?? 0) % 16
  const number = hash.slice(from, from + 4).reduce((sum, byte) => sum * 256 + byte, 0) % 2 ** 31
  return (number % 1_000_000).toString().padStart(6, '0')
}

/** The key that an app takes from the address behind a QR code. */
export function authenticatorKey(address: string): Uint8Array {
  const secret = new URL(address).searchParams.get('secret') ?? ''
  const bits = Array.from(secret, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = bits.match(/.{8}/g) ?? []
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2))
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
