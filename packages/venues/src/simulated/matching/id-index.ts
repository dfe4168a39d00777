/**
 * Finds an order's handle by its id: open addressing over one flat array, which a large book fills and empties faster,
 * and with less garbage, than a Map. The handle is known to the caller as well, so an entry is removed by it.
 */

import { idHash } from '../../ids/id-hash.ts'
import { NONE } from './codes.ts'

/** Entries that a new index has room for, always a power of two; half of it may be used. */
const ENTRIES_START = 2_048

export class IdIndex {
  private readonly ids: string[] = []
  /** Two cells an entry: handle + 1, so that a fresh array means empty, and the hash of its id. */
  private cells = new Int32Array(ENTRIES_START * 2).fill(0)
  private mask = ENTRIES_START - 1
  private count = 0
  /** The id last looked up in vain, which is mostly the one added next, its hash, and the empty entry where it belongs. */
  private lastId: string | null = null
  private lastHash = 0
  private lastHole = 0

  /** The handle of an id, or NONE. */
  find(id: string): number {
    const { cells, mask } = this
    const hash = idHash(id)
    for (let entry = hash & mask; ; entry = (entry + 1) & mask) {
      const handle = cells[entry << 1]! - 1
      if (handle === NONE) {
        this.lastId = id
        this.lastHash = hash
        this.lastHole = entry
        return NONE
      }
      if (cells[(entry << 1) + 1] === hash && this.ids[handle] === id) return handle
    }
  }

  /** The id of a handle that was added last under it. */
  idOf(handle: number): string {
    return this.ids[handle]!
  }

  /** Adds an id that is not there. */
  add(id: string, handle: number): void {
    if (this.count * 2 > this.mask) this.grow()
    this.ids[handle] = id
    this.count += 1
    if (id === this.lastId) {
      this.cells[this.lastHole << 1] = handle + 1
      this.cells[(this.lastHole << 1) + 1] = this.lastHash
    } else this.seat(handle + 1, idHash(id))
    this.lastId = null
  }

  /** Removes the id of a handle; the entries behind it close up. */
  remove(handle: number): void {
    const { cells, mask } = this
    let hole = idHash(this.ids[handle]!) & mask
    while (cells[hole << 1] !== handle + 1) hole = (hole + 1) & mask
    this.count -= 1
    this.lastId = null
    for (let entry = (hole + 1) & mask; cells[entry << 1] !== 0; entry = (entry + 1) & mask) {
      const home = cells[(entry << 1) + 1]! & mask
      // An entry may move into the hole only when its home is not between the hole and where it is.
      if (((entry - home) & mask) < ((entry - hole) & mask)) continue
      cells[hole << 1] = cells[entry << 1]!
      cells[(hole << 1) + 1] = cells[(entry << 1) + 1]!
      hole = entry
    }
    cells[hole << 1] = 0
  }

  private seat(mark: number, hash: number): void {
    const { cells, mask } = this
    let entry = hash & mask
    while (cells[entry << 1] !== 0) entry = (entry + 1) & mask
    cells[entry << 1] = mark
    cells[(entry << 1) + 1] = hash
  }

  private grow(): void {
    const before = this.cells
    this.cells = new Int32Array(before.length * 4)
    this.mask = before.length * 2 - 1
    this.lastId = null
    for (let at = 0; at < before.length; at += 2)
      if (before[at] !== 0) this.seat(before[at]!, before[at + 1]!)
  }
}
