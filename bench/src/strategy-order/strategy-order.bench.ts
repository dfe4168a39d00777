/**
 * From a quote to the order that a strategy makes of it: into the runner process, through the strategy, back, and through the gate.
 * Two moments are measured: the engine has acknowledged the order, that is decided, applied and written it down for the database; and
 * the acknowledgement is durable, with the tape that explains it, and published. Beside both, in the same round, the same order
 * submitted without a strategy.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Actor } from '@quarterdeck/engine'
import {
  type MarketFeed,
  type MarketListener,
  type RunningRuntime,
  createRuntime,
} from '@quarterdeck/runtime'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { createEmptyDatabase, startPostgresCluster } from '@quarterdeck/testkit'
import { zipSync } from 'fflate'
import { median, quantile, spreadOf, type BenchRow } from '../report.ts'

const ROUNDS = 5
const ORDERS = 400
const WARM_UP = 400
const ORGANIZATION = 'bench'
const TRADER: Actor = { kind: 'USER', id: 'bench', name: 'Bench', userId: 'bench' }
const BTC = SIMULATED_INSTRUMENTS.find(({ id }) => id === 'SIM:BTC-USD')!
const BID_TICKS = 6_000_000
/** What the strategy orders: far from the market, so that nothing fills. */
const LOTS = Math.round(0.001 / Number(BTC.quantityIncrement))
const LIMIT_TICKS = Math.round(100 / Number(BTC.priceIncrement))

const SOURCE = `import { defineStrategy } from '@quarterdeck/sdk'
export default defineStrategy({
  name: 'echo',
  params: {},
  subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:BTC-USD' }],
  onQuote({ orders }, quote) {
    if (quote.bid === null) return
    orders.submit({ instrument: quote.instrument, side: 'BUY', type: 'LIMIT', quantity: '0.001', limitPrice: '100', timeInForce: 'IOC' })
  },
})
`

interface Stage {
  readonly runtime: RunningRuntime
  readonly accountId: string
  /** Shows a quote of BTC. */
  readonly quote: () => void
  /** Resolves once the next order was published. */
  readonly nextOrder: () => Promise<Acknowledged>
}

/** Moments of one order, by the clock of `performance`; once it is a difference, milliseconds. */
interface Acknowledged {
  /** Its batch was handed to the database. */
  readonly engine: number
  readonly durable: number
}

export async function benchmark(): Promise<readonly BenchRow[]> {
  const cluster = await startPostgresCluster()
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-bench-'))
  try {
    const stage = await openStage(dataDir, (await createEmptyDatabase(cluster.adminUrl)).url)
    await deploy(stage)
    for (let n = 0; n < WARM_UP; n += 1) await byStrategy(stage)
    for (let n = 0; n < WARM_UP; n += 1) await direct(stage, `warm-${n}`)
    const ours: Acknowledged[][] = []
    const peer: Acknowledged[][] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await times(() => byStrategy(stage)))
      peer.push(await times((n) => direct(stage, `${round}-${n}`)))
    }
    await stage.runtime.close()
    return (['engine', 'durable'] as const).flatMap((moment) => {
      const [own, others] = [ours, peer].map((all) => all.map((round) => round.map((one) => one[moment])))
      const name = moment === 'engine' ? 'strategy.order.engine' : 'strategy.order'
      return [rowOf(`${name}.p50`, 0.5, 1, own!, others!), rowOf(`${name}.p99`, 0.99, 5, own!, others!)]
    })
  } finally {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function times(one: (n: number) => Promise<Acknowledged>): Promise<Acknowledged[]> {
  const all: Acknowledged[] = []
  for (let n = 0; n < ORDERS; n += 1) all.push(await one(n))
  return all
}

async function byStrategy({ quote, nextOrder }: Stage): Promise<Acknowledged> {
  const published = nextOrder()
  const began = performance.now()
  quote()
  return since(began, await published)
}

const since = (began: number, { engine, durable }: Acknowledged): Acknowledged => ({
  engine: engine - began,
  durable: durable - began,
})

async function direct(
  { runtime, accountId, nextOrder }: Stage,
  clientOrderId: string,
): Promise<Acknowledged> {
  const published = nextOrder()
  const began = performance.now()
  await runtime.submit(ORGANIZATION, TRADER, {
    type: 'SubmitOrder',
    accountId,
    instrumentId: BTC.id,
    clientOrderId,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'IOC',
    quantityLots: LOTS,
    limitTicks: LIMIT_TICKS,
    stopTicks: null,
    requestedMode: null,
    strategyId: null,
  })
  return since(began, await published)
}

async function openStage(dataDir: string, databaseUrl: string): Promise<Stage> {
  let listener: MarketListener | null = null
  const feed: MarketFeed = {
    name: 'bench',
    instruments: () => [BTC],
    start(started) {
      listener = started
      started.onStatus({ instrumentId: BTC.id, status: 'OPEN', sessionEndsAt: null })
    },
    stop: () => undefined,
  }
  /** When the newest batch with the answer to an order was handed to the database. */
  let handedOver = 0
  const logger = { debug: ignore, info: ignore, warn: ignore, error: console.error }
  const runtime = await createRuntime({
    dataDir,
    databaseUrl,
    feed,
    logger,
    runnerLimits: { intentsPerSecond: 10_000 },
    wrapDatabase: (database) => ({
      ...database,
      query(text, values, terms) {
        if (terms?.prepared?.startsWith('commit_') === true && values?.some(namesAnOrder) === true)
          handedOver = performance.now()
        return database.query(text, values, terms)
      },
    }),
  })
  await runtime.openPartition(ORGANIZATION, { baseCurrency: 'USD' })
  let moved = 0
  const quote = () => {
    moved += 1
    const now = Math.round((performance.timeOrigin + performance.now()) * 1_000)
    const bidTicks = BID_TICKS + (moved % 2)
    const sizes = { bidLots: 1_000, askLots: 1_000, lastTicks: null }
    const times = { receivedAt: now, venueAt: now }
    listener?.onQuote({ instrumentId: BTC.id, bidTicks, askTicks: bidTicks + 1, ...sizes, ...times })
  }
  quote()
  const { outcome } = await runtime.submit(ORGANIZATION, TRADER, {
    type: 'OpenAccount',
    name: 'Bench',
    mode: 'PAPER',
    currency: 'USD',
    connectionId: null,
  })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const accountId = outcome.subjectId
  const deposit = { amount: '1000000000', currency: 'USD', idempotencyKey: 'first' }
  await runtime.submit(ORGANIZATION, TRADER, { type: 'Deposit', accountId, ...deposit })
  let awaited: (at: Acknowledged) => void = ignore
  void (async () => {
    const signal = new AbortController().signal
    const afterSeq = runtime.headSeq(ORGANIZATION)
    for await (const { events } of runtime.events(ORGANIZATION, { afterSeq, signal }))
      if (events.some(({ type }) => ACKNOWLEDGEMENTS.has(type)))
        awaited({ engine: handedOver, durable: performance.now() })
  })()
  const nextOrder = () => new Promise<Acknowledged>((resolve) => (awaited = resolve))
  return { runtime, accountId, quote, nextOrder }
}

async function deploy({ runtime, accountId }: Stage): Promise<void> {
  const asking = { organizationId: ORGANIZATION, actor: TRADER }
  const strategies = await runtime.strategies()
  const archive = zipSync({ 'strategy.ts': new TextEncoder().encode(SOURCE) })
  const upload = await strategies.upload(ORGANIZATION, 'echo.zip', Readable.from([Buffer.from(archive)]))
  const { versionId } = await strategies.submit(asking, 'echo', { kind: 'ZIP', uploadId: upload.id })
  const changes = strategies.watch(ORGANIZATION, new AbortController().signal)[Symbol.asyncIterator]()
  while ((await strategies.facts(ORGANIZATION, versionId)) === null) await changes.next()
  const deploymentId = await strategies.deploy(asking, {
    versionId,
    accountId,
    name: 'echo',
    parameters: {},
    instrumentIds: [],
    seed: 1,
    isolation: 'PROCESS',
    ordersPerMinuteMax: 6_000,
    idempotencyKey: 'echo',
  })
  while (strategies.observed(ORGANIZATION, deploymentId)?.activity !== 'RUNNING') await changes.next()
}

const ignore = (): void => undefined

const ACKNOWLEDGEMENTS: ReadonlySet<string> = new Set(['OrderAccepted', 'OrderBlocked'])

/** Whether a value of a commit is the types of its events, and the answer to an order among them. */
function namesAnOrder(value: unknown): boolean {
  return Array.isArray(value) && value.some((type) => typeof type === 'string' && ACKNOWLEDGEMENTS.has(type))
}

function rowOf(
  name: string,
  share: number,
  goalMs: number,
  ours: readonly number[][],
  peer: readonly number[][],
): BenchRow {
  const rounds = ours.map((all) => quantile(all, share))
  const peers = peer.map((all) => quantile(all, share))
  return {
    id: name,
    workload: `${ORDERS} quotes one after the other, each answered with an order by a strategy in its own process`,
    ours: median(rounds),
    peerName: 'the order without a strategy',
    peer: median(peers),
    unit: 'ms',
    ratio: median(rounds.map((ms, round) => ms / peers[round]!)),
    spread: spreadOf(rounds),
    equal: null,
    goal: `< ${goalMs} ms`,
    met: median(rounds) < goalMs,
  }
}
