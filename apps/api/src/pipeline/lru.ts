/** A bounded map that forgets what was used longest ago. */

export interface Lru<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

/** `keyCharactersMax`: what all keys may be long together, where a value grows with its key. */
export function createLru<Value>(entriesMax: number, keyCharactersMax = Infinity): Lru<Value> {
  // A Map iterates in order of insertion: what is used moves to the end, so the first is the oldest.
  const entries = new Map<string, Value>()
  // One walk for all that is ever forgotten: a new one would step over the holes of the last some ten thousand each time.
  let fromOldest = entries.keys()
  let keyCharacters = 0
  const remove = (key: string) => {
    if (entries.delete(key)) keyCharacters -= key.length
  }
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      remove(key)
      entries.set(key, value)
      keyCharacters += key.length
      while (entries.size > entriesMax || keyCharacters > keyCharactersMax) {
        const oldest = fromOldest.next()
        if (oldest.done === true) fromOldest = entries.keys()
        else remove(oldest.value)
      }
    },
  }
}
