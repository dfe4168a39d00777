/**
 * Keeps the venue's session: opened when something is asked and found gone, kept alive by a call a minute, and told apart from the
 * outer one, which outlives it. What a person has to do (log in at the gateway) is said once.
 */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { VenueHealth, VenueTime } from '../contract/records.ts'
import type { HttpAnswer } from '../transport/http-exchange.ts'
import type { VenueClock } from '../transport/venue-clock.ts'
import { readErrorBody } from './error-body.ts'
import { expectedOutage } from './maintenance.ts'
import { isSessionLoss } from './reject-texts.ts'
import type { RequestSigning } from './request-signing.ts'
import { credentialMissing, ibkrRestSession, type LineOwner, type RestSession } from './rest.ts'
import { GONE, SessionLadder, type OpenedSession } from './session-ladder.ts'
import { isHealthy, readTickle, statusFault, type SessionStatus, type Tickled } from './session-records.ts'
import { IBKR_VENUE_ID, type IbkrEnvironment } from './settings.ts'

export interface OpenSession extends OpenedSession {
  /** Counts openings: what was warmed up in an earlier one is cold. */
  readonly epoch: number
}

export class SessionKeeper {
  private readonly environment: IbkrEnvironment
  private readonly clock: VenueClock
  private readonly signing: RequestSigning
  private readonly rest: RestSession
  private readonly ladder: SessionLadder
  private readonly lossListeners = new Set<(message: string) => void>()
  private session: OpenSession | null = null
  private opening: Promise<Answer<OpenSession>> | null = null
  /** What the last try came to, and until when it is the answer. */
  private refusal: { readonly answer: Answer<OpenSession>; readonly untilMs: number } | null = null
  private epoch = 0
  private alarmed = false
  private closed = false
  private stopTickle: (() => void) | null = null

  constructor(owner: LineOwner) {
    this.environment = owner
    this.clock = owner.clock
    this.signing = owner.signing
    this.rest = ibkrRestSession(owner)
    this.ladder = new SessionLadder(owner, this.rest)
  }

  /** The session, opened where it is not. Never throws; several callers wait for one opening. */
  ready(): Promise<Answer<OpenSession>> {
    if (this.closed)
      return Promise.resolve(failed('UNREACHABLE', 'the connection to the venue was closed by us'))
    const missing = credentialMissing<OpenSession>(this.environment)
    if (missing !== null) return Promise.resolve(missing)
    if (this.session !== null && this.signing.isReady()) return Promise.resolve(answered(this.session))
    if (this.refusal !== null && this.refusal.untilMs > this.environment.time.nowMs())
      return Promise.resolve(this.refusal.answer)
    this.opening ??= this.openOnce()
    return this.opening
  }

  /** Whether a session that was used is still the one. */
  isCurrent(session: OpenSession): boolean {
    return this.session === session
  }

  /** Takes whatever an answer says of the session. */
  heard({ status, body }: HttpAnswer): void {
    if (status === 401) this.lost('the venue does not know us any more')
    else if (status === 400 && isSessionLoss(body)) this.lost(readErrorBody(body).message)
    else if (status === GONE) {
      this.signing.drop()
      this.lost('the venue has forgotten the live session token')
    }
  }

  /** It is gone; the next who asks opens another. */
  lost(message: string): void {
    if (this.session === null) return
    this.session = null
    for (const listener of this.lossListeners) listener(message)
  }

  onLost(listener: (message: string) => void): () => void {
    this.lossListeners.add(listener)
    return () => this.lossListeners.delete(listener)
  }

  /** Another session of the user has taken over: told to a person, because he may be the other one. */
  competed(): void {
    this.alarm('another session of the same user has taken the brokerage session')
    this.lost('another session of the same user competes')
  }

  async health(): Promise<Answer<VenueHealth>> {
    const outage = this.outage()
    const open = await this.ready()
    const ticked = open.ok ? await this.tickle() : open
    if (ticked.ok) {
      const { status } = ticked.value
      this.judge(status)
      const message = [statusFault(status), outage].filter((part) => part !== null).join('; ')
      return answered({ trading: isHealthy(status), message })
    }
    const { kind, message } = ticked.failure
    const itsWord = kind === 'MAINTENANCE' || kind === 'UNAUTHORIZED' || kind === 'FORBIDDEN'
    return itsWord || outage !== null
      ? answered({ trading: false, message: outage === null ? message : `${message}; ${outage}` })
      : ticked
  }

  /** The venue has no clock to ask for: its answers are dated. */
  async time(): Promise<Answer<VenueTime>> {
    const open = await this.ready()
    if (!open.ok) return open
    const { time } = this.environment
    const askedAtMs = time.nowMs()
    const ticked = await this.tickle()
    if (!ticked.ok) return ticked
    const roundTripMs = time.nowMs() - askedAtMs
    return answered({ venueAt: this.clock.nowMs() * 1_000, offsetMs: this.clock.offsetMs, roundTripMs })
  }

  close(): void {
    this.closed = true
    this.stopTickle?.()
    this.session = null
    this.rest.close()
  }

  private async openOnce(): Promise<Answer<OpenSession>> {
    const opened = await this.ladder.open()
    this.epoch += 1
    const answer: Answer<OpenSession> = opened.ok ? answered({ ...opened.value, epoch: this.epoch }) : opened
    this.opening = null
    const { time, settings } = this.environment
    if (answer.ok) {
      this.session = answer.value
      this.refusal = null
      this.alarmed = false
    } else {
      this.refusal = { answer, untilMs: time.nowMs() + settings.reopenMs }
      if (answer.failure.kind === 'UNAUTHORIZED' || answer.failure.kind === 'FORBIDDEN')
        this.alarm(answer.failure.message)
    }
    if (this.closed) return failed('UNREACHABLE', 'the connection to the venue was closed by us')
    this.tickleLater()
    return answer
  }

  private tickle(): Promise<Answer<Tickled>> {
    return this.rest.post('/tickle', {}, readTickle)
  }

  /** It goes on whatever happens: a session that is not kept alive ends after some minutes. */
  private tickleLater(): void {
    const { time, settings } = this.environment
    this.stopTickle?.()
    this.stopTickle = time.after(settings.tickleMs, () => {
      void this.keep().then(() => {
        if (!this.closed) this.tickleLater()
      })
    })
  }

  private async keep(): Promise<void> {
    if (this.session === null || !this.signing.isReady()) {
      await this.ready()
      return
    }
    const ticked = await this.tickle()
    // A network that fails once says nothing of the session.
    if (ticked.ok) this.judge(ticked.value.status)
    else if (ticked.failure.kind === 'UNAUTHORIZED') this.lost('the venue does not know us any more')
  }

  private judge(status: SessionStatus): void {
    if (status.competing) this.competed()
    else if (!isHealthy(status)) this.lost(statusFault(status) ?? '')
  }

  private alarm(message: string): void {
    if (this.alarmed || this.outage() !== null) return
    this.alarmed = true
    this.environment.alert({
      venueId: IBKR_VENUE_ID,
      kind: 'CREDENTIAL_REFUSED',
      subject: 'session',
      message,
    })
  }

  private outage(): string | null {
    return expectedOutage(this.clock.nowMs(), this.environment.settings.region)
  }
}
