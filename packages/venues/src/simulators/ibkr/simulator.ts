/**
 * Interactive Brokers on a loopback port, as a gateway or as the venue itself: its REST interface and stream with real sessions
 * and signatures, in front of a simulated exchange.
 *
 * Operators rehearse against it and tests hold the adapter to it; `faults` makes it misbehave, `truth` remembers what it heard.
 */

import { SimulatedExchange } from '../core/exchange.ts'
import { FaultSwitches } from '../core/faults.ts'
import { HttpFront, type FrontAnswer, type FrontRequest } from '../core/http-front.ts'
import { TruthLog } from '../core/truth-log.ts'
import { AccountRoutes } from './account-routes.ts'
import { fault, json } from './answers.ts'
import {
  ContractCatalogue,
  IBKR_SIMULATED_CONTRACTS,
  productOf,
  type SimulatedContract,
} from './contracts.ts'
import { marketRoute, type MarketRoutesOptions } from './market-routes.ts'
import { OAuthCheck } from './oauth-check.ts'
import { IbkrOrderDesk } from './order-desk.ts'
import { PacingMeter } from './pacing-meter.ts'
import { SessionDesk } from './session-desk.ts'
import { IbkrStreams } from './streams.ts'
import type { SimulatedUser } from './user.ts'

export interface IbkrSimulatorOptions {
  readonly user: SimulatedUser
  readonly contracts?: readonly SimulatedContract[]
  /** 0: any free port. */
  readonly port?: number
  /** How many times faster than the venue's its limits pass. */
  readonly pace?: number
  /** How long who asks too often is shut out. */
  readonly penaltyMs?: number
  readonly idleMs?: number
  readonly tokenLifeMs?: number
  readonly beatMs?: number
  readonly quotesMs?: number
  /** Whether a signature without the query's parameters is refused. */
  readonly strictQuery?: boolean
  readonly historyCountsBack?: boolean
  readonly tradesNameOrders?: boolean
  readonly dropsCookies?: boolean
}

/** Where a started simulator is. */
export interface IbkrAddresses {
  readonly restBaseUrl: string
  readonly wsUrl: string
  readonly port: number
}

const PREFIX = '/v1/api'
const OFFICIAL_ORIGIN = 'https://api.ibkr.com'
const TOKEN_ENDPOINT = 'POST /oauth/live_session_token'
/** What is posted to keep a session or to read: no order is touched. */
const QUESTIONS =
  /\/(tickle|logout|live_session_token|invalidate|iserver\/account|auth\/status|auth\/ssodh\/init)$/
const DAY_MS = 86_400_000

export class IbkrSimulator {
  readonly faults = new FaultSwitches()
  readonly truth = new TruthLog(({ path }) => QUESTIONS.test(path))
  readonly exchange: SimulatedExchange
  readonly session: SessionDesk
  readonly pacing: PacingMeter
  readonly desk: IbkrOrderDesk
  private readonly user: SimulatedUser
  private readonly oauth: OAuthCheck | null
  private readonly accounts: AccountRoutes
  private readonly market: MarketRoutesOptions
  private readonly streams: IbkrStreams
  private readonly front: HttpFront
  private readonly port: number
  private origins: readonly string[] = [OFFICIAL_ORIGIN]
  private readonly nowMs = (): number => Date.now() + this.faults.clockSkewMs

  constructor(options: IbkrSimulatorOptions) {
    const { faults, truth, nowMs } = this
    const { user } = options
    const { accountId, username } = user
    this.user = user
    this.port = options.port ?? 0
    this.pacing = new PacingMeter({ pace: options.pace ?? 1, penaltyMs: options.penaltyMs ?? 600_000 })
    const contracts = options.contracts ?? IBKR_SIMULATED_CONTRACTS
    const catalogue = new ContractCatalogue(contracts)
    this.exchange = new SimulatedExchange(contracts.map(productOf), nowMs)
    const { exchange } = this
    this.session = new SessionDesk({
      nowMs,
      idleMs: options.idleMs ?? 360_000,
      opensByItself: user.oauth === null,
      onChange: (change) => this.streams.sessionChanged(change),
    })
    const { session } = this
    this.oauth = this.oauthOf(options)
    this.desk = new IbkrOrderDesk({
      exchange,
      faults,
      accountId,
      onQueued: (order) => this.streams.orderChanged(order),
    })
    const { desk } = this
    this.market = {
      exchange,
      catalogue,
      session,
      nowMs,
      historyCountsBack: options.historyCountsBack ?? false,
    }
    this.accounts = new AccountRoutes({
      exchange,
      faults,
      catalogue,
      desk,
      session,
      accountId,
      nowMs,
      tradesNameOrders: options.tradesNameOrders ?? true,
    })
    this.streams = new IbkrStreams({
      exchange,
      faults,
      truth,
      catalogue,
      desk,
      session,
      accountId,
      username,
      nowMs,
      accessToken: user.oauth?.accessToken ?? null,
      beatMs: options.beatMs ?? 10_000,
      quotesMs: options.quotesMs ?? 500,
      dropsCookies: options.dropsCookies ?? false,
      isMuted: () => this.accounts.filtered,
    })
    this.front = new HttpFront({ faults, truth, nowMs, routes: this.routes() })
    this.front.server.on('upgrade', (request, socket, head) => this.streams.upgrade(request, socket, head))
  }

  async start(): Promise<IbkrAddresses> {
    const port = await this.front.listen(this.port)
    const origin = `http://127.0.0.1:${port}`
    this.origins = [OFFICIAL_ORIGIN, origin]
    return { restBaseUrl: `${origin}${PREFIX}`, wsUrl: `ws://127.0.0.1:${port}${PREFIX}/ws`, port }
  }

  /** Midnight at the venue: sessions and tokens are over. */
  reset(): void {
    this.oauth?.forget()
    this.session.endBrokerage()
  }

  /** Cuts every stream, as a venue does that restarts. */
  cutStreams(): void {
    this.streams.closeSockets()
  }

  /** Ports of the clients that are connected now. */
  connectedPorts(): readonly number[] {
    return this.front.connectedPorts()
  }

  async close(): Promise<void> {
    await this.streams.close()
    await this.front.close()
  }

  private oauthOf({ strictQuery, tokenLifeMs }: IbkrSimulatorOptions): OAuthCheck | null {
    const { oauth } = this.user
    if (oauth === null) return null
    return new OAuthCheck({
      oauth,
      origins: () => this.origins,
      nowMs: this.nowMs,
      strictQuery: strictQuery ?? false,
      tokenLifeMs: tokenLifeMs ?? DAY_MS,
    })
  }

  private routes(): ConstructorParameters<typeof HttpFront>[0]['routes'] {
    return {
      authenticate: (request) => this.authenticate(request),
      handle: (request) => this.handle(request),
      rateLimited: (retryAfterS) => ({
        ...fault(429, 'Too many requests'),
        ...(retryAfterS === null ? {} : { headers: { 'retry-after': String(retryAfterS) } }),
      }),
      unauthorized: () => ({ status: 401, body: '' }),
      maintenance: () => fault(503, 'Service Unavailable: the system is down for maintenance'),
    }
  }

  private authenticate(request: FrontRequest): FrontAnswer | null {
    const { method, headers } = request
    const endpoint = `${method} ${pathOf(request)}`
    if ((headers['user-agent'] ?? '') === '') return fault(403, 'Forbidden')
    if (method === 'POST' && headers['content-length'] === undefined) return fault(411, 'Length Required')
    if (!this.pacing.admits(endpoint, Date.now())) return fault(429, 'Too many requests')
    if (this.faults.sessionLost) return { status: 401, body: '' }
    if (this.oauth === null) return this.session.isKnown() ? null : { status: 401, body: '' }
    if (endpoint === TOKEN_ENDPOINT) return null
    if (!this.oauth.isSigned(request)) return { status: 401, body: '' }
    this.oauth.spend(request)
    if (!this.session.isKnown()) this.session.login()
    return null
  }

  private handle(request: FrontRequest): FrontAnswer {
    const { session } = this
    const path = pathOf(request)
    switch (`${request.method} ${path}`) {
      case TOKEN_ENDPOINT:
        return this.oauth?.issueToken(request) ?? fault(404, 'no such endpoint')
      case 'POST /tickle':
        return session.tickle()
      case 'POST /iserver/auth/status':
        return json(session.status())
      case 'POST /iserver/auth/ssodh/init':
        return session.initialize(request.body)
      case 'POST /logout':
        return session.logout()
    }
    if (path.startsWith('/iserver/') && !session.trades()) return fault(400, 'Bad Request: no bridge')
    return (
      marketRoute(request, path, this.market) ??
      this.accounts.handle(request, path) ??
      this.orders(request, path) ??
      fault(404, 'no such endpoint')
    )
  }

  private orders({ method, body }: FrontRequest, path: string): FrontAnswer | null {
    const own = `/iserver/account/${this.user.accountId}`
    if (method === 'POST' && path === `${own}/orders`) return this.desk.place(body)
    const id = path.startsWith(`${own}/order/`) ? path.slice(`${own}/order/`.length) : ''
    if (method === 'POST' && id !== '') return this.desk.modify(id, body)
    if (method === 'DELETE' && id !== '') return this.desk.cancel(id)
    const replyId = /^\/iserver\/reply\/([^/]+)$/.exec(path)?.[1]
    return method === 'POST' && replyId !== undefined ? this.desk.reply(replyId, body) : null
  }
}

function pathOf({ url }: FrontRequest): string {
  return url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : url.pathname
}
