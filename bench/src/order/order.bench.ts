/**
 * An order over HTTP and over WebSocket, through authentication, permission, risk, journal and projections, to its durable
 * acknowledgement; beside raw `node:http` that answers the same bytes and a plain Yoga with one commit per order.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEmptyDatabase, startPostgresCluster } from '@quarterdeck/testkit'
import { startPeer, type Peer } from '../http/peer-process.ts'
import { median, quantile, spreadOf, type BenchRow } from '../report.ts'
import { load, openOrderDesk, type OrderDesk } from './order-desk.ts'
import { socketLoop } from './socket-loop.ts'
import { SUBMIT } from './submit.ts'

const ROUNDS = 5
const ONE_CLIENT = 500
const CLIENTS = 32
const MANY = 4_000
/** V8 goes on optimizing the way of an order through its first 20,000, and takes a quarter of the CPU meanwhile: no peer has that long a way. */
const WARM_UP_RUNS = 5

export async function benchmark(): Promise<readonly BenchRow[]> {
  const cluster = await startPostgresCluster()
  const work = mkdtempSync(join(tmpdir(), 'quarterdeck-bench-'))
  const started: (() => Promise<unknown>)[] = [
    async () => rmSync(work, { recursive: true, force: true }),
    () => cluster.stop(),
  ]
  try {
    const ours = await createEmptyDatabase(cluster.adminUrl)
    const plain = await createEmptyDatabase(cluster.adminUrl)
    const postgres = await openOrderDesk({ dataDir: join(work, 'pg'), databaseUrl: ours.url })
    started.push(() => postgres.server.stop())
    const answerFile = join(work, 'answer.json')
    writeFileSync(answerFile, postgres.sample)
    const raw = await startPeer(new URL('./raw-node-http.ts', import.meta.url), [answerFile])
    started.push(() => raw.stop())
    const schemaFile = fileURLToPath(new URL('../../../schema.graphql', import.meta.url))
    const yoga = await startPeer(new URL('./plain-yoga.ts', import.meta.url), [
      schemaFile,
      answerFile,
      plain.url,
    ])
    started.push(() => yoga.stop())
    await warm(postgres)
    const rows = [...(await oneClient('pg', postgres)), ...(await manyClients(postgres, raw, yoga))]
    await postgres.server.stop()
    const embedded = await openOrderDesk({ dataDir: join(work, 'embedded') })
    started.push(() => embedded.server.stop())
    return [...rows, ...(await oneClient('pglite', embedded))]
  } finally {
    for (const stop of started.toReversed()) await stop()
  }
}

/** Until the order's way is as fast as it gets, over both transports. */
async function warm({ server, ticket }: OrderDesk): Promise<void> {
  for (let run = 0; run < WARM_UP_RUNS; run += 1) {
    await load(server.port, ticket, { connections: CLIENTS, requests: MANY, tag: `warm-http-${run}` })
    await socketLoop(server.url, ticket, { clients: CLIENTS, requests: MANY / 2, tag: `warm-ws-${run}` })
  }
}

async function oneClient(database: string, bench: OrderDesk): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = []
  for (const via of ['http', 'ws'] as const) {
    const rounds: Float64Array[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const tag = `one-${via}-${round}`
      const result =
        via === 'http'
          ? await load(bench.server.port, bench.ticket, { connections: 1, requests: ONE_CLIENT, tag })
          : await socketLoop(bench.server.url, bench.ticket, { clients: 1, requests: ONE_CLIENT, tag })
      rounds.push(result.latenciesMs)
    }
    for (const [name, q, limit] of [
      ['p50', 0.5, 2],
      ['p99', 0.99, 5],
      ['p99.9', 0.999, null],
    ] as const) {
      const figures = rounds.map((latencies) => quantile([...latencies], q))
      const ours = median(figures)
      const judged = database === 'pg' && limit !== null
      rows.push({
        id: `order.${database}.${via}.1.${name}`,
        workload: `${SUBMIT.name}, one client over ${via} on ${database}`,
        ours,
        peerName: null,
        peer: null,
        unit: 'ms',
        ratio: null,
        spread: spreadOf(figures),
        equal: null,
        goal: judged ? `< ${limit} ms` : 'printed',
        met: judged ? ours < limit : null,
      })
    }
  }
  return rows
}

async function manyClients(bench: OrderDesk, raw: Peer, yoga: Peer): Promise<readonly BenchRow[]> {
  const ours: number[] = []
  const limit: number[] = []
  const plain: number[] = []
  const socket: number[] = []
  const latencies: number[] = []
  const variants: readonly [string, (tag: string) => Promise<void>][] = [
    [
      'ours',
      async (tag) => {
        const result = await load(bench.server.port, bench.ticket, {
          connections: CLIENTS,
          requests: MANY,
          tag,
        })
        ours.push(result.requestsPerSecond)
        latencies.push(...result.latenciesMs)
      },
    ],
    [
      'socket',
      async (tag) =>
        void socket.push(
          (await socketLoop(bench.server.url, bench.ticket, { clients: CLIENTS, requests: MANY, tag }))
            .requestsPerSecond,
        ),
    ],
    [
      'raw',
      async (tag) =>
        void limit.push(
          (await load(raw.port, bench.ticket, { connections: CLIENTS, requests: MANY * 4, tag }))
            .requestsPerSecond,
        ),
    ],
    [
      'yoga',
      async (tag) =>
        void plain.push(
          (await load(yoga.port, bench.ticket, { connections: CLIENTS, requests: MANY, tag }))
            .requestsPerSecond,
        ),
    ],
  ]
  for (let turn = 0; turn < WARM_UP_RUNS; turn += 1)
    for (const [name, run] of variants) await run(`warm-${name}-${turn}`)
  for (const figures of [ours, limit, plain, socket]) figures.length = 0
  latencies.length = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < variants.length; turn += 1) {
      const [name, run] = variants[(round + turn) % variants.length] ?? variants[0] ?? []
      if (run !== undefined) await run(`many-${name}-${round}`)
    }
  }
  const ratio = (peer: readonly number[]): number =>
    median(ours.map((figure, round) => figure / (peer[round] ?? Number.NaN)))
  const rows: BenchRow[] = [
    row('order.pg.http.32', ours, {
      peerName: 'raw node:http',
      peers: limit,
      ratio: ratio(limit),
      goal: '>= 0.15 of raw node:http',
      least: 0.15,
    }),
    row('order.pg.http.32.yoga', ours, {
      peerName: 'plain yoga, a commit per order',
      peers: plain,
      ratio: ratio(plain),
      goal: '>= 2x plain yoga',
      least: 2,
    }),
    row('order.pg.ws.32', socket, {
      peerName: 'raw node:http',
      peers: limit,
      ratio: median(socket.map((figure, round) => figure / (limit[round] ?? Number.NaN))),
      goal: '>= 0.15 of raw node:http',
      least: 0.15,
    }),
  ]
  for (const [name, q] of [
    ['p50', 0.5],
    ['p99', 0.99],
    ['p99.9', 0.999],
  ] as const) {
    const value = quantile(latencies, q)
    rows.push({
      id: `order.pg.http.32.${name}`,
      workload: `${SUBMIT.name}, ${CLIENTS} clients`,
      ours: value,
      peerName: null,
      peer: null,
      unit: 'ms',
      ratio: null,
      spread: [value, value],
      equal: null,
      goal: 'printed',
      met: null,
    })
  }
  return rows
}

interface Against {
  readonly peerName: string
  readonly peers: readonly number[]
  readonly ratio: number
  readonly goal: string
  readonly least: number
}

function row(id: string, ours: readonly number[], against: Against): BenchRow {
  return {
    id,
    workload: `${SUBMIT.name}, ${CLIENTS} clients, PostgreSQL with fsync`,
    ours: median(ours),
    peerName: against.peerName,
    peer: median(against.peers),
    unit: 'requests/s',
    ratio: against.ratio,
    spread: spreadOf(ours),
    equal: true,
    goal: against.goal,
    met: against.ratio >= against.least,
  }
}
