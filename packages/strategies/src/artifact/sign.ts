/** The platform's signature under an artifact: Ed25519 over its digest, so that nobody who can write a row can slip code in. */

import { type KeyObject, sign, verify } from 'node:crypto'
import type { Artifact, UnsignedArtifact } from './artifact.ts'

/** What the signature is over: the digest, and what it is a digest of, so that no other signature of the key fits. */
function signed(digest: string): Buffer {
  return Buffer.from(`quarterdeck-strategy-artifact-1:${digest}`, 'utf8')
}

/** Signs with the platform's private key. Throws a TypeError for a key that is not Ed25519's. */
export function signArtifact(artifact: UnsignedArtifact, privateKey: KeyObject): Artifact {
  checkKey(privateKey, 'private')
  return { ...artifact, signature: sign(null, signed(artifact.digest), privateKey).toString('base64') }
}

/** Whether the signature under a digest is of the platform's key. */
export function isSigned({ digest, signature }: Artifact, publicKey: KeyObject): boolean {
  checkKey(publicKey, 'public')
  const bytes = Buffer.from(signature, 'base64')
  // Base64 has several texts for the same bytes; one of them is the signature.
  return bytes.toString('base64') === signature && verify(null, signed(digest), publicKey, bytes)
}

function checkKey(key: KeyObject, kind: 'private' | 'public'): void {
  if (key.type === kind && key.asymmetricKeyType === 'ed25519') return
  throw new TypeError(`the platform's ${kind} key must be an Ed25519 key`)
}
