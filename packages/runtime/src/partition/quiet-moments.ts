/**
 * Who waits for a moment in which a partition's book holds nothing that is not durable and told.
 *
 * Under load no such moment comes by itself: there is always a commit under way or a letter that waits. So a waiter remembers which
 * letters came before it. Once those are decided, deciding is held for the length of one commit, and the moment between it and the
 * next is the waiter's. What came before it may be a dead run's orders: they are always part of what it sees.
 */

/** Commits in which it may become quiet by itself before one is held up for it: a hold costs the time of a commit. */
export const COMMITS_BEFORE_HOLD = 4

interface Waiter {
  readonly callback: () => void
  /** Letters that came before it. */
  readonly letters: number
  /** Commits that had begun before it. */
  readonly commits: number
}

/** How far a partition is, in letters and commits since its start. */
export interface Progress {
  readonly received: number
  readonly taken: number
  readonly commits: number
}

export class QuietMoments {
  #waiting: Waiter[] = []

  ask(callback: () => void, { received, commits }: Progress): void {
    this.#waiting.push({ callback, letters: received, commits })
  }

  /** Whether nothing more may be decided until somebody who waits has had a moment. */
  holds({ taken, commits }: Progress): boolean {
    return this.#waiting.some(
      (waiter) => waiter.letters <= taken && waiter.commits + COMMITS_BEFORE_HOLD <= commits,
    )
  }

  /** It is quiet: those are called whose letters have been decided. */
  serve({ taken }: Progress): void {
    if (this.#waiting.length === 0) return
    const [due, left] = [
      this.#waiting.filter(({ letters }) => letters <= taken),
      this.#waiting.filter(({ letters }) => letters > taken),
    ]
    this.#waiting = left
    for (const { callback } of due) callback()
  }
}
