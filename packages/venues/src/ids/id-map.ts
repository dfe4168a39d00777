/**
 * What ids that a venue gave stand for: open addressing, so that a text is hashed and compared, and that is all.
 *
 * A `Map` enters each text that it is asked about into the engine's table of all texts. Ids come fresh in every message, so there
 * that costs as much as reading the rest of the message.
 */

import { idHash } from './id-hash.ts'

/** Entries that a new map has room for, always a power of two; three quarters of them are used at most. */
const ENTRIES_START = 8

export class IdMap<Value> {
  private hashes = new Int32Array(ENTRIES_START)
  /** Undefined: the entry is empty. */
  private ids: (string | undefined)[] = emptyEntries(ENTRIES_START)
  private values: (Value | undefined)[] = emptyEntries(ENTRIES_START)
  private count = 0
  /** What was asked for last, and what it stands for: messages of one thing come one after the other. */
  private lastId: string | null = null
  private lastValue: Value | undefined

  get(id: string): Value | undefined {
    if (id === this.lastId) return this.lastValue
    this.lastId = id
    this.lastValue = this.values[this.entryOf(id, idHash(id))]
    return this.lastValue
  }

  set(id: string, value: Value): void {
    this.lastId = null
    const hash = idHash(id)
    const entry = this.entryOf(id, hash)
    this.values[entry] = value
    if (this.ids[entry] !== undefined) return
    this.hashes[entry] = hash
    this.ids[entry] = id
    this.count += 1
    if (this.count * 4 > this.ids.length * 3) this.grow()
  }

  /** The entries behind it close up. */
  delete(id: string): void {
    this.lastId = null
    this.lastValue = undefined
    const mask = this.ids.length - 1
    let hole = this.entryOf(id, idHash(id))
    if (this.ids[hole] === undefined) return
    this.count -= 1
    for (let entry = (hole + 1) & mask; this.ids[entry] !== undefined; entry = (entry + 1) & mask) {
      const home = this.hashes[entry]! & mask
      // An entry may move into the hole only when its home is not between the hole and where it is.
      if (((entry - home) & mask) < ((entry - hole) & mask)) continue
      this.hashes[hole] = this.hashes[entry]!
      this.ids[hole] = this.ids[entry]
      this.values[hole] = this.values[entry]
      hole = entry
    }
    this.ids[hole] = undefined
    this.values[hole] = undefined
  }

  /** The entry of an id, or the empty one where it belongs. */
  private entryOf(id: string, hash: number): number {
    const { hashes, ids } = this
    const mask = ids.length - 1
    let entry = hash & mask
    for (;;) {
      const other = ids[entry]
      if (other === undefined || (hashes[entry] === hash && other === id)) return entry
      entry = (entry + 1) & mask
    }
  }

  private grow(): void {
    const { hashes, ids, values } = this
    const length = ids.length * 4
    this.hashes = new Int32Array(length)
    this.ids = emptyEntries(length)
    this.values = emptyEntries(length)
    for (let entry = 0; entry < ids.length; entry += 1) {
      if (ids[entry] === undefined) continue
      let place = hashes[entry]! & (length - 1)
      while (this.ids[place] !== undefined) place = (place + 1) & (length - 1)
      this.hashes[place] = hashes[entry]!
      this.ids[place] = ids[entry]
      this.values[place] = values[entry]
    }
  }
}

/** In a loop: `Array.from` of a length would cost more than all that a small map is asked. */
function emptyEntries(length: number): undefined[] {
  const entries: undefined[] = []
  for (let entry = 0; entry < length; entry += 1) entries.push(undefined)
  return entries
}
