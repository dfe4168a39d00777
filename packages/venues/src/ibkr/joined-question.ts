/**
 * A question that may be asked rarely, asked once for all who want to know: who comes before it goes out shares its answer, who
 * comes later gets the next. So every answer is younger than the asking.
 */

export class JoinedQuestion<Value> {
  private readonly ask: (begun: () => void) => Promise<Value>
  private waiting: Promise<Value> | null = null
  /** Whose answer waits to be shared. */
  private turn: object | null = null

  /** `ask` calls what it is given when its first request goes out. */
  constructor(ask: (begun: () => void) => Promise<Value>) {
    this.ask = ask
  }

  answer(): Promise<Value> {
    if (this.waiting !== null) return this.waiting
    const turn = {}
    const leave = (): void => {
      if (this.turn !== turn) return
      this.turn = null
      this.waiting = null
    }
    this.turn = turn
    const asked = this.ask(leave).finally(leave)
    // It may have gone out at once.
    if (this.turn === turn) this.waiting = asked
    return asked
  }
}
