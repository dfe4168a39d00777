/**
 * A question that may be asked rarely, asked once for all who want to know: who comes before it goes out shares its answer, who
 * comes later gets the next. So every answer is younger than the asking.
 */

export class JoinedQuestion<Value> {
  private readonly ask: (begun: () => void) => Promise<Value>
  private waiting: Promise<Value> | null = null

  /** `ask` calls `begun` when its first request goes out. */
  constructor(ask: (begun: () => void) => Promise<Value>) {
    this.ask = ask
  }

  answer(): Promise<Value> {
    if (this.waiting !== null) return this.waiting
    let begun = false
    const asked: Promise<Value> = this.ask(() => {
      begun = true
      this.waiting = null
    }).finally(() => {
      if (this.waiting === asked) this.waiting = null
    })
    // It may go out at once.
    if (!begun) this.waiting = asked
    return asked
  }
}
