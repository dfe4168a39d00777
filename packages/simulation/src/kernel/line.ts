/** What waits to be done, first come first served. It keeps its room: an array that is emptied takes new with the next thing. */

export class Line<T> {
  private readonly items: (T | undefined)[] = []
  private first = 0
  private end = 0

  get length(): number {
    return this.end - this.first
  }

  push(item: T): void {
    this.items[this.end] = item
    this.end += 1
  }

  /** The one that came first, taken out; undefined: nobody waits. */
  shift(): T | undefined {
    if (this.first === this.end) return undefined
    const item = this.items[this.first]
    this.items[this.first] = undefined
    this.first += 1
    if (this.first === this.end) this.first = this.end = 0
    return item
  }
}
