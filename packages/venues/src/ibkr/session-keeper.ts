/**
 * Opens the venue's session and keeps it: two tiers, the outer by login or signature, the inner for trading, of which a user has
 * one in the whole world.
 *
 * It is opened when something is asked and found gone, kept alive by a call a minute, and climbed back into step by step: a new
 * token, a new brokerage session, a logout before it. What a person has to do (log in at the gateway) is said once.
 */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { AccountRecord, VenueHealth, VenueTime } from '../contract/records.ts'
import type { HttpAnswer } from '../transport/http-exchange.ts'
import { pause } from '../transport/timekeeper.ts'
import type { VenueClock } from '../transport/venue-clock.ts'
import { readPortfolioAccount } from './account-records.ts'
import { readErrorBody } from './error-body.ts'
import { expectedOutage } from './maintenance.ts'
import { isSessionLoss } from './reject-texts.ts'
import type { RequestSigning } from './request-signing.ts'
import { credentialMissing, ibkrRestSession, type LineOwner, type RestSession } from './rest.ts'
import {
  isHealthy,
  readBrokerageAccounts,
  readSessionStatus,
  readTickle,
  readTokenAnswer,
  type SessionStatus,
  type Tickled,
} from './session-records.ts'
import { IBKR_VENUE_ID, type IbkrEnvironment } from './settings.ts'

export interface OpenSession {
  readonly accountId: string
  readonly account: AccountRecord
  /** What streams are opened with. */
  readonly cookie: string
  /** Counts openings: what was warmed up in an earlier one is cold. */
  readonly epoch: number
}

/** 410: the venue has forgotten the token. */
const GONE = 410

export class SessionKeeper {
  private readonly environment: IbkrEnvironment
  private readonly clock: VenueClock
  private readonly signing: RequestSigning
  private readonly rest: RestSession
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
    const answer = await this.open()
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

  private async open(): Promise<Answer<OpenSession>> {
    const known = this.environment.settings.mode === 'OAUTH' && this.signing.isReady()
    const signed = await this.sign()
    if (!signed.ok) return signed
    let ticked = await this.tickle()
    if (!ticked.ok && ticked.failure.kind === 'UNAUTHORIZED' && known) {
      // A token that was good may have been forgotten.
      this.signing.drop()
      const again = await this.sign()
      if (!again.ok) return again
      ticked = await this.tickle()
    }
    if (!ticked.ok) return this.explained(ticked)
    const { status, cookie } = ticked.value
    if (!isHealthy(status)) {
      const raised = await this.raise(status)
      if (!raised.ok) return raised
    }
    return this.chooseAccount(cookie)
  }

  /** A live session token, where requests are signed. */
  private async sign(): Promise<Answer<null>> {
    if (this.signing.isReady()) return answered(null)
    const first = await this.askToken()
    // The refusal was dated: where our clock was off, the next request carries the venue's time.
    const clockWasOff = !first.ok && first.failure.kind === 'UNAUTHORIZED' && this.clock.offsetMs !== 0
    if (!clockWasOff) return first
    this.signing.drop()
    return this.askToken()
  }

  private async askToken(): Promise<Answer<null>> {
    const challenge = this.signing.newChallenge()
    const answer = await this.rest.askToken(challenge, readTokenAnswer)
    if (!answer.ok) return answer
    return this.signing.accept(challenge, answer.value)
      ? answered(null)
      : failed('UNAUTHORIZED', "the venue's proof of the live session token does not fit the credential")
  }

  /** Opens the brokerage session: once, and once more after a logout. */
  private async raise(status: SessionStatus): Promise<Answer<null>> {
    if (status.competing && !this.environment.settings.compete)
      return failed('FORBIDDEN', 'another session of the same user trades, and ours is not to throw it out')
    let fault = statusFault(status)
    for (const afterLogout of [false, true]) {
      if (afterLogout) {
        const left = await this.rest.post('/logout', {}, () => null)
        if (!left.ok) return left
      }
      const raised = await this.initialize()
      if (!raised.ok) return raised
      fault = statusFault(raised.value)
      if (fault === null) return answered(null)
    }
    return failed('MAINTENANCE', `the brokerage session cannot be opened: ${fault ?? ''}`)
  }

  private async initialize(): Promise<Answer<SessionStatus>> {
    const { settings } = this.environment
    const ask = () =>
      this.rest.post(
        '/iserver/auth/ssodh/init',
        { publish: true, compete: settings.compete },
        readSessionStatus,
      )
    let asked = await ask()
    if (!asked.ok && asked.failure.status === GONE) {
      this.signing.drop()
      const signed = await this.sign()
      if (!signed.ok) return signed
      asked = await ask()
    }
    if (!asked.ok) return asked
    await pause(this.environment.time, settings.settleMs)
    return this.rest.post('/iserver/auth/status', {}, readSessionStatus)
  }

  /** The accounts have to be asked for before anything else is answered. */
  private async chooseAccount(cookie: string): Promise<Answer<OpenSession>> {
    const brokerage = await this.rest.get('/iserver/accounts', readBrokerageAccounts)
    if (!brokerage.ok) return brokerage
    const { accounts, selected } = brokerage.value
    const accountId = this.environment.settings.accountId ?? selected ?? accounts[0]
    if (accountId === undefined || !accounts.includes(accountId))
      return failed(
        'FORBIDDEN',
        `the user has no account ${accountId ?? ''}: it has ${accounts.join(', ') || 'none'}`,
      )
    if (selected !== null && selected !== accountId) {
      const chosen = await this.rest.post('/iserver/account', { acctId: accountId }, () => null)
      if (!chosen.ok) return chosen
    }
    const account = await this.rest.get('/portfolio/accounts', (json) =>
      readPortfolioAccount(json, accountId),
    )
    if (!account.ok) return account
    this.epoch += 1
    return answered({ accountId, account: account.value, cookie, epoch: this.epoch })
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
    if (!ticked.ok) {
      if (ticked.failure.kind === 'UNAUTHORIZED') this.lost('the venue does not know us any more')
    } else if (ticked.value.status.competing) this.competed()
    else if (!isHealthy(ticked.value.status)) this.lost(statusFault(ticked.value.status) ?? '')
  }

  private explained(answer: Extract<Answer<Tickled>, { ok: false }>): Answer<OpenSession> {
    const { kind, message, status } = answer.failure
    if (kind !== 'UNAUTHORIZED') return answer
    this.signing.drop()
    return this.environment.settings.mode === 'GATEWAY'
      ? failed('UNAUTHORIZED', 'nobody is logged in at the gateway: log in with a browser on its machine', {
          status,
        })
      : failed('UNAUTHORIZED', `the venue does not take the credential: ${message}`, { status })
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

/** Why a session does not trade; null: it does. */
function statusFault(status: SessionStatus): string | null {
  if (isHealthy(status)) return null
  const { authenticated, connected, competing, message } = status
  const faults = [
    ...(connected ? [] : ['not connected']),
    ...(authenticated ? [] : ['not authenticated']),
    ...(competing ? ['another session competes'] : []),
    ...(message === '' ? [] : [message]),
  ]
  return faults.join(', ')
}
