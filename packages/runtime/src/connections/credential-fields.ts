/** Fields of a credential as forms show them: what may be seen, what may not, and what is a whole file. */
import type { CredentialField } from './connections.ts'

/** It names the credential and is no secret. */
export function shown(name: string, label: string): CredentialField {
  return { name, label, secret: false, multiline: false }
}

export function secret(name: string, label: string): CredentialField {
  return { name, label, secret: true, multiline: false }
}

/** A secret of several lines, such as a key in PEM. */
export function secretFile(name: string, label: string): CredentialField {
  return { name, label, secret: true, multiline: true }
}
