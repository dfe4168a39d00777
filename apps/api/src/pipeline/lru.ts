/** A bounded map that forgets what was used longest ago. */

export interface Lru<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

export function createLru<Value>(entriesMax: number): Lru<Value> {
  // A Map iterates in order of insertion: what is used moves to the end, so the first is the oldest.
  const entries = new Map<string, Value>()
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= entriesMax) return
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    },
  }
}
