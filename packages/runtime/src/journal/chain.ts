/**
 * The hash chain: each event's hash covers its predecessor's hash and its own payload, so that nothing in between can be
 * altered, dropped, inserted or moved without every later hash being wrong. Hashes stand here in hexadecimal: a buffer of 32
 * bytes costs three times what a short payload's hash does, and a journal has a million.
 */
import { createHash, hash } from 'node:crypto'

/** The hash before the first event: names the journal, so that one organization's events cannot pose as another's. */
export function genesisHash(organizationId: string, baseCurrency: string): string {
  return createHash('sha256')
    .update(`quarterdeck journal 1\n${organizationId}\n${baseCurrency}\n`)
    .digest('hex')
}

const HASH_BYTES = 32

/** Where predecessor and payload are laid side by side; grown to the longest payload seen. */
let scratch = Buffer.alloc(16_384)

/** A hash as the database stores it. */
export function storedHash({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex')
}

/** SHA-256 over the predecessor's 32 bytes followed by the payload in UTF-8. */
export function linkHash(previous: string, payload: string): string {
  // UTF-8 takes at most three bytes for each unit of a JavaScript string.
  const needed = HASH_BYTES + payload.length * 3
  if (scratch.length < needed) scratch = Buffer.alloc(needed * 2)
  scratch.write(previous, 0, 'hex')
  const length = HASH_BYTES + scratch.write(payload, HASH_BYTES, 'utf8')
  return hash('sha256', scratch.subarray(0, length), 'hex')
}
