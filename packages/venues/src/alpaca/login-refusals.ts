/** Counts in a row how often a stream's login was refused: after some it is not tried any more, and somebody is told. */

import type { StreamSession } from '../transport/stream-session.ts'
import { ALPACA_VENUE_ID, type AlpacaEnvironment } from './settings.ts'

/** Keys are refused now and then while the venue is ill; more tries with wrong ones bring a lock. */
const REFUSALS_MAX = 3

export class LoginRefusals {
  private readonly environment: AlpacaEnvironment
  private readonly subject: string
  private inARow = 0

  constructor(environment: AlpacaEnvironment, subject: string) {
    this.environment = environment
    this.subject = subject
  }

  loggedIn(): void {
    this.inARow = 0
  }

  refused(session: StreamSession, message: string): void {
    this.inARow += 1
    if (this.inARow < REFUSALS_MAX) {
      session.drop(`refused: ${message}`)
      return
    }
    this.environment.alert({
      venueId: ALPACA_VENUE_ID,
      kind: 'CREDENTIAL_REFUSED',
      subject: this.subject,
      message: `the stream was refused ${this.inARow} times: ${message}`,
    })
    session.refuse(message)
  }
}
