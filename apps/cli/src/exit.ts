/** Exit codes of every verb: 0 done, 1 it ran and says no, 2 wrong usage. */

export const EXIT = { ok: 0, no: 1, usage: 2 } as const

/** The verb ran and the answer is no: printed without a stack, exit 1. */
export class Refused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Refused'
  }
}

/** What was asked for cannot be: an option, a parameter, a grid. Printed without a stack, exit 2. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WrongUsage'
  }
}
