/** The digest of an artifact: SHA-256 over its manifest in one canonical JSON form. */

import { createHash } from 'node:crypto'
import type { ArtifactManifest } from './artifact.ts'

/** SHA-256, lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

export function digestOf(manifest: ArtifactManifest): string {
  return sha256(canonicalJson(manifest))
}

/** JSON with its keys in order (by UTF-16 code units) and no blanks: equal data gives equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`)
  return `{${fields.join(',')}}`
}
