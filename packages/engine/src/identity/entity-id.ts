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
  const words = sha256TextWords(beginningOf(organizationId, kind), `${seq}]`)
  // Version 8, and the variant of the RFC.
  const second = (words[1]! & 0xffff_0fff) | 0x8000
  const third = (words[2]! & 0x3fff_ffff) | 0x8000_0000
  write(0, words[0]!, 28)
  write(9, second, 28, 12)
  write(14, second, 12)
  write(19, third, 28, 12)
  write(24, third, 12)
  write(28, words[3]!, 28)
  // In one piece: a text that was put together keeps all of its pieces, and a book keeps every id.
  return String.fromCharCode(...codes)
}

const HYPHEN = 45
const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** Room for the characters of an id: what is not a digit stays a hyphen. */
const codes = Array.from({ length: 36 }, () => HYPHEN)

/** Writes the digits of a word from one of its shifts down to another. */
function write(at: number, word: number, from: number, to = -4): void {
  for (let shift = from, place = at; shift > to; shift -= 4, place++)
    codes[place] = DIGITS[(word >>> shift) & 0xf]!
}

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
