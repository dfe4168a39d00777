/**
 * Finds the level of a price, and the nearest occupied price above or below another.
 *
 * A window of ticks is a plain array with one slot a tick and a bitmap of three storeys over it, so that the next
 * occupied price is found in a handful of steps. The window grows and moves with the market up to LADDER_TICKS_MAX;
 * prices beyond it live in a sorted array, slower but right.
 */

import { NONE } from './codes.ts'
import { SparseLevels } from './sparse.ts'

/** The widest window: 4 MiB of slots a book. */
export const LADDER_TICKS_MAX = 2 ** 20
const LADDER_TICKS_MIN = 2 ** 11
/** Windows begin at multiples of this, so that a bitmap moves by whole words when its window does. */
const ALIGNMENT = 2 ** 10

/** Index of the lowest set bit; bits must not be 0. */
function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

/** Index of the highest set bit; bits must not be 0. */
function highestBit(bits: number): number {
  return 31 - Math.clz32(bits)
}

export class TickLadder {
  private base = 0
  private size: number
  /** Level id + 1 of each tick of the window, so that a fresh array means empty. */
  private slots: Int32Array
  /** One bit a slot, then one bit a word, then one bit a block of words. */
  private words: Int32Array
  private blocks: Int32Array
  private spans: Int32Array
  private readonly sparse = new SparseLevels()

  /** Makes room for a window of so many ticks at first. */
  constructor(ticks: number) {
    let size = LADDER_TICKS_MIN
    while (size < ticks && size < LADDER_TICKS_MAX) size *= 2
    this.size = size
    // Written once now, so that the first orders do not wait for the system to hand out the memory.
    this.slots = new Int32Array(size).fill(0)
    this.words = new Int32Array(size >> 5)
    this.blocks = new Int32Array(size >> 10)
    this.spans = new Int32Array(Math.max(1, size >> 15))
  }

  /** The level at these ticks; where there is none, `candidate`, which is put there. */
  place(ticks: number, candidate: number): number {
    const slot = ticks - this.base
    if (!(slot >= 0 && slot < this.size)) return this.placeOutside(ticks, candidate)
    const known = this.slots[slot | 0]! - 1
    if (known !== NONE) return known
    this.fill(slot | 0, candidate)
    return candidate
  }

  /** Takes away the level at ticks that have one. */
  remove(ticks: number): void {
    const distance = ticks - this.base
    if (!(distance >= 0 && distance < this.size)) {
      this.sparse.remove(ticks)
      return
    }
    const slot = distance | 0
    this.slots[slot] = 0
    const word = slot >>> 5
    if ((this.words[word]! &= ~(1 << (slot & 31))) !== 0) return
    const block = word >>> 5
    if ((this.blocks[block]! &= ~(1 << (word & 31))) !== 0) return
    this.spans[block >>> 5]! &= ~(1 << (block & 31))
  }

  /** The level at the lowest occupied price above `ticks`, or NONE. */
  above(ticks: number): number {
    const slot = this.slotFrom(ticks - this.base + 1)
    if (this.sparse.count === 0) return slot === NONE ? NONE : this.slots[slot]! - 1
    const outside = this.sparse.firstAbove(ticks)
    if (outside === this.sparse.count) return slot === NONE ? NONE : this.slots[slot]! - 1
    if (slot !== NONE && this.base + slot < this.sparse.ticksAt(outside)) return this.slots[slot]! - 1
    return this.sparse.levelAt(outside)
  }

  /** The level at the highest occupied price below `ticks`, or NONE. */
  below(ticks: number): number {
    const slot = this.slotUpTo(ticks - this.base - 1)
    if (this.sparse.count === 0) return slot === NONE ? NONE : this.slots[slot]! - 1
    const outside = this.sparse.lastBelow(ticks)
    if (outside === NONE) return slot === NONE ? NONE : this.slots[slot]! - 1
    if (slot !== NONE && this.base + slot > this.sparse.ticksAt(outside)) return this.slots[slot]! - 1
    return this.sparse.levelAt(outside)
  }

  private fill(slot: number, level: number): void {
    this.slots[slot] = level + 1
    const word = slot >>> 5
    const bits = this.words[word]!
    this.words[word] = bits | (1 << (slot & 31))
    if (bits !== 0) return
    const block = word >>> 5
    this.blocks[block]! |= 1 << (word & 31)
    this.spans[block >>> 5]! |= 1 << (block & 31)
  }

  private placeOutside(ticks: number, candidate: number): number {
    const known = this.sparse.count === 0 ? NONE : this.sparse.find(ticks)
    if (known !== NONE) return known
    if (this.moveOver(ticks)) this.fill(ticks - this.base, candidate)
    else this.sparse.insert(ticks, candidate)
    return candidate
  }

  /** First occupied slot at or after `from`, or NONE. */
  private slotFrom(from: number): number {
    if (from >= this.size) return NONE
    const start = from < 0 ? 0 : from | 0
    let word = start >>> 5
    let bits = this.words[word]! & (-1 << (start & 31))
    if (bits !== 0) return (word << 5) + lowestBit(bits)
    let block = word >>> 5
    bits = this.blocks[block]! & -(2 << (word & 31))
    if (bits === 0) {
      let span = block >>> 5
      bits = this.spans[span]! & -(2 << (block & 31))
      while (bits === 0) {
        span += 1
        if (span >= this.spans.length) return NONE
        bits = this.spans[span]!
      }
      block = (span << 5) + lowestBit(bits)
      bits = this.blocks[block]!
    }
    word = (block << 5) + lowestBit(bits)
    return (word << 5) + lowestBit(this.words[word]!)
  }

  /** Last occupied slot at or before `upTo`, or NONE. */
  private slotUpTo(upTo: number): number {
    if (upTo < 0) return NONE
    const start = upTo >= this.size ? this.size - 1 : upTo | 0
    let word = start >>> 5
    let bits = this.words[word]! & ((2 << (start & 31)) - 1)
    if (bits !== 0) return (word << 5) + highestBit(bits)
    let block = word >>> 5
    bits = this.blocks[block]! & ((1 << (word & 31)) - 1)
    if (bits === 0) {
      let span = block >>> 5
      bits = this.spans[span]! & ((1 << (block & 31)) - 1)
      while (bits === 0) {
        span -= 1
        if (span < 0) return NONE
        bits = this.spans[span]!
      }
      block = (span << 5) + highestBit(bits)
      bits = this.blocks[block]!
    }
    word = (block << 5) + highestBit(bits)
    return (word << 5) + highestBit(this.words[word]!)
  }

  /** Moves or widens the window so that it holds `ticks` and all that it held; false: that would be too wide. */
  private moveOver(ticks: number): boolean {
    const first = this.slotFrom(0)
    const held = first !== NONE
    const low = held ? Math.min(ticks, this.base + first) : ticks
    const high = held ? Math.max(ticks, this.base + this.slotUpTo(this.size - 1)) : ticks
    const span = high - low + 1
    if (span > LADDER_TICKS_MAX - ALIGNMENT) return false
    let { size } = this
    while (size < Math.max(span * 2, span + ALIGNMENT) && size < LADDER_TICKS_MAX) size *= 2
    let base = Math.floor((low - (size - span) / 2) / ALIGNMENT) * ALIGNMENT
    while (base + size <= high) base += ALIGNMENT
    this.rebuild(base, size)
    return true
  }

  private rebuild(base: number, size: number): void {
    const { slots, words, blocks } = this
    const shift = base - this.base
    this.base = base
    if (this.slotFrom(0) !== NONE || size !== this.size) {
      this.size = size
      this.slots = moved(slots, shift, size)
      this.words = moved(words, shift >> 5, size >> 5)
      this.blocks = moved(blocks, shift >> 10, size >> 10)
      this.spans = new Int32Array(Math.max(1, size >> 15))
      for (let block = 0; block < this.blocks.length; block += 1) {
        if (this.blocks[block] !== 0) this.spans[block >>> 5]! |= 1 << (block & 31)
      }
    }
    for (let at = this.sparse.count - 1; at >= 0; at -= 1) {
      const ticks = this.sparse.ticksAt(at)
      if (ticks < base || ticks >= base + size) continue
      this.fill(ticks - base, this.sparse.levelAt(at))
      this.sparse.remove(ticks)
    }
  }
}

/** A copy whose first entry is the one at `shift`; what falls outside is empty, what is not there is 0. */
function moved(entries: Int32Array, shift: number, size: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(size)
  const from = Math.max(0, shift)
  const to = Math.min(entries.length, shift + size)
  if (from < to) copy.set(entries.subarray(from, to), from - shift)
  return copy
}
