/**
 * The orders of a book, found by their id and by the name that their client gave them, in order of submission.
 *
 * Open addressing over flat arrays: a Map takes every new text into the engine's table of texts first, which costs as much as
 * judging the order. Orders are never taken out.
 */

import type { OrderState } from './book.ts'

/** Cells that a new index has: two an entry, the place of its order + 1 and the hash of its key; half of the entries are used. */
const CELLS_START = 32

export class OrderIndex {
  private readonly list: OrderState[] = []
  private byId: Int32Array = new Int32Array(CELLS_START)
  private byClient: Int32Array = new Int32Array(CELLS_START)
  /** What was found last, which is mostly what is asked for next. */
  private newest: OrderState | undefined

  get size(): number {
    return this.list.length
  }

  /** In order of submission. */
  values(): IterableIterator<OrderState> {
    return this.list.values()
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  get(id: string): OrderState | undefined {
    if (this.newest?.id === id) return this.newest
    const { byId, list } = this
    const mask = byId.length - 1
    const hash = hashOfId(id)
    for (let cell = (hash << 1) & mask; byId[cell] !== 0; cell = (cell + 2) & mask) {
      if (byId[cell + 1] !== hash) continue
      const order = list[byId[cell]! - 1]
      if (order?.id !== id) continue
      this.newest = order
      return order
    }
    return undefined
  }

  /** The order that an account's client named so; undefined: none. */
  ofClient(accountIndex: number, clientOrderId: string): OrderState | undefined {
    const { byClient, list } = this
    const mask = byClient.length - 1
    const hash = hashOfName(accountIndex, clientOrderId)
    for (let cell = (hash << 1) & mask; byClient[cell] !== 0; cell = (cell + 2) & mask) {
      if (byClient[cell + 1] !== hash) continue
      const order = list[byClient[cell]! - 1]
      if (order?.clientOrderId === clientOrderId && order.accountIndex === accountIndex) return order
    }
    return undefined
  }

  /** Adds an order that is not there, under neither key. */
  add(order: OrderState): void {
    this.list.push(order)
    if (this.list.length * 4 > this.byId.length) {
      this.byId = grown(this.byId)
      this.byClient = grown(this.byClient)
    }
    seat(this.byId, this.list.length, hashOfId(order.id))
    seat(this.byClient, this.list.length, hashOfName(order.accountIndex, order.clientOrderId))
    this.newest = order
  }
}

function seat(cells: Int32Array, mark: number, hash: number): void {
  const mask = cells.length - 1
  let cell = (hash << 1) & mask
  while (cells[cell] !== 0) cell = (cell + 2) & mask
  cells[cell] = mark
  cells[cell + 1] = hash
}

function grown(cells: Int32Array): Int32Array {
  const larger = new Int32Array(cells.length * 4)
  for (let cell = 0; cell < cells.length; cell += 2)
    if (cells[cell] !== 0) seat(larger, cells[cell]!, cells[cell + 1]!)
  return larger
}

/** Characters at either end of an id that tell it from others: ids are digests, as good anywhere as in all their length. */
const TELLING = 8

function hashOfId(id: string): number {
  const { length } = id
  let hash = length
  const first = length < TELLING ? length : TELLING
  for (let at = 0; at < first; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  for (let at = Math.max(first, length - TELLING); at < length; at += 1)
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  return mixed(hash)
}

/** Clients name their orders as they please: all of the name counts. */
function hashOfName(accountIndex: number, name: string): number {
  let hash = Math.imul(accountIndex + 1, 0x9e3779b1)
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return mixed(hash)
}

/** Spread over all bits: names that count up must not cluster. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}
