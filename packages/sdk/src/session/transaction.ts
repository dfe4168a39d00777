/**
 * What one callback has changed so far, and how to take it back when the callback throws.
 * Empty in the usual case: a bar that changes nothing costs one look at `touched`.
 */

export class Transaction {
  touched = false
  /** Counts transactions: what is noted once in each asks whether it is another one. */
  number = 0
  /** As long as it ever was: a list that is emptied gives its room back, and takes new with the next change. */
  readonly #undo: (() => void)[] = []
  #changes = 0

  /** Notes how to take back a change that is made now. */
  changed(undo: () => void): void {
    this.touched = true
    this.#undo[this.#changes++] = undo
  }

  /** Keeps what was changed. */
  commit(): void {
    this.#changes = 0
    this.touched = false
    this.number++
  }

  /** Takes back what was changed, the last change first. */
  rollback(): void {
    for (let index = this.#changes - 1; index >= 0; index--) (this.#undo[index] as () => void)()
    this.commit()
  }
}
