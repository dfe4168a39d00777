/**
 * The commands that wait for one partition, in order of arrival. Bounded: past the bound a caller is told at once. What takes
 * risk away has room of its own, and what a venue says is never turned away: it is a fact.
 */
import type { Actor, Book, Refusal } from '@quarterdeck/engine'
import { Overloaded } from '../faults.ts'
import { MAILBOX_COMMANDS_MAX, MAILBOX_RESERVE } from '../limits.ts'
import type { CommandRequest, Committed } from '../runtime.ts'
import type { TapeSegment } from '../strategies/tape-segment.ts'

/** A command and who waits for its outcome; nobody waits for what comes of a venue's report. */
export interface Letter {
  readonly actor: Actor
  readonly request: CommandRequest
  /** The request from outside that it came of. */
  readonly traceId?: string | undefined
  /** The tape of the strategy that asks, up to what it was told when it asked: durable with the command's events or not at all. */
  readonly tape?: TapeSegment | undefined
  /** What stands in the way of the command in its turn; null: nothing. */
  readonly unless?: ((book: Book) => Refusal | null) | undefined
  readonly answer: ((committed: Committed) => void) | null
  readonly fail: ((fault: Error) => void) | null
}

const RISK_REDUCING: ReadonlySet<string> = new Set(['CancelOrder', 'CancelAllOrders', 'EngageKillSwitch'])

export class Mailbox {
  #letters: Letter[] = []
  #received = 0

  get size(): number {
    return this.#letters.length
  }

  /** Letters that it ever took in. */
  get received(): number {
    return this.#received
  }

  /** Takes a letter in, or throws `Overloaded`. */
  put(letter: Letter): void {
    const bound = RISK_REDUCING.has(letter.request.type)
      ? MAILBOX_COMMANDS_MAX + MAILBOX_RESERVE
      : MAILBOX_COMMANDS_MAX
    if (letter.request.type !== 'ReportVenue' && this.#letters.length >= bound) {
      throw new Overloaded(
        `${bound} commands of this organization wait already. Nothing was done; try again later.`,
      )
    }
    this.#letters.push(letter)
    this.#received += 1
  }

  /** The oldest letters, `count` at most. */
  take(count: number): readonly Letter[] {
    if (this.#letters.length <= count) {
      const all = this.#letters
      this.#letters = []
      return all
    }
    return this.#letters.splice(0, count)
  }
}
