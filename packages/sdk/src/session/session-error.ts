/** How a session refuses what its host hands it: options or inputs that no correct host sends. */

/** Options with which no session can be made. */
export class SessionOptionsError extends Error {
  override readonly name = 'SessionOptionsError'
}

/** An input that the session cannot take; nothing has changed. */
export class SessionInputError extends Error {
  override readonly name = 'SessionInputError'
}
