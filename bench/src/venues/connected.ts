/** A live venue in front of the Coinbase simulator: how long bytes take to leave, and how long a cut stream keeps us out. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import {
  BudgetGate,
  COINBASE_PRODUCTION,
  CoinbaseSimulator,
  LiveVenue,
  MACHINE_TIME,
  openCoinbase,
  simulatedKey,
  type CoinbaseEnvironment,
  type CoinbaseSettings,
} from '@quarterdeck/venues'

const FREE = 1_000_000
const KEY = 'organizations/bench/apiKeys/one'
const OPEN_ORDERS = 200

function environment(
  key: CoinbaseEnvironment['credential'],
  settings: Partial<CoinbaseSettings>,
): CoinbaseEnvironment {
  const limits = ['private', 'public'].map((id) => ({ id, capacity: FREE, perMs: 1, reserve: 0 }))
  return {
    settings: { ...COINBASE_PRODUCTION, ...settings },
    credential: key,
    budget: new BudgetGate(limits, MACHINE_TIME),
    tenant: 'bench',
    time: MACHINE_TIME,
    alert: () => undefined,
  }
}

const ORDER = {
  venueSymbol: 'BTC-USD',
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  limitPrice: '50000',
  stopPrice: null,
  expiresAt: null,
  postOnly: false,
  reduceOnly: false,
} as const

/** Milliseconds from the call until the first byte of each order is at the other end, on an open connection. */
export async function bytesOnTheWire(orders: number): Promise<readonly number[]> {
  const { privateKey } = generateKeyPairSync('ed25519')
  let sentAt = 0
  const tookMs: number[] = []
  const answer = (socket: Socket): void => {
    const body = JSON.stringify({
      success: false,
      error_response: { error: 'TRADING_DISABLED', message: 'bench' },
    })
    socket.on('data', () => {
      tookMs.push(performance.now() - sentAt)
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    })
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const credential = { keyName: KEY, algorithm: 'EdDSA', key: privateKey } as const
  const { writes } = openCoinbase(
    environment(credential, { restBaseUrl: `http://127.0.0.1:${port}/api/v3/brokerage` }),
  )
  for (let order = 0; order < orders; order += 1) {
    sentAt = performance.now()
    await writes.place({ ...ORDER, clientOrderId: `order-${order}` })
  }
  await writes.close()
  server.close()
  // The first ones open the connection and warm the code.
  return tookMs.slice(Math.floor(orders / 4))
}

/** Milliseconds from the cut of a good connection until orders may go out again, with 200 open orders at the venue. */
export async function reconnects(rounds: number): Promise<readonly number[]> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = [simulatedKey(KEY, privateKey, { account: 'bench', canTrade: true })]
  const simulator = new CoinbaseSimulator({ keys, privatePerSecond: FREE, publicPerSecond: FREE })
  const { restBaseUrl, wsMarketUrl, wsUserUrl } = await simulator.start()
  simulator.exchange.deposit('bench', 'USD', '100000000')
  const credential = { keyName: KEY, algorithm: 'EdDSA', key: privateKey } as const
  const opened = openCoinbase(environment(credential, { restBaseUrl, wsMarketUrl, wsUserUrl }))
  for (let order = 0; order < OPEN_ORDERS; order += 1)
    await opened.writes.place({ ...ORDER, clientOrderId: `open-${order}` })
  const tookMs: number[] = []
  // A venue of its own each time: one that is cut again and again waits longer each time, as it should.
  for (let round = 0; round < rounds; round += 1)
    tookMs.push(await reconnect(opened, () => simulator.cutStreams()))
  await Promise.all([opened.reads.close(), opened.writes.close()])
  await simulator.close()
  return tookMs
}

async function reconnect(
  { reads, writes }: ReturnType<typeof openCoinbase>,
  cut: () => void,
): Promise<number> {
  let became: (ready: boolean) => void = () => undefined
  const next = (wanted: boolean): Promise<void> =>
    new Promise((resolve) => {
      became = (ready) => {
        if (ready === wanted) resolve()
      }
    })
  const venue = new LiveVenue({
    reads,
    writes,
    instruments: new Map(),
    time: MACHINE_TIME,
    alert: () => undefined,
    cursor: null,
    auditEveryMs: 60_000,
    retryMs: 100,
    sessionEndsAt: () => null,
    onReport: () => undefined,
    onReady: (ready) => became(ready),
    onCursor: () => undefined,
  })
  const first = next(true)
  venue.start([])
  await first
  const gone = next(false)
  const begunAt = performance.now()
  cut()
  await gone
  await next(true)
  const took = performance.now() - begunAt
  await venue.close()
  return took
}
