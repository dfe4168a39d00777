/** Things to happen at a time: earliest first, in order of arrival within one instant. A binary heap. */

import type { Micros } from '@quarterdeck/engine'

interface Due<T> {
  readonly at: Micros
  readonly sequence: number
  readonly item: T
}

export class DueQueue<T> {
  /** As long as it ever was: an array that is emptied gives its room back, and takes new with the next thing. */
  private readonly heap: (Due<T> | undefined)[] = []
  private size = 0
  private sequence = 0

  push(at: Micros, item: T): void {
    this.sequence += 1
    const added = { at, sequence: this.sequence, item }
    let hole = this.size
    this.size += 1
    this.heap[hole] = added
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (!before(added, this.heap[parent]!)) break
      this.heap[hole] = this.heap[parent]!
      hole = parent
    }
    this.heap[hole] = added
  }

  /** When the next thing is due; null: nothing is. */
  nextAt(): Micros | null {
    return this.size === 0 ? null : this.heap[0]!.at
  }

  /** Takes the next thing out; the queue must not be empty. */
  take(): { readonly at: Micros; readonly item: T } {
    const first = this.heap[0]
    if (this.size === 0 || first === undefined) throw new Error('Invariant: something is due')
    this.size -= 1
    const last = this.heap[this.size]!
    this.heap[this.size] = undefined
    if (this.size > 0) this.sink(last)
    return first
  }

  /** Everything that is to happen, in that order. */
  entries(): readonly { readonly at: Micros; readonly item: T }[] {
    return this.heap
      .filter((due) => due !== undefined)
      .toSorted((one, other) => (before(one, other) ? -1 : 1))
      .map(({ at, item }) => ({ at, item }))
  }

  private sink(moved: Due<T>): void {
    const { heap, size } = this
    let hole = 0
    for (;;) {
      let child = hole * 2 + 1
      if (child >= size) break
      if (child + 1 < size && before(heap[child + 1]!, heap[child]!)) child += 1
      if (!before(heap[child]!, moved)) break
      heap[hole] = heap[child]!
      hole = child
    }
    heap[hole] = moved
  }
}

function before<T>(a: Due<T>, b: Due<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence)
}
