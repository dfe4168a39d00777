/**
 * Cursors as the outside sees them: opaque, of one version, and of one organization. A seq alone would pass in every
 * organization, and a reader that mixed two up would resume somewhere without a word.
 */

/** Before the first event of any organization: where a stream starts that shall tell everything. */
export const START = '0'

const VERSION = '1'
const INSIDE = /^1:([^:]{1,100}):(\d{1,18}(?:-\d{1,6})?)$/

export interface Place {
  readonly organizationId: string
  /** A seq, or a seq and the number of a line within it. */
  readonly at: string
}

export function formatCursor(organizationId: string, at: string | number | bigint): string {
  return Buffer.from(`${VERSION}:${organizationId}:${at}`).toString('base64url')
}

/** Where a cursor stands; null: this API gave none like it. */
export function parseCursor(cursor: string): Place | null {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(cursor)) return null
  const inside = Buffer.from(cursor, 'base64url').toString()
  const [, organizationId, at] = INSIDE.exec(inside) ?? []
  if (organizationId === undefined || at === undefined) return null
  // Another spelling of the same bytes is none that was given.
  return formatCursor(organizationId, at) === cursor ? { organizationId, at } : null
}
