/** Compares the before and after of an audit entry, field by field. Both are JSON text, or absent. */

export interface Change {
  /** Where in the record, with points between names. */
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value === null || value === undefined) return
  if (typeof value === 'object') {
    const named: [string, unknown][] = Object.entries(value)
    for (const [name, inner] of named) flatten(inner, path ? `${path}.${name}` : name, into)
    return
  }
  into.set(path || 'value', String(value))
}

function read(text: string | null | undefined): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  if (!text) return fields
  try {
    flatten(JSON.parse(text), '', fields)
  } catch {
    fields.set('value', text)
  }
  return fields
}

/** Returns what differs, in the order of the later record, then what it no longer has. */
export function changesOf(
  before: string | null | undefined,
  after: string | null | undefined,
): readonly Change[] {
  const old = read(before)
  const now = read(after)
  return [...new Set([...now.keys(), ...old.keys()])]
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => ({ field, before: old.get(field) ?? null, after: now.get(field) ?? null }))
}
