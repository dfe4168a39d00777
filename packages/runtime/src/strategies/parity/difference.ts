/** Where two answers of a strategy to the same input differ first. */
import type { ParityDifference } from '../strategies.ts'

/** Null: they say the same. Fields are named as in JavaScript: `intents[0].quantityLots`. */
export function firstDifference(
  recorded: unknown,
  replayed: unknown,
  path: string,
): Pick<ParityDifference, 'field' | 'recorded' | 'replayed'> | null {
  if (Object.is(recorded, replayed)) return null
  if (!isComposite(recorded) || !isComposite(replayed) || Array.isArray(recorded) !== Array.isArray(replayed))
    return { field: path, recorded: text(recorded), replayed: text(replayed) }
  const keys = new Set([...Object.keys(recorded), ...Object.keys(replayed)])
  for (const key of keys) {
    const place = Array.isArray(recorded) ? `${path}[${key}]` : `${path}.${key}`
    const found = firstDifference(recorded[key as never], replayed[key as never], place)
    if (found !== null) return found
  }
  return null
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
