/**
 * Kalshi on a loopback port: its REST interface and stream with real signature checks, in front of a simulated exchange.
 *
 * Operators rehearse against it and tests hold the adapter to it; `faults` makes it misbehave, `truth` remembers what it heard.
 */

import type { IncomingMessage } from 'node:http'
import { SimulatedExchange } from '../core/exchange.ts'
import { FaultSwitches } from '../core/faults.ts'
import { HttpFront, type FrontAnswer, type FrontRequest } from '../core/http-front.ts'
import { TruthLog } from '../core/truth-log.ts'
import { accountRoute } from './account-routes.ts'
import { MarketBoard } from './market-board.ts'
import { marketRoute } from './market-routes.ts'
import { KALSHI_SIMULATED_MARKETS, productOf, type KalshiSimulatedMarket } from './markets.ts'
import { KalshiOrderDesk } from './order-desk.ts'
import { OrderHistory } from './order-history.ts'
import { notFound, refusal } from './refusals.ts'
import {
  authenticationError,
  keyOfSignature,
  type KalshiSimulatedKey,
  type KeyVerdict,
} from './signature-check.ts'
import { KalshiStreams } from './streams.ts'
import { TokenBucket } from './token-bucket.ts'

export interface KalshiSimulatorOptions {
  readonly markets?: readonly KalshiSimulatedMarket[]
  readonly keys: readonly KalshiSimulatedKey[]
  /** 0: any free port. */
  readonly port?: number
  /** Tokens a second; a test may raise them. */
  readonly readTokens?: number
  readonly writeTokens?: number
  readonly pingEveryMs?: number
  /** How late a single order is told. */
  readonly singleLagMs?: number
}

/** Where a started simulator is. */
export interface KalshiAddresses {
  readonly restBaseUrl: string
  readonly wsUrl: string
  readonly port: number
}

const PREFIX = '/trade-api/v2'
const WS_PATH = '/trade-api/ws/v2'
const PUBLIC_PATHS = /^\/(exchange|series|events|markets)(\/|$)/
const ORDERS = '/portfolio/events/orders'
/** The interface before this one, which is gone. */
const GONE = /^\/portfolio\/orders(\/|$)/

export class KalshiSimulator {
  readonly faults = new FaultSwitches()
  readonly truth = new TruthLog()
  readonly exchange: SimulatedExchange
  readonly board: MarketBoard
  readonly readBucket: TokenBucket
  readonly writeBucket: TokenBucket
  /** Whether trading, or the whole exchange, is paused. */
  pause: 'TRADING' | 'EXCHANGE' | null = null
  /** Maintenance that is announced: from and to, in UTC milliseconds. */
  readonly announced: (readonly [fromMs: number, toMs: number])[] = []
  private readonly keys: ReadonlyMap<string, KalshiSimulatedKey>
  private readonly desk: KalshiOrderDesk
  private readonly streams: KalshiStreams
  private readonly front: HttpFront
  private readonly options: KalshiSimulatorOptions
  private readonly history: OrderHistory
  private readonly expiry: NodeJS.Timeout

  constructor(options: KalshiSimulatorOptions) {
    const { faults, truth } = this
    const { markets = KALSHI_SIMULATED_MARKETS, readTokens = 200, writeTokens = 100 } = options
    const nowMs = (): number => this.nowMs()
    this.options = options
    this.keys = new Map(options.keys.map((key) => [key.keyId, key]))
    this.readBucket = new TokenBucket(readTokens)
    this.writeBucket = new TokenBucket(writeTokens)
    this.exchange = new SimulatedExchange(markets.map(productOf), nowMs)
    const { exchange } = this
    this.history = new OrderHistory(nowMs)
    // Before the streams: what they tell is in the history already.
    exchange.listen(this.history)
    this.board = new MarketBoard(markets, { exchange, nowMs })
    this.desk = new KalshiOrderDesk({ exchange, faults, nowMs, pause: () => this.pause })
    this.streams = new KalshiStreams({
      exchange,
      history: this.history,
      faults,
      truth,
      nowMs,
      pingEveryMs: options.pingEveryMs ?? 10_000,
      keyOf: (request) => this.keyOfUpgrade(request),
    })
    this.front = new HttpFront({
      faults,
      truth,
      nowMs,
      routes: {
        authenticate: (request) => this.authenticate(request),
        handle: (request) => this.handle(request),
        rateLimited,
        unauthorized: () => unauthorized(authenticationError('INCORRECT_API_KEY_SIGNATURE')),
        maintenance,
      },
    })
    this.front.server.on('upgrade', (request, socket, head) => this.streams.upgrade(request, socket, head))
    this.expiry = setInterval(() => exchange.expire(), 100)
    this.expiry.unref()
  }

  async start(): Promise<KalshiAddresses> {
    const port = await this.front.listen(this.options.port ?? 0)
    const host = `127.0.0.1:${port}`
    return { restBaseUrl: `http://${host}${PREFIX}`, wsUrl: `ws://${host}${WS_PATH}`, port }
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
    clearInterval(this.expiry)
    await this.streams.close()
    await this.front.close()
  }

  private nowMs(): number {
    return Date.now() + this.faults.clockSkewMs
  }

  private keyOf(request: Pick<FrontRequest, 'headers' | 'method'>, path: string): KeyVerdict {
    if (this.faults.sessionLost) return { ok: false, body: authenticationError('NOT_FOUND') }
    return keyOfSignature(this.keys, { ...request, path, nowMs: this.nowMs() })
  }

  private keyOfUpgrade({ headers, url = '' }: IncomingMessage): KeyVerdict {
    return this.keyOf({ headers, method: 'GET' }, url)
  }

  private authenticate(request: FrontRequest): FrontAnswer | null {
    const { method, url, headers } = request
    const path = url.pathname.slice(PREFIX.length)
    const isPublic = method === 'GET' && PUBLIC_PATHS.test(path)
    if (!isPublic || headers['kalshi-access-key'] !== undefined) {
      const verdict = this.keyOf(request, url.pathname)
      if (!verdict.ok) return unauthorized(verdict.body)
      if (
        !verdict.key.scopes.some(
          (scope) => scope === scopeOf(method) || scope.startsWith(`${scopeOf(method)}::`),
        )
      )
        return refusal(403, 'insufficient_scope')
    }
    const bucket = method === 'GET' ? this.readBucket : this.writeBucket
    return bucket.admits(costOf(request, path), Date.now()) ? null : rateLimited(null)
  }

  private handle(request: FrontRequest): FrontAnswer {
    const { exchange, board, history, faults, options } = this
    const { method, url, body, partial } = request
    const path = url.pathname.slice(PREFIX.length)
    const market = marketRoute(request, path, {
      exchange,
      board,
      pause: () => this.pause,
      announced: this.announced,
    })
    if (market !== null) return market
    const verdict = this.keyOf(request, url.pathname)
    if (!verdict.ok) return unauthorized(verdict.body)
    const { key } = verdict
    const { singleLagMs = 0, readTokens = 200, writeTokens = 100 } = options
    const tokens = { read: readTokens, write: writeTokens }
    const nowMs = (): number => this.nowMs()
    const read = accountRoute(request, path, {
      key,
      options: { exchange, board, history, faults, nowMs, singleLagMs, tokens },
    })
    if (read !== null) return read
    if (method !== 'GET' && GONE.test(path)) return refusal(410, 'deprecated_v1_order_endpoint')
    if (method === 'POST' && path === ORDERS) return this.desk.place(key.account, body)
    if (method === 'DELETE' && path === `${ORDERS}/batched`)
      return this.desk.cancelBatch(key.account, body, partial)
    const [, id = '', action = ''] = /^\/portfolio\/events\/orders\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
    if (id === '') return notFound()
    if (method === 'POST' && action === 'amend') return this.desk.amend(key.account, id, body)
    return method === 'DELETE' && action === '' ? this.desk.cancel(key.account, id) : notFound()
  }
}

function scopeOf(method: string): 'read' | 'write' {
  return method === 'GET' ? 'read' : 'write'
}

/** In tokens: cancels and single orders cost less, and a batch costs as much as its items. */
function costOf({ method, body }: FrontRequest, path: string): number {
  if (method === 'DELETE' && path.endsWith('/batched')) return 2 * itemsOf(body)
  if (method === 'DELETE') return 2
  return method === 'GET' && /^\/portfolio\/orders\/[^/]+$/.test(path) ? 2 : 10
}

function itemsOf(body: string): number {
  try {
    const { orders } = JSON.parse(body) as { readonly orders?: unknown }
    return Array.isArray(orders) ? orders.length : 1
  } catch {
    return 1
  }
}

function unauthorized(body: object): FrontAnswer {
  return { status: 401, body: JSON.stringify(body) }
}

/** The venue says nothing of how long; a test may let it. */
function rateLimited(retryAfterS: number | null): FrontAnswer {
  return {
    status: 429,
    body: JSON.stringify({ error: 'too many requests' }),
    ...(retryAfterS === null ? {} : { headers: { 'retry-after': String(retryAfterS) } }),
  }
}

function maintenance(): FrontAnswer {
  return { status: 503, body: JSON.stringify({ exchange_active: false, trading_active: false }) }
}
