/**
 * The decision on an order with a full policy (an account's and a global one, every limit set) beside the bare loop of the same
 * checks, on a hot set (16 accounts x 16 instruments) and a mid one (256 x 64).
 *
 * Both play in one process, interleaved, in chunks of 1,000, the order swapped from round to round; both must block the same
 * orders before time counts. The tail is that of batches of 16; allocation is what the heap grew by, per decision. A quote
 * moves sums of every account that holds it, which the bare loop never does: shown on its own, as is the explanation of a
 * decision, and the whole life of an order as the book fills with ended ones.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { evaluateOrder, explainOrder, type OrderRequest } from '@quarterdeck/engine'
import { median, quantile, spreadOf, type BenchRow } from '../report.ts'
import { bareLoop } from './bare-loop.ts'
import { NOW, openDesk, quote, requests, type Desk } from './desk.ts'
import { orderLives } from './order-life.ts'

const ROUNDS = 9
const CHUNKS = 200
const CHUNK = 1000
const BATCH = 16
const REQUESTS = 4096
const QUOTES = 2000
const EXPLANATIONS = 8000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

type Decide = (request: OrderRequest) => boolean

export async function benchmark(): Promise<readonly BenchRow[]> {
  return [...measure('hot', openDesk(16, 16)), ...measure('mid', openDesk(256, 64)), ...lives()]
}

/** An order's cost with few ended orders in the book, and with very many: the last beside the first. */
function lives(): readonly BenchRow[] {
  const measured = orderLives([5_000, 30_000, 200_000])
  const [first] = measured
  return measured.map(({ before, micros }) => ({
    ...bound(
      `risk.order.${before}`,
      `decide and evolve a LIMIT IOC order to its end, ${before} orders before it, 16 accounts x 16 instruments, full policy`,
      micros,
      'us',
      'as after 5,000, within 1.5x',
      micros <= first!.micros * 1.5,
    ),
    peerName: 'after 5,000 orders',
    peer: first!.micros,
    ratio: micros / first!.micros,
  }))
}

function measure(name: string, desk: Desk): readonly BenchRow[] {
  const mix = requests(desk, REQUESTS)
  const bare = bareLoop(desk)
  const ours: Decide = (request) => evaluateOrder(desk.book, desk.market, request, NOW).blocked
  const peer: Decide = (request) => bare.blocks(request)
  const equal = mix.every((request) => ours(request) === peer(request))
  const times = { ours: [] as number[], peer: [] as number[] }
  for (let round = -2; round < ROUNDS; round += 1) {
    const first = round % 2 === 0
    const a = nanoseconds(first ? ours : peer, mix)
    const b = nanoseconds(first ? peer : ours, mix)
    if (round < 0) continue
    times.ours.push(first ? a : b)
    times.peer.push(first ? b : a)
  }
  const ratio = median(times.ours.map((time, round) => time / times.peer[round]!))
  const workload = `${desk.accounts} accounts x ${desk.instruments} instruments, full policy`
  const tail = batchTail(ours, mix)
  const bytes = bytesPerDecision(ours, mix)
  return [
    {
      id: `risk.${name}`,
      workload: `decision, ${workload}`,
      ours: median(times.ours),
      peerName: 'bare loop',
      peer: median(times.peer),
      unit: 'ns',
      ratio,
      spread: spreadOf(times.ours),
      equal,
      goal: 'under 100 ns and within 3x',
      met: equal && median(times.ours) < 100 && ratio <= 3,
    },
    bound(`risk.${name}.p99`, `p99 of batches of ${BATCH}, per decision, ${workload}`, tail, 'ns', 'shown'),
    bound(
      `risk.${name}.requote`,
      `first decision after a quote, ${workload}`,
      requoted(desk, mix),
      'us',
      'shown',
    ),
    explained(name, workload, desk, mix),
    bound(`risk.${name}.bytes`, `allocation, ${workload}`, bytes, 'B a decision', 'under 1 B', bytes < 1),
  ]
}

function bound(
  id: string,
  workload: string,
  ours: number,
  unit: string,
  goal: string,
  met: boolean | null = null,
): BenchRow {
  return {
    id,
    workload,
    ours,
    peerName: null,
    peer: null,
    unit,
    ratio: null,
    spread: [ours, ours],
    equal: null,
    goal,
    met,
  }
}

let blocked = 0

/** One chunk, so that the loop is compiled as a function and not replaced on the stack. */
function play(decide: Decide, mix: readonly OrderRequest[], from: number): number {
  let count = 0
  for (let index = 0; index < CHUNK; index += 1) if (decide(mix[(from + index) % REQUESTS]!)) count += 1
  return count
}

function nanoseconds(decide: Decide, mix: readonly OrderRequest[]): number {
  collectGarbage()
  const before = process.threadCpuUsage()
  for (let chunk = 0; chunk < CHUNKS; chunk += 1) blocked += play(decide, mix, chunk * CHUNK)
  const used = process.threadCpuUsage(before)
  return ((used.user + used.system) * 1e3) / (CHUNKS * CHUNK)
}

function batchTail(decide: Decide, mix: readonly OrderRequest[]): number {
  const times: number[] = []
  for (let from = 0; from < CHUNKS * CHUNK; from += BATCH) {
    const start = performance.now()
    for (let index = 0; index < BATCH; index += 1) if (decide(mix[(from + index) % REQUESTS]!)) blocked += 1
    times.push(((performance.now() - start) * 1e6) / BATCH)
  }
  return quantile(times, 0.99)
}

/** Median of the first decision after a quote of any instrument, in microseconds. */
function requoted({ book, market, instruments }: Desk, mix: readonly OrderRequest[]): number {
  const times: number[] = []
  for (let round = 0; round < QUOTES; round += 1) {
    quote(market, round % instruments, '')
    const start = performance.now()
    if (evaluateOrder(book, market, mix[round % REQUESTS]!, NOW).blocked) blocked += 1
    times.push((performance.now() - start) * 1e3)
  }
  return median(times)
}

/** The explanation of a decision: the least CPU of the rounds. */
function explained(name: string, workload: string, desk: Desk, mix: readonly OrderRequest[]): BenchRow {
  const limit = name === 'hot' ? 15 : 25
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.threadCpuUsage()
    for (let index = 0; index < EXPLANATIONS; index += 1)
      blocked += explainOrder(desk.book, desk.market, mix[index % REQUESTS]!, NOW).length
    const used = process.threadCpuUsage(before)
    rounds.push((used.user + used.system) / EXPLANATIONS)
  }
  const least = Math.min(...rounds)
  const row = bound(`risk.${name}.explain`, `explanation, ${workload}`, least, 'us', `at most ${limit} us`)
  return { ...row, spread: spreadOf(rounds), met: least <= limit }
}

function bytesPerDecision(decide: Decide, mix: readonly OrderRequest[]): number {
  const grown: number[] = []
  for (let round = 0; round < 5; round += 1) {
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let chunk = 0; chunk < 20; chunk += 1) blocked += play(decide, mix, chunk * CHUNK)
    grown.push((process.memoryUsage().heapUsed - before) / (20 * CHUNK))
  }
  return Math.max(0, median(grown))
}
