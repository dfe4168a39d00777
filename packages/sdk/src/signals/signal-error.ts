/** How a signal or a model that cannot be is refused: with what is wrong and what is allowed. */

/** A signal whose declaration is wrong: its name, its features, a model that was trained on others. */
export class SignalDefinitionError extends Error {
  override readonly name = 'SignalDefinitionError'
}

/** A model file that is not one, or is broken. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError'
  /** The field that is wrong, for example `weights`. */
  readonly field: string

  constructor(field: string, fault: string) {
    super(`model: ${field} ${fault}`)
    this.field = field
  }
}
