/**
 * A question that may be asked rarely, asked once for all who want to know: who comes before it goes out shares its answer, who
 * comes later gets the next. So every answer is younger than the asking.
 */

export class JoinedQuestion<Value> {
  private readonly ask: (begun: () => void) => Promise<Value>
  private readonly nowMs: () => number
  private latest: { readonly value: Value; readonly begunAtMs: number } | null = null
  private waiting: Promise<Value> | null = null
  /** Whose answer waits to be shared. */
  private turn: object | null = null

  /** `ask` calls what it is given whenever a request of it goes out. */
  constructor(ask: (begun: () => void) => Promise<Value>, nowMs: () => number) {
    this.ask = ask
    this.nowMs = nowMs
  }

  /** The latest answer, where its request went out at that time or later; null: there is none. */
  since(atMs: number): Value | null {
    return this.latest !== null && this.latest.begunAtMs >= atMs ? this.latest.value : null
  }

  answer(): Promise<Value> {
    if (this.waiting !== null) return this.waiting
    const turn = {}
    let begunAtMs = Number.NEGATIVE_INFINITY
    const leave = (): void => {
      if (this.turn !== turn) return
      this.turn = null
      this.waiting = null
    }
    const begun = (): void => {
      begunAtMs = this.nowMs()
      leave()
    }
    this.turn = turn
    const asked = this.ask(begun)
      .then((value) => {
        this.latest = { value, begunAtMs }
        return value
      })
      .finally(leave)
    // It may have gone out at once.
    if (this.turn === turn) this.waiting = asked
    return asked
  }
}
