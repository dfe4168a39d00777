/**
 * Ids of what a book holds: UUID text (RFC 9562, version 8) computed from the organization, the kind and the event's
 * sequence number. The same journal gives the same ids on every machine, and nobody has to be asked for one.
 */

import { sha256TextWords } from '../digest/sha256.ts'

export type EntityKind = 'account' | 'order' | 'fill' | 'policy' | 'kill-switch'

/**
 * The id of the entity that event `seq` made. An event makes at most one entity of a kind.
 *
 * @example
 * entityId('org-1', 'order', 42) // => '50f3....-....-8...-....-............'
 */
export function entityId(organizationId: string, kind: EntityKind, seq: number): string {
  // JSON keeps the parts apart: no organization id can imitate another kind or number.
  const words = sha256TextWords(JSON.stringify([organizationId, kind, seq]))
  const hex = (index: number): string => words[index]!.toString(16).padStart(8, '0')
  const second = hex(1)
  const variant = ((words[2]! & 0x3fff_ffff) | 0x8000_0000) >>> 0
  const third = variant.toString(16).padStart(8, '0')
  return `${hex(0)}-${second.slice(0, 4)}-8${second.slice(5)}-${third.slice(0, 4)}-${third.slice(4)}${hex(3)}`
}
