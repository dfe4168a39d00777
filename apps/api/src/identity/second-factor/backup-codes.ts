/**
 * Codes for the day the phone is lost: ten, each good once. Written by hand and typed again, so without the letters that look
 * like digits, and in any case. Fifty random bits each; the lock on wrong codes does the rest.
 */
import { randomBytes } from 'node:crypto'

const COUNT = 10
const HALF = 5
/** 32 characters: without i, l, o and u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Such as `k7f3m-9qxw2`. */
export function newBackupCodes(): string[] {
  return Array.from({ length: COUNT }, () => `${half()}-${half()}`)
}

function half(): string {
  return [...randomBytes(HALF)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** What a person typed, as it stands in the list: case, spaces and the dash do not matter. */
export function normalBackupCode(typed: string): string {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '')
  return `${plain.slice(0, HALF)}-${plain.slice(HALF)}`
}
