/** Canonical JSON: keys in code-unit order, bigints as decimal strings, no whitespace. Equal data gives equal text. */

type Plain =
  | null
  | boolean
  | number
  | string
  | bigint
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined }

/** Text of plain data; what has no exact text (NaN, an infinity, a function, a Map) is a bug. */
export function canonicalJson(value: unknown): string {
  return write(value as Plain)
}

function write(value: Plain): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'bigint':
      return `"${value}"`
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`Invariant: a canonical number is finite, not ${value}`)
      return String(value)
    case 'object':
      return Array.isArray(value)
        ? writeArray(value)
        : writeObject(value as { readonly [key: string]: Plain | undefined })
    default:
      throw new Error(`Invariant: canonical data is plain, not ${typeof value}`)
  }
}

function writeArray(values: readonly Plain[]): string {
  let text = '['
  for (let index = 0; index < values.length; index++)
    text += (index === 0 ? '' : ',') + write(values[index] ?? null)
  return `${text}]`
}

function writeObject(object: { readonly [key: string]: Plain | undefined }): string {
  if (object instanceof Map || object instanceof Set)
    throw new Error('Invariant: canonical data holds arrays, not maps or sets')
  let text = '{'
  for (const key of Object.keys(object).sort()) {
    const value = object[key]
    if (value === undefined) continue
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${write(value)}`
  }
  return `${text}}`
}
