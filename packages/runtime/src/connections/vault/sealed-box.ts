/**
 * Seals bytes with AES-256-GCM so that they open only with the same key and in the same place: a box that is moved to another
 * organization, connection or field does not open there.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES
export const KEY_BYTES = 32

/** What was sealed does not open: it was changed or moved, or this is not its key. Says nothing of the content. */
export class BoxDoesNotOpen extends Error {
  override readonly name = 'BoxDoesNotOpen'
}

/** Where a box belongs, in an order that is part of the place; no two places have the same bytes. */
export type Place = readonly string[]

/** Version, nonce, tag and what was sealed, in this order. */
export function seal(content: Uint8Array, key: Uint8Array, place: Place): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(bytesOf(place))
  const sealed = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.getAuthTag(), sealed])
}

/** Throws BoxDoesNotOpen. */
export function open(box: Uint8Array, key: Uint8Array, place: Place): Uint8Array {
  if (box.length < HEAD_BYTES || box[0] !== VERSION)
    throw new BoxDoesNotOpen('What was sealed is damaged: it does not begin as a box of ours')
  const nonce = box.subarray(1, 1 + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(bytesOf(place))
  decipher.setAuthTag(box.subarray(1 + NONCE_BYTES, HEAD_BYTES))
  try {
    return Buffer.concat([decipher.update(box.subarray(HEAD_BYTES)), decipher.final()])
  } catch {
    throw new BoxDoesNotOpen('What was sealed does not open: it was changed or moved, or the key is another')
  }
}

function bytesOf(place: Place): Uint8Array {
  return Buffer.from(JSON.stringify(place), 'utf8')
}
