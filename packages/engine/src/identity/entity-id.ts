/**
 * Ids of what a book holds: UUID text (RFC 9562, version 8) computed from the organization, the kind and the event's
 * sequence number. The same journal gives the same ids on every machine, and nobody has to be asked for one.
 */

import { sha256TextWords } from '../digest/sha256.ts'

export type EntityKind = 'account' | 'order' | 'fill' | 'policy' | 'kill-switch' | 'strategy' | 'deployment'

/**
 * The id of the entity that event `seq` made. An event makes at most one entity of a kind.
 *
 * @example
 * entityId('org-1', 'order', 42) // => '50f3....-....-8...-....-............'
 */
export function entityId(organizationId: string, kind: EntityKind, seq: number): string {
  const words = sha256TextWords(`${beginningOf(organizationId, kind)}${seq}]`)
  const { codes } = ID
  let at = 0
  for (let word = 0; word < 4; word += 1) {
    let bits = words[word]!
    // Version 8, and the variant of the RFC.
    if (word === 1) bits = (bits & 0xffff_0fff) | 0x8000
    if (word === 2) bits = (bits & 0x3fff_ffff) | 0x8000_0000
    for (let shift = 28; shift >= 0; shift -= 4) {
      if (at === 8 || at === 13 || at === 18 || at === 23) codes[at++] = HYPHEN
      const digit = (bits >>> shift) & 0xf
      codes[at++] = digit < 10 ? ZERO + digit : LETTER_A - 10 + digit
    }
  }
  // In one piece: a text that was put together keeps all of its pieces, and a book keeps every id.
  return String.fromCharCode(...codes)
}

const ZERO = 48
const LETTER_A = 97
const HYPHEN = 45
const ID = { codes: Array.from({ length: 36 }, () => ZERO) }

/** The newest beginning of each kind: an organization's ids come one after the other. */
const beginnings = new Map<EntityKind, { readonly organizationId: string; readonly text: string }>()

/** What is digested, up to the number. JSON keeps the parts apart: no organization id can imitate another kind or number. */
function beginningOf(organizationId: string, kind: EntityKind): string {
  const known = beginnings.get(kind)
  if (known?.organizationId === organizationId) return known.text
  const text = `[${JSON.stringify(organizationId)},${JSON.stringify(kind)},`
  beginnings.set(kind, { organizationId, text })
  return text
}
