/**
 * The hash chain: each event's hash covers its predecessor's hash and its own payload, so that nothing in between can be
 * altered, dropped, inserted or moved without every later hash being wrong.
 */
import { createHash } from 'node:crypto'

/** The hash before the first event: names the journal, so that one organization's events cannot pose as another's. */
export function genesisHash(organizationId: string, baseCurrency: string): Buffer {
  return createHash('sha256').update(`quarterdeck journal 1\n${organizationId}\n${baseCurrency}\n`).digest()
}

/** SHA-256 over the predecessor's 32 bytes followed by the payload in UTF-8. */
export function linkHash(previous: Uint8Array, payload: string): Buffer {
  return createHash('sha256').update(previous).update(payload, 'utf8').digest()
}
