/**
 * The way up into a session, step by step: two tiers, the outer by login or signature, the inner for trading, of which a user has
 * one in the whole world; then the accounts, before which nothing else is answered.
 */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { AccountRecord } from '../contract/records.ts'
import { pause } from '../transport/timekeeper.ts'
import { readPortfolioAccount } from './account-records.ts'
import type { LineOwner, RestSession } from './rest.ts'
import {
  readBrokerageAccounts,
  readSessionStatus,
  readTickle,
  readTokenAnswer,
  statusFault,
  type Tickled,
} from './session-records.ts'

export interface OpenedSession {
  readonly accountId: string
  readonly account: AccountRecord
  /** What streams are opened with. */
  readonly cookie: string
}

/** The status by which the venue says that it has forgotten the token. */
export const GONE = 410

export class SessionLadder {
  private readonly owner: LineOwner
  private readonly rest: RestSession

  constructor(owner: LineOwner, rest: RestSession) {
    this.owner = owner
    this.rest = rest
  }

  async open(): Promise<Answer<OpenedSession>> {
    const { settings, signing } = this.owner
    const known = settings.mode === 'OAUTH' && signing.isReady()
    const signed = await this.sign()
    if (!signed.ok) return signed
    let ticked = await this.tickle()
    if (!ticked.ok && ticked.failure.kind === 'UNAUTHORIZED' && known) {
      // A token that was good may have been forgotten.
      signing.drop()
      const again = await this.sign()
      if (!again.ok) return again
      ticked = await this.tickle()
    }
    if (!ticked.ok) return this.explained(ticked)
    const trading = statusFault(ticked.value.status) === null ? ticked : await this.raise(ticked.value)
    return trading.ok ? this.chooseAccount(trading.value.cookie) : trading
  }

  /** A live session token, where requests are signed. */
  private async sign(): Promise<Answer<null>> {
    const { signing, clock } = this.owner
    if (signing.isReady()) return answered(null)
    const first = await this.askToken()
    // The refusal was dated: where our clock was off, the next request carries the venue's time.
    const clockWasOff = !first.ok && first.failure.kind === 'UNAUTHORIZED' && clock.offsetMs !== 0
    if (!clockWasOff) return first
    signing.drop()
    return this.askToken()
  }

  private async askToken(): Promise<Answer<null>> {
    const { signing } = this.owner
    const challenge = signing.newChallenge()
    const answer = await this.rest.askToken(challenge, readTokenAnswer)
    if (!answer.ok) return answer
    return signing.accept(challenge, answer.value)
      ? answered(null)
      : failed('UNAUTHORIZED', "the venue's proof of the live session token does not fit the credential")
  }

  /** Opens the brokerage session: once, and once more after a logout. */
  private async raise({ status }: Tickled): Promise<Answer<Tickled>> {
    if (status.competing && !this.owner.settings.compete)
      return failed('FORBIDDEN', 'another session of the same user trades, and ours is not to throw it out')
    let fault = statusFault(status)
    for (const afterLogout of [false, true]) {
      if (afterLogout) {
        const left = await this.rest.post('/logout', {}, () => null)
        if (!left.ok) return left
      }
      const raised = await this.initialize()
      if (!raised.ok) return raised
      fault = statusFault(raised.value.status)
      if (fault === null) return raised
    }
    return failed('MAINTENANCE', `the brokerage session cannot be opened: ${fault ?? ''}`)
  }

  /** Asks for the inner session, and a moment later whether it is there: what is said at once is not the end of it. */
  private async initialize(): Promise<Answer<Tickled>> {
    const { settings, signing, time } = this.owner
    const terms = { publish: true, compete: settings.compete }
    const ask = () => this.rest.post('/iserver/auth/ssodh/init', terms, readSessionStatus)
    let asked = await ask()
    if (!asked.ok && asked.failure.status === GONE) {
      signing.drop()
      const signed = await this.sign()
      if (!signed.ok) return signed
      asked = await ask()
    }
    if (!asked.ok) return asked
    await pause(time, settings.settleMs)
    return this.tickle()
  }

  private async chooseAccount(cookie: string): Promise<Answer<OpenedSession>> {
    const brokerage = await this.rest.get('/iserver/accounts', readBrokerageAccounts)
    if (!brokerage.ok) return brokerage
    const { accounts, selected } = brokerage.value
    const accountId = this.owner.settings.accountId ?? selected ?? accounts[0]
    if (accountId === undefined || !accounts.includes(accountId)) {
      const known = accounts.join(', ') || 'none'
      return failed('FORBIDDEN', `the user has no account ${accountId ?? ''}: it has ${known}`)
    }
    if (selected !== null && selected !== accountId) {
      const chosen = await this.rest.post('/iserver/account', { acctId: accountId }, () => null)
      if (!chosen.ok) return chosen
    }
    const account = await this.rest.get('/portfolio/accounts', (json) =>
      readPortfolioAccount(json, accountId),
    )
    return account.ok ? answered({ accountId, account: account.value, cookie }) : account
  }

  private tickle(): Promise<Answer<Tickled>> {
    return this.rest.post('/tickle', {}, readTickle)
  }

  private explained(answer: Extract<Answer<Tickled>, { ok: false }>): Answer<OpenedSession> {
    const { kind, message, status } = answer.failure
    if (kind !== 'UNAUTHORIZED') return answer
    const { settings, signing } = this.owner
    signing.drop()
    const said =
      settings.mode === 'GATEWAY'
        ? 'nobody is logged in at the gateway: log in with a browser on its machine'
        : `the venue does not take the credential: ${message}`
    return failed('UNAUTHORIZED', said, { status })
  }
}
