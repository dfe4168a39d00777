/**
 * Finds an order's handle by its id: open addressing over flat arrays, which a large book fills and empties faster, and
 * with less garbage, than a Map. A handle is known to the caller as well, so entries are removed by handle.
 */

import { NONE } from './codes.ts'

const SLOTS_START = 2_048

export class IdIndex {
  private readonly ids: string[] = []
  private hashes = new Int32Array(SLOTS_START)
  /** Handle + 1 of each slot, so that a fresh array means empty. */
  private slots = new Int32Array(SLOTS_START)
  private count = 0
  /** An id is looked up and then added: its hash is kept. */
  private lastId = ''
  private lastHash = hashOf('')

  /** The handle of an id, or NONE. */
  find(id: string): number {
    const mask = this.slots.length - 1
    for (let slot = this.hash(id) & mask; ; slot = (slot + 1) & mask) {
      const handle = this.slots[slot]! - 1
      if (handle === NONE || this.ids[handle] === id) return handle
    }
  }

  /** The id of a handle that was added last under it. */
  idOf(handle: number): string {
    return this.ids[handle]!
  }

  /** Adds an id that is not there. */
  add(id: string, handle: number): void {
    if (this.count * 2 >= this.slots.length) this.grow()
    if (handle >= this.hashes.length) this.widen(handle)
    const hash = this.hash(id)
    this.ids[handle] = id
    this.hashes[handle] = hash
    this.count += 1
    this.seat(handle, hash)
  }

  /** Removes the id of a handle; the entries behind it close up. */
  remove(handle: number): void {
    const { slots, hashes } = this
    const mask = slots.length - 1
    let hole = hashes[handle]! & mask
    while (slots[hole] !== handle + 1) hole = (hole + 1) & mask
    this.count -= 1
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = hashes[slots[slot]! - 1]! & mask
      // An entry may move into the hole only when its home is not between the hole and where it is.
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      slots[hole] = slots[slot]!
      hole = slot
    }
    slots[hole] = 0
  }

  private hash(id: string): number {
    if (id === this.lastId) return this.lastHash
    this.lastId = id
    this.lastHash = hashOf(id)
    return this.lastHash
  }

  private seat(handle: number, hash: number): void {
    const mask = this.slots.length - 1
    let slot = hash & mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    this.slots[slot] = handle + 1
  }

  private grow(): void {
    const before = this.slots
    this.slots = new Int32Array(before.length * 4)
    for (const entry of before) if (entry !== 0) this.seat(entry - 1, this.hashes[entry - 1]!)
  }

  private widen(handle: number): void {
    const hashes = new Int32Array(Math.max(handle + 1, this.hashes.length * 2))
    hashes.set(this.hashes)
    this.hashes = hashes
  }
}

/** FNV-1a over the characters, its high bits folded into the low ones that pick the slot. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}
