/**
 * Readers of hostile data: each takes an unknown value and gives a fresh one of its type, or throws a `MessageFault` that names
 * the field and the fault.
 *
 * Objects must have exactly the fields asked for, as own data properties; nothing of what came in is handed on by reference.
 */

/** What was read is no message of the protocol. */
export class MessageFault extends Error {
  override readonly name = 'MessageFault'
}

/** Reads a value; `path` names it in faults. */
export type Reader<T> = (value: unknown, path: string) => T

export function fault(path: string, allowed: string, was: unknown): never {
  const shown = typeof was === 'string' ? JSON.stringify(was.slice(0, 60)) : shortly(was)
  throw new MessageFault(`${path} must be ${allowed} (was ${shown})`)
}

function shortly(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : String(value).slice(0, 60)
}

/** Text that any store can keep: well formed, without NUL. */
export function text(lengthMax: number, lengthMin = 0): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string' || value.length < lengthMin || value.length > lengthMax)
      fault(path, `a text of ${lengthMin} to ${lengthMax} characters`, value)
    if (!isKeepable(value)) fault(path, 'a text of whole characters without NUL', value)
    return value
  }
}

/** Whether any store takes a text: its characters are whole, and none is NUL. */
export function isKeepable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0')
}

/** A piece of a text, which may begin or end within a character. */
export function piece(lengthMax: number): Reader<string> {
  return (value, path) =>
    typeof value === 'string' && value.length <= lengthMax
      ? value
      : fault(path, `a piece of at most ${lengthMax} characters`, value)
}

/** Text of one line's characters that a pattern allows. */
export function word(pattern: RegExp, lengthMax: number): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string' || value.length > lengthMax || !pattern.test(value))
      fault(path, `at most ${lengthMax} characters of ${pattern.source}`, value)
    return value
  }
}

/** Any text of bounded length: unreadable characters are replaced, so that no store, terminal or page stumbles over them. */
export function words(lengthMax: number): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string' || value.length > lengthMax)
      fault(path, `a text of at most ${lengthMax} characters`, value)
    return readable(value)
  }
}

/** Control characters other than tab and line feed, and those that turn the direction of writing. */
const UNREADABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

export function readable(value: string): string {
  return value.toWellFormed().replace(UNREADABLE, '\ufffd')
}

export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max)
      fault(path, `a whole number from ${min} to ${max}`, value)
    return value
  }
}

export function oneOf<const T extends string>(allowed: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = allowed.find((one) => one === value)
    return found ?? fault(path, `one of ${allowed.join(', ')}`, value)
  }
}

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null ? null : read(value, path))
}

export function list<T>(read: Reader<T>, lengthMax: number): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > lengthMax)
      fault(path, `a list of at most ${lengthMax}`, value)
    return Array.from(value as readonly unknown[], (one, index) => read(one, `${path}[${index}]`))
  }
}

export function pair<A, B>(first: Reader<A>, second: Reader<B>): Reader<readonly [A, B]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) fault(path, 'a list of two', value)
    return [first(value[0], `${path}[0]`), second(value[1], `${path}[1]`)]
  }
}

type Fields<T> = { readonly [Key in keyof T]: Reader<T[Key]> }

/** An object of exactly these fields. */
export function exact<T extends object>(fields: Fields<T>): Reader<T> {
  const names = Object.keys(fields) as (keyof T & string)[]
  return (value, path) => {
    const given = ownFields(value, path)
    for (const key of Object.keys(given)) {
      if (!Object.hasOwn(fields, key))
        fault(path, `without the field ${JSON.stringify(key.slice(0, 40))}`, value)
    }
    const made: Partial<T> = {}
    for (const name of names) {
      if (!Object.hasOwn(given, name)) fault(`${path}.${name}`, 'there', undefined)
      made[name] = fields[name](given[name], `${path}.${name}`)
    }
    return made as T
  }
}

/** The fields of a plain object. Accessors would run another's code and are refused, as are symbols. */
export function ownFields(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fault(path, 'an object', value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) fault(path, 'a plain object', value)
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key)
    if (typeof key === 'symbol' || descriptor === undefined || !('value' in descriptor))
      fault(path, 'an object of plain values', value)
    fields[key] = descriptor.value
  }
  return fields
}
