/** The key by which this platform vouches for what it built: derived from its secret, so that every process of it has the same. */
import { type KeyObject, createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto'

export interface PlatformKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** An Ed25519 key in PKCS #8 is this and its 32 bytes of seed (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SEED_BYTES = 32

/** The key of a secret: Ed25519, its seed by HKDF-SHA-256 (RFC 5869) from the secret. */
export function platformKey(secret: string): PlatformKey {
  const seed = hkdfSync('sha256', secret, '', 'quarterdeck strategy artifacts 1', SEED_BYTES)
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, Buffer.from(seed)]),
    format: 'der',
    type: 'pkcs8',
  })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}
