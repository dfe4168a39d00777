/**
 * Coinbase on a loopback port: its REST interface and streams with real token checks, in front of a simulated exchange.
 *
 * Operators rehearse against it and tests hold the adapter to it; `faults` makes it misbehave, `truth` remembers what it heard.
 */

import { SimulatedExchange } from '../core/exchange.ts'
import { FaultSwitches } from '../core/faults.ts'
import { HttpFront, type FrontAnswer, type FrontRequest } from '../core/http-front.ts'
import type { SimulatedProduct } from '../core/product.ts'
import { RequestMeter } from '../core/request-meter.ts'
import { TruthLog } from '../core/truth-log.ts'
import { accountRoute } from './account-routes.ts'
import { marketRoute } from './market-routes.ts'
import { CoinbaseOrderDesk } from './order-desk.ts'
import { CoinbaseStreams } from './streams.ts'
import { keyOfToken, type SimulatedKey } from './token-check.ts'

export const COINBASE_SIMULATED_PRODUCTS: readonly SimulatedProduct[] = [
  {
    symbol: 'BTC-USD',
    base: 'BTC',
    quote: 'USD',
    tick: '0.01',
    lot: '0.00000001',
    minQuantity: '0.00000001',
    maxQuantity: '3400',
    makerRate: '0.006',
    takerRate: '0.008',
  },
  {
    symbol: 'ETH-USD',
    base: 'ETH',
    quote: 'USD',
    tick: '0.01',
    lot: '0.00000001',
    minQuantity: '0.00000001',
    maxQuantity: '50000',
    makerRate: '0.006',
    takerRate: '0.008',
  },
]

export interface CoinbaseSimulatorOptions {
  readonly products?: readonly SimulatedProduct[]
  readonly keys: readonly SimulatedKey[]
  /** 0: any free port. */
  readonly port?: number
  /** The venue's limits; a test may raise them. */
  readonly privatePerSecond?: number
  readonly publicPerSecond?: number
  readonly subscribeWithinMs?: number
  readonly silentCloseMs?: number
}

/** Where a started simulator is. */
export interface CoinbaseAddresses {
  readonly restBaseUrl: string
  readonly wsMarketUrl: string
  readonly wsUserUrl: string
  readonly port: number
}

const PREFIX = '/api/v3/brokerage'
const PUBLIC_PATHS = /^\/(time$|market\/)/

export class CoinbaseSimulator {
  readonly faults = new FaultSwitches()
  readonly truth = new TruthLog()
  readonly exchange: SimulatedExchange
  readonly privateMeter: RequestMeter
  readonly publicMeter: RequestMeter
  private readonly keys: ReadonlyMap<string, SimulatedKey>
  private readonly desk: CoinbaseOrderDesk
  private readonly streams: CoinbaseStreams
  private readonly front: HttpFront
  private readonly port: number
  private hosts: readonly string[] = ['api.coinbase.com']
  private readonly expiry: NodeJS.Timeout

  constructor(options: CoinbaseSimulatorOptions) {
    const { faults, truth } = this
    const nowMs = (): number => Date.now() + faults.clockSkewMs
    this.port = options.port ?? 0
    this.keys = new Map(options.keys.map((key) => [key.keyName, key]))
    this.privateMeter = new RequestMeter(options.privatePerSecond ?? 30, 1_000)
    this.publicMeter = new RequestMeter(options.publicPerSecond ?? 10, 1_000)
    this.exchange = new SimulatedExchange(options.products ?? COINBASE_SIMULATED_PRODUCTS, nowMs)
    const { exchange } = this
    this.streams = new CoinbaseStreams({
      exchange,
      faults,
      truth,
      nowMs,
      keyOf: (token) => this.keyOf(token, null),
      subscribeWithinMs: options.subscribeWithinMs ?? 5_000,
      silentCloseMs: options.silentCloseMs ?? 90_000,
    })
    this.desk = new CoinbaseOrderDesk({
      exchange,
      faults,
      nowMs,
      onQueued: (order) => this.streams.orderChanged(order),
    })
    this.front = new HttpFront({
      faults,
      truth,
      nowMs,
      routes: {
        authenticate: (request) => this.authenticate(request),
        handle: (request) => this.handle(request, nowMs),
        rateLimited,
        unauthorized,
        maintenance,
      },
    })
    this.front.server.on('upgrade', (request, socket, head) => this.streams.upgrade(request, socket, head))
    this.expiry = setInterval(() => exchange.expire(), 100)
    this.expiry.unref()
  }

  async start(): Promise<CoinbaseAddresses> {
    const port = await this.front.listen(this.port)
    this.hosts = ['api.coinbase.com', `127.0.0.1:${port}`, `localhost:${port}`]
    return {
      restBaseUrl: `http://127.0.0.1:${port}${PREFIX}`,
      wsMarketUrl: `ws://127.0.0.1:${port}/market`,
      wsUserUrl: `ws://127.0.0.1:${port}/user`,
      port,
    }
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

  private keyOf(token: string, request: string | null): SimulatedKey | null {
    const nowS = Math.floor((Date.now() + this.faults.clockSkewMs) / 1_000)
    return keyOfToken(this.keys, { token, request, hosts: this.hosts, nowS })
  }

  private keyOfRequest({ method, url, headers }: FrontRequest): SimulatedKey | null {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    if (token === undefined || this.faults.sessionLost) return null
    return this.keyOf(token, `${method} ${url.pathname}`)
  }

  private authenticate(request: FrontRequest): FrontAnswer | null {
    const path = request.url.pathname.slice(PREFIX.length)
    if (PUBLIC_PATHS.test(path)) return this.publicMeter.admits(Date.now()) ? null : rateLimited(null)
    const key = this.keyOfRequest(request)
    if (key === null) return unauthorized()
    if (!this.privateMeter.admits(Date.now())) return rateLimited(null)
    if (request.method !== 'GET' && !key.canTrade)
      return {
        status: 403,
        body: JSON.stringify({ error: 'PERMISSION_DENIED', message: 'Missing required scopes' }),
      }
    return null
  }

  private handle(request: FrontRequest, nowMs: () => number): FrontAnswer {
    const { exchange, faults } = this
    const path = request.url.pathname.slice(PREFIX.length)
    const market = marketRoute(request, path.replace(/^\/market/, ''), { exchange, nowMs })
    if (market !== null) return market
    const key = this.keyOfRequest(request)
    if (key === null) return unauthorized()
    const account = accountRoute(request, path, { key, options: { exchange, faults, nowMs } })
    if (account !== null) return account
    switch (`${request.method} ${path}`) {
      case 'POST /orders':
        return this.desk.place(key.account, request.body)
      case 'POST /orders/batch_cancel':
        return this.desk.cancel(key.account, request.body, request.partial)
      case 'POST /orders/edit':
        return this.desk.edit(key.account, request.body)
      default:
        return { status: 404, body: JSON.stringify({ error: 'NOT_FOUND', message: 'no such endpoint' }) }
    }
  }
}

function unauthorized(): FrontAnswer {
  return { status: 401, body: 'Unauthorized', headers: { 'content-type': 'text/plain' } }
}

function rateLimited(retryAfterS: number | null): FrontAnswer {
  return {
    status: 429,
    body: JSON.stringify({ errors: [{ id: 'rate_limit_exceeded', message: 'Too many requests' }] }),
    ...(retryAfterS === null ? {} : { headers: { 'retry-after': String(retryAfterS) } }),
  }
}

function maintenance(): FrontAnswer {
  return { status: 503, body: JSON.stringify({ error: 'UNAVAILABLE', message: 'down for maintenance' }) }
}
