/**
 * What was sent to a runner and not answered, in the order of sending. A runner answers each session in order, and tells what one
 * session caused before another's code runs: the oldest entry names the session that is at work.
 */

/** Something that was asked of a session; `n` is the number of an input, 0 for the rest. */
export interface Asked {
  readonly kind: 'open' | 'input' | 'snapshot' | 'close'
  readonly session: string
  readonly n: number
  readonly bytes: number
  /** Milliseconds, of the host's own clock. */
  readonly at: number
}

type Entry = Asked & { isDone: boolean }

/** Entries that are done are forgotten in lots of this size. */
const COMPACT_AT = 1_024

export class Unanswered {
  readonly #ofSession = new Map<string, Queue>()
  readonly #all = new Queue()
  #count = 0
  #bytes = 0

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The oldest that is not answered. */
  get oldest(): Asked | null {
    return this.#all.head
  }

  add(asked: Asked): void {
    const entry: Entry = { ...asked, isDone: false }
    this.#all.push(entry)
    this.#queueOf(asked.session).push(entry)
    this.#count += 1
    this.#bytes += asked.bytes
  }

  /** The oldest that a session has not answered. */
  nextOf(session: string): Asked | null {
    return this.#ofSession.get(session)?.head ?? null
  }

  /** Takes one answer for all inputs of a session up to `n`; false where that is no answer to what was asked. */
  answerInputs(session: string, n: number): boolean {
    const queue = this.#ofSession.get(session)
    for (let head = queue?.head ?? null; head !== null; head = queue?.head ?? null) {
      if (head.kind !== 'input' || head.n > n) return false
      this.#shift(queue!)
      if (head.n === n) return true
    }
    return false
  }

  /** Takes the answer to something else than an input; false where it was not next. */
  answerRequest(session: string, kind: Asked['kind']): boolean {
    const queue = this.#ofSession.get(session)
    if (queue?.head?.kind !== kind) return false
    this.#shift(queue)
    return true
  }

  /** Nothing more will come of a session. */
  forget(session: string): void {
    const queue = this.#ofSession.get(session)
    while (queue !== undefined && queue.head !== null) this.#shift(queue)
    this.#ofSession.delete(session)
  }

  #shift(queue: Queue): void {
    const entry = queue.shift()
    entry.isDone = true
    this.#count -= 1
    this.#bytes -= entry.bytes
    while (this.#all.head?.isDone === true) this.#all.shift()
  }

  #queueOf(session: string): Queue {
    let queue = this.#ofSession.get(session)
    if (queue === undefined) this.#ofSession.set(session, (queue = new Queue()))
    return queue
  }
}

class Queue {
  #entries: Entry[] = []
  #first = 0

  get head(): Entry | null {
    return this.#entries[this.#first] ?? null
  }

  push(entry: Entry): void {
    this.#entries.push(entry)
  }

  shift(): Entry {
    const entry = this.#entries[this.#first]
    if (entry === undefined) throw new Error('Invariant: what is shifted is there')
    this.#first += 1
    if (this.#first >= COMPACT_AT && this.#first * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
    return entry
  }
}
