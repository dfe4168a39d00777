/** How the SDK refuses what an author's code asks for: with the field, the fault and what is allowed. */

/** An order, target or bracket whose terms are not acceptable. Nothing was sent. */
export class OrderTermsError extends Error {
  override readonly name = 'OrderTermsError'
  /** The field of the request, for example `limitPrice`. */
  readonly field: string

  constructor(field: string, fault: string) {
    super(`${field} ${fault}`)
    this.field = field
  }
}

/** A timer whose terms are not acceptable. */
export class TimerError extends Error {
  override readonly name = 'TimerError'
}

/** A state that is no plain JSON, or that this version of the strategy cannot read. */
export class StateError extends Error {
  override readonly name = 'StateError'
}

/** A strategy whose declaration is wrong: its name, a parameter, a subscription. */
export class StrategyDefinitionError extends Error {
  override readonly name = 'StrategyDefinitionError'
}
