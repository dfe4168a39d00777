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
  // JSON keeps the parts apart: no organization id can imitate another kind or number.
  const words = sha256TextWords(JSON.stringify([organizationId, kind, seq]))
  const [first = 0, second = 0, third = 0, fourth = 0] = words
  // Version 8, and the variant of the RFC.
  const version = (second & 0x0fff) | 0x8000
  const variant = ((third >>> 16) & 0x3fff) | 0x8000
  return `${hex(first >>> 16)}${hex(first)}-${hex(second >>> 16)}-${hex(version)}-${hex(variant)}-${hex(third)}${hex(fourth >>> 16)}${hex(fourth)}`
}

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_none, byte) =>
  byte.toString(16).padStart(2, '0'),
)

/** The low 16 bits as four hex digits. */
function hex(bits: number): string {
  return PAIRS[(bits >>> 8) & 0xff]! + PAIRS[bits & 0xff]!
}
