/**
 * The venue's two tiers of session: the outer one of the user, the inner one for trading, of which he has one in the world; both
 * end by themselves. What has to be warmed up in a session is forgotten with it.
 */

import { randomBytes } from 'node:crypto'
import type { FrontAnswer } from '../core/http-front.ts'
import { parts } from '../core/received-text.ts'
import { fault, json } from './answers.ts'

export interface SessionDeskOptions {
  readonly nowMs: () => number
  /** No request for so long: both sessions are over. */
  readonly idleMs: number
  /** Whether the inner session is there from the login on, as a gateway makes it. */
  readonly opensByItself: boolean
  /** The inner session has changed hands or ended. */
  readonly onChange: (change: { readonly authenticated: boolean; readonly competing: boolean }) => void
}

export class SessionDesk {
  cookie = newCookie()
  /** What was asked for in this session already. */
  readonly warm = new Set<string>()
  private readonly options: SessionDeskOptions
  private authenticated = false
  private competing = false
  private outer = true
  private lastMs: number

  constructor(options: SessionDeskOptions) {
    this.options = options
    this.lastMs = options.nowMs()
    this.authenticated = options.opensByItself
  }

  /** Whether the user is logged in; every request counts as a sign of life. */
  isKnown(): boolean {
    const now = this.options.nowMs()
    if (now - this.lastMs > this.options.idleMs) this.end()
    this.lastMs = now
    return this.outer
  }

  trades(): boolean {
    return this.authenticated && !this.competing
  }

  /** A person logs in with a browser. */
  login(): void {
    this.outer = true
    this.authenticated = this.options.opensByItself
    this.competing = false
    this.lastMs = this.options.nowMs()
    this.warm.clear()
  }

  /** Both sessions are over, as after midnight. */
  end(): void {
    this.outer = false
    this.endBrokerage()
  }

  /** The inner session is over and the outer is not, as in the daily reset. */
  endBrokerage(): void {
    this.authenticated = false
    this.warm.clear()
    this.cookie = newCookie()
    this.options.onChange({ authenticated: false, competing: false })
  }

  /** The same user opens a session elsewhere. */
  takenOver(): void {
    this.competing = true
    this.authenticated = false
    this.options.onChange({ authenticated: false, competing: true })
  }

  initialize(body: string): FrontAnswer {
    const request = parts(body) ?? {}
    if (request['publish'] !== true) return fault(500, 'publish must be true')
    if (this.competing && request['compete'] !== true) return json(this.status())
    this.competing = false
    if (!this.authenticated) this.warm.clear()
    this.authenticated = true
    return json(this.status())
  }

  logout(): FrontAnswer {
    this.authenticated = false
    this.competing = false
    this.warm.clear()
    return json({ status: true })
  }

  status(): object {
    return {
      authenticated: this.authenticated,
      competing: this.competing,
      connected: this.outer,
      message: '',
      MAC: '12:B:B3:23:BF:A0',
      serverInfo: { serverName: 'JifN19053', serverVersion: 'Build 10.25.0p, Dec 5, 2023 5:48:12 PM' },
      hardware_info: '3b0679ee|98:A2:B3:23:BC:A0',
      fail: '',
    }
  }

  tickle(): FrontAnswer {
    return json({
      session: this.cookie,
      ssoExpires: this.options.idleMs,
      collission: false,
      userId: 123_456_789,
      hmds: { error: 'no bridge' },
      iserver: { authStatus: this.status() },
    })
  }
}

function newCookie(): string {
  return randomBytes(16).toString('hex')
}
