/**
 * Alpaca on a loopback port: its trading and data interfaces and its streams with real key checks, in front of a simulated
 * exchange.
 *
 * Operators rehearse against it and tests hold the adapter to it; `faults` makes it misbehave, `truth` remembers what it heard.
 */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { SimulatedExchange } from '../core/exchange.ts'
import { FaultSwitches } from '../core/faults.ts'
import { HttpFront, type FrontAnswer, type FrontRequest } from '../core/http-front.ts'
import type { SimulatedProduct } from '../core/product.ts'
import { parts, textFrame } from '../core/received-text.ts'
import { RequestMeter } from '../core/request-meter.ts'
import { TruthLog } from '../core/truth-log.ts'
import { accountRoute } from './account-routes.ts'
import { refused } from './answers.ts'
import { DataStreamServer, isMsgpack, unpacked } from './data-stream.ts'
import { FeeDesk } from './fee-desk.ts'
import { keyOfRequest, type SimulatedKeyPair } from './key-check.ts'
import { isKeyless, marketRoute } from './market-routes.ts'
import { AlpacaOrderDesk } from './order-desk.ts'
import { OrderStreamServer } from './order-stream.ts'

export const ALPACA_SIMULATED_PRODUCTS: readonly SimulatedProduct[] = [
  {
    symbol: 'BTC/USD',
    base: 'BTC',
    quote: 'USD',
    tick: '0.01',
    lot: '0.000000001',
    minQuantity: '0.000000001',
    maxQuantity: '9000',
    // What it costs is taken by itself: see the fee desk.
    makerRate: '0',
    takerRate: '0',
  },
  {
    symbol: 'KO',
    base: 'KO',
    quote: 'USD',
    tick: '0.0001',
    lot: '0.000000001',
    minQuantity: '0.000000001',
    maxQuantity: '1000000',
    makerRate: '0',
    takerRate: '0',
  },
  {
    symbol: 'OCGN',
    base: 'OCGN',
    quote: 'USD',
    tick: '0.0001',
    lot: '1',
    minQuantity: '1',
    maxQuantity: '1000000',
    makerRate: '0',
    takerRate: '0',
  },
  ...['KO281215C00090000', 'KO281215P00080000'].map((symbol) => ({
    symbol,
    base: symbol,
    quote: 'USD',
    tick: '0.01',
    lot: '1',
    minQuantity: '1',
    maxQuantity: '10000',
    makerRate: '0',
    takerRate: '0',
  })),
]

export interface AlpacaSimulatorOptions {
  readonly products?: readonly SimulatedProduct[]
  readonly keys: readonly SimulatedKeyPair[]
  /** 0: any free port. */
  readonly port?: number
  /** The venue's limits; a test may raise them. */
  readonly requestsPerMinute?: number
  readonly requestsPerSecond?: number
  readonly dataRequestsPerMinute?: number
  /** Connections of one account to one address of market data; the venue takes one. */
  readonly dataConnectionsMax?: number
  /** Sends the order stream in binary frames, as where the money is paper. Absent: it does. */
  readonly binary?: boolean
  /** Whether the new quantity of a changed order counts what was filled before. Absent: it does not. */
  readonly changesCountFills?: boolean
}

/** Where a started simulator is. */
export interface AlpacaAddresses {
  readonly tradingBaseUrl: string
  readonly dataBaseUrl: string
  readonly orderStreamUrl: string
  readonly stockStreamUrl: string
  readonly cryptoStreamUrl: string
  readonly optionStreamUrl: string
  readonly port: number
}

const DATA_PATHS = /^\/v(2\/stocks|1beta\d)\//

export class AlpacaSimulator {
  readonly faults = new FaultSwitches()
  readonly truth = new TruthLog()
  readonly exchange: SimulatedExchange
  readonly meters: readonly RequestMeter[]
  readonly dataMeter: RequestMeter
  /** Whether the market of shares is open. */
  marketIsOpen = true
  private readonly feeDesk: FeeDesk
  private readonly keys: readonly SimulatedKeyPair[]
  private readonly desk: AlpacaOrderDesk
  private readonly orderStream: OrderStreamServer
  private readonly dataStream: DataStreamServer
  private readonly sockets = new WebSocketServer({ noServer: true, autoPong: false })
  private readonly front: HttpFront
  private readonly port: number

  constructor(options: AlpacaSimulatorOptions) {
    const { faults, truth } = this
    const nowMs = (): number => Date.now() + faults.clockSkewMs
    const { keys } = options
    this.keys = keys
    this.port = options.port ?? 0
    this.meters = [
      new RequestMeter(options.requestsPerMinute ?? 200, 60_000),
      new RequestMeter(options.requestsPerSecond ?? 10, 1_000),
    ]
    this.dataMeter = new RequestMeter(options.dataRequestsPerMinute ?? 200, 60_000)
    this.exchange = new SimulatedExchange(options.products ?? ALPACA_SIMULATED_PRODUCTS, nowMs)
    const { exchange } = this
    this.feeDesk = new FeeDesk(exchange)
    this.desk = new AlpacaOrderDesk({
      exchange,
      faults,
      changesCountFills: options.changesCountFills ?? false,
      onQueued: (order) => this.orderStream.queued(order),
    })
    const { times } = this.desk
    this.orderStream = new OrderStreamServer({
      exchange,
      faults,
      keys,
      times,
      nowMs,
      binary: options.binary ?? true,
    })
    const connectionsMax = options.dataConnectionsMax ?? 1
    this.dataStream = new DataStreamServer({ exchange, faults, keys, nowMs, connectionsMax })
    const routes = {
      authenticate: (request: FrontRequest) => this.authenticate(request),
      handle: (request: FrontRequest) => this.handle(request, nowMs),
      rateLimited: (retryAfterS: number | null) => this.rateLimited('/v2/orders', retryAfterS),
      unauthorized,
      maintenance: () => refused(503, 50310000, 'service is down for maintenance'),
    }
    this.front = new HttpFront({ faults, truth, nowMs, routes })
    this.front.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head))
  }

  async start(): Promise<AlpacaAddresses> {
    const port = await this.front.listen(this.port)
    const [http, ws] = [`http://127.0.0.1:${port}`, `ws://127.0.0.1:${port}`]
    return {
      tradingBaseUrl: http,
      dataBaseUrl: http,
      orderStreamUrl: `${ws}/stream`,
      stockStreamUrl: `${ws}/v2`,
      cryptoStreamUrl: `${ws}/v1beta3/crypto`,
      optionStreamUrl: `${ws}/v1beta1`,
      port,
    }
  }

  /** Posts the fees of pairs that were taken by themselves, as at the end of a day. */
  postFees(): void {
    this.feeDesk.post()
  }

  /** Cuts every stream, as a venue does that restarts. */
  cutStreams(): void {
    for (const client of this.sockets.clients) client.terminate()
  }

  /** Ports of the clients that are connected now. */
  connectedPorts(): readonly number[] {
    return this.front.connectedPorts()
  }

  /** Requests that came over a limit. */
  requestsOverLimit(): number {
    return [...this.meters, this.dataMeter].reduce((sum, { over }) => sum + over, 0)
  }

  async close(): Promise<void> {
    this.orderStream.close()
    this.dataStream.close()
    this.cutStreams()
    this.sockets.close()
    await this.front.close()
  }

  private keyOf(request: FrontRequest): SimulatedKeyPair | null {
    return this.faults.sessionLost ? null : keyOfRequest(this.keys, request)
  }

  private authenticate(request: FrontRequest): FrontAnswer | null {
    const path = request.url.pathname
    if (this.keyOf(request) === null && !isKeyless(path)) return unauthorized()
    const isAdmitted = this.metersOf(path)
      .map((meter) => meter.admits(Date.now()))
      .every(Boolean)
    return isAdmitted ? null : this.rateLimited(path, null)
  }

  private metersOf(path: string): readonly RequestMeter[] {
    return DATA_PATHS.test(path) ? [this.dataMeter] : this.meters
  }

  private handle(request: FrontRequest, nowMs: () => number): FrontAnswer {
    const answer = this.route(request, nowMs)
    return { ...answer, headers: { ...this.limitHeaders(request.url.pathname), ...answer.headers } }
  }

  /** What the venue says of its count beside every answer: the minute's, because the second's is not published. */
  private limitHeaders(path: string): Readonly<Record<string, string>> {
    const standing = this.metersOf(path)[0]?.standing(Date.now())
    if (standing === undefined) return {}
    return {
      'x-ratelimit-limit': String(standing.capacity),
      'x-ratelimit-remaining': String(standing.left),
      'x-ratelimit-reset': String(Math.ceil(standing.resetsAtMs / 1_000)),
    }
  }

  private rateLimited(path: string, retryAfterS: number | null): FrontAnswer {
    const after = retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) }
    return {
      ...refused(429, 42910000, 'rate limit exceeded'),
      headers: { ...this.limitHeaders(path), ...after },
    }
  }

  private route(request: FrontRequest, nowMs: () => number): FrontAnswer {
    const { exchange, faults, desk } = this
    const market = marketRoute(request, { exchange, nowMs })
    if (market !== null) return market
    const key = this.keyOf(request)
    if (key === null) return unauthorized()
    const isOpen = (): boolean => this.marketIsOpen
    const { times } = desk
    const charges = this.feeDesk.listed(nowMs())
    const account = accountRoute(request, key, { exchange, faults, times, charges, isOpen, nowMs })
    return account ?? this.write(request, key) ?? refused(404, 40410000, 'endpoint not found')
  }

  private write(
    { method, url, body, partial }: FrontRequest,
    { account }: SimulatedKeyPair,
  ): FrontAnswer | null {
    const { desk } = this
    const path = url.pathname
    if (path === '/v2/orders') {
      if (method === 'POST') return desk.place(account, body)
      return method === 'DELETE' ? desk.cancelAll(account, partial) : null
    }
    const orderId = /^\/v2\/orders\/([^/]+)$/.exec(path)?.[1]
    if (orderId === undefined) return null
    if (method === 'PATCH') return desk.replace(account, orderId, body)
    return method === 'DELETE' ? desk.cancel(account, orderId) : null
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = request.url ?? '/'
    this.sockets.handleUpgrade(request, socket, head, (opened) => this.opened(opened, path))
  }

  private opened(socket: WebSocket, path: string): void {
    const { faults, truth } = this
    const take = path === '/stream' ? this.orderStream.open(socket) : this.dataStream.open(socket, path)
    // One that is silent does not answer either.
    socket.on('ping', () => {
      if (!faults.silent) socket.pong()
    })
    socket.on('error', () => socket.terminate())
    socket.on('message', (data) => {
      const body = isMsgpack(path) ? unpacked(data) : textFrame(data)
      const message = parts(body) ?? {}
      const authenticated = take(message)
      const method = String(message['action'])
      truth.record({ atMs: Date.now(), transport: 'WS', method, path, body, authenticated })
    })
  }
}

function unauthorized(): FrontAnswer {
  return refused(401, 40110000, 'request is not authorized')
}
