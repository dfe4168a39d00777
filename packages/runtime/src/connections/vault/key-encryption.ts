/**
 * What wraps the data keys of organizations: by default a key that follows from the platform's secret, and behind the same
 * interface whatever an operator keeps his keys in.
 */
import { createHash, hkdfSync } from 'node:crypto'
import { KEY_BYTES, open, seal, type Place } from './sealed-box.ts'

export interface KeyEncryption {
  /** Names the key that wraps now; kept beside what it wrapped. */
  readonly keyId: string
  wrap(dataKey: Uint8Array, place: Place): Promise<Uint8Array>
  /** `keyId`: what wrapped it. Throws where that key is not to be had any more. */
  unwrap(wrapped: Uint8Array, keyId: string, place: Place): Promise<Uint8Array>
}

interface WrappingKey {
  readonly keyId: string
  readonly key: Uint8Array
}

/** Wraps with a key of the secret; unwraps what a key of the previous secret wrapped too, until that was wrapped anew. */
export function secretKeyEncryption(secret: string, previousSecret: string | null): KeyEncryption {
  const now = wrappingKey(secret)
  const known = previousSecret === null ? [now] : [now, wrappingKey(previousSecret)]
  return {
    keyId: now.keyId,
    wrap: (dataKey, place) => Promise.resolve(seal(dataKey, now.key, place)),
    async unwrap(wrapped, keyId, place) {
      const by = known.find((one) => one.keyId === keyId)
      if (by === undefined)
        throw new Error(
          `It was sealed under another secret (${keyId}). Start once with that one in QUARTERDECK_SECRET_PREVIOUS, or remove the connections of the organization and add them again`,
        )
      return open(wrapped, by.key, place)
    },
  }
}

/** HKDF-SHA-256 (RFC 5869): from the key nothing follows about the secret, from the id nothing about the key. */
function wrappingKey(secret: string): WrappingKey {
  const derived = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, KEY_BYTES))
  const id = createHash('sha256').update(derived('quarterdeck connection key id 1')).digest('hex')
  return { keyId: `secret-${id.slice(0, 12)}`, key: derived('quarterdeck connection keys 1') }
}
