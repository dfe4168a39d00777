/**
 * Copies the state of an indicator out to plain JSON values and back in.
 *
 * It walks the object's own fields, so that no indicator can forget one. JSON has no NaN, no infinity and no minus zero:
 * those travel as strings, so that a restored indicator continues to the last bit.
 */

/** A value of a snapshot. */
export type StateValue = number | string | boolean | readonly StateValue[] | StateRecord

/** The fields of one part, by name. */
export interface StateRecord {
  readonly [field: string]: StateValue
}

type Cells = Float64Array | Int32Array

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
])

/** The fields of `part`, but for those in `except`. */
export function captureFields(part: object, except: ReadonlySet<string> = NOTHING): StateRecord {
  const fields: Record<string, StateValue> = {}
  for (const [name, value] of Object.entries(part)) if (!except.has(name)) fields[name] = capture(value)
  return fields
}

/**
 * Puts captured fields back into a part of the same shape.
 *
 * Throws a `TypeError` that names the field where a field is missing, of another kind or of another length.
 */
export function restoreFields(
  part: object,
  state: StateRecord,
  except: ReadonlySet<string> = NOTHING,
  path = '',
): void {
  const fields = part as Record<string, unknown>
  for (const name of Object.keys(fields)) {
    if (except.has(name)) continue
    const place = `${path}${name}`
    const saved = state[name]
    if (saved === undefined) throw fault(place, 'is missing')
    const present = fields[name]
    if (typeof present === 'object' && present !== null) restoreInto(present, saved, place)
    else fields[name] = scalar(present, saved, place)
  }
}

const NOTHING: ReadonlySet<string> = new Set()

function capture(value: unknown): StateValue {
  if (typeof value === 'number') return encode(value)
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (isCells(value)) return Array.from(value, encode)
  if (Array.isArray(value)) return value.map(capture)
  if (typeof value === 'object' && value !== null) return captureFields(value)
  throw new TypeError(
    `Invariant: the state of an indicator is numbers, flags, words and parts; not ${typeof value}`,
  )
}

function restoreInto(present: object, saved: StateValue, place: string): void {
  if (isCells(present)) return restoreCells(present, saved, place)
  if (Array.isArray(present)) {
    const list = listOf(saved, present.length, place)
    present.forEach((part: object, at) => restoreInto(part, list[at]!, `${place}.${at}`))
    return
  }
  if (typeof saved !== 'object' || Array.isArray(saved)) throw fault(place, 'must be an object')
  restoreFields(present, saved as StateRecord, NOTHING, `${place}.`)
}

function restoreCells(cells: Cells, saved: StateValue, place: string): void {
  const list = listOf(saved, cells.length, place)
  for (let at = 0; at < cells.length; at += 1) cells[at] = decode(list[at]!, `${place}.${at}`)
}

function listOf(saved: StateValue, length: number, place: string): readonly StateValue[] {
  if (!Array.isArray(saved) || saved.length !== length)
    throw fault(place, `must be a list of ${length} values`)
  return saved as readonly StateValue[]
}

function scalar(present: unknown, saved: StateValue, place: string): StateValue {
  if (typeof present === 'number') return decode(saved, place)
  if (typeof saved !== typeof present) throw fault(place, `must be a ${typeof present}`)
  return saved
}

function encode(value: number): number | string {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value)
}

function decode(saved: StateValue, place: string): number {
  if (typeof saved === 'number') return saved
  const special = typeof saved === 'string' ? SPECIAL.get(saved) : undefined
  if (special === undefined) throw fault(place, 'must be a number')
  return special
}

function isCells(value: unknown): value is Cells {
  return value instanceof Float64Array || value instanceof Int32Array
}

function fault(place: string, what: string): TypeError {
  return new TypeError(`snapshot: state.${place} ${what}`)
}
