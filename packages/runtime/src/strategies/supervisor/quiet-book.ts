/** Waits for moments in which an organization's book holds nothing but what is durable and told, across deaths of its partition. */
import type { Book, Market } from '@quarterdeck/engine'
import type { Partition } from '../../partition/partition.ts'

type Callback = (book: Book, market: Market) => void

export class QuietBook {
  readonly #partition: () => Partition | null
  readonly #waiting = new Set<Callback>()

  constructor(partition: () => Partition | null) {
    this.#partition = partition
  }

  whenQuiet(callback: Callback): void {
    this.#waiting.add(callback)
    this.#ask(callback)
  }

  /** There is a partition again: who waited for the last one waits for this one. */
  askAgain(): void {
    for (const callback of this.#waiting) this.#ask(callback)
  }

  #ask(callback: Callback): void {
    const partition = this.#partition()
    partition?.whenQuiet(() => {
      if (this.#partition() === partition && this.#waiting.delete(callback))
        callback(partition.book, partition.market)
    })
  }
}
