/**
 * Runners of users' strategies: their start, the way from a quote to an order, what the compartment costs a callback, and how much
 * of a core two hundred small strategies in one process take.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createStrategySession } from '@quarterdeck/sdk'
import { type Benchmark, type BenchRow, median, quantile, spreadOf } from '../report.ts'
import crossing from './crossing.ts'
import { roundTripRows } from './round-trip.ts'
import { buildBundle, Desk, optionsOf, quoteOf, START } from './runner-desk.ts'

const STARTS = 7
const START_GOAL_MS = 300
const COST_ROUNDS = 5
const COST_QUOTES = 400
/** Before time counts: what a fresh process compiles meanwhile is its start, not its pace. */
const WARM_QUOTES = 200
const REPEATS = 2_000
const COST_GOAL = 2
const SESSIONS = 200
const QUOTES_PER_SECOND = 10
const PACED_SECONDS = 5
/** Quotes reach the runner in so many lots a second. */
const LOTS_PER_SECOND = 100

export const benchmark: Benchmark = async () => {
  const bundle = await buildBundle()
  return [
    await startRow(bundle),
    ...(await roundTripRows(bundle)),
    await callbackRow(bundle),
    ...(await multiplexerRows(bundle)),
  ]
}

/** Until the runner speaks; a session's opening is told beside it. */
async function startRow(bundle: string): Promise<BenchRow> {
  const ours: number[] = []
  const bare: number[] = []
  const opening: number[] = []
  for (let round = 0; round < STARTS; round++) {
    const began = performance.now()
    const desk = new Desk(bundle)
    await desk.runner.ready
    const ready = performance.now()
    ours.push(ready - began)
    await desk.open('s')
    opening.push(performance.now() - ready)
    await desk.runner.stop()
    bare.push(await bareStart())
  }
  return {
    id: 'runner.start',
    workload: `a runner from nothing to ready, all walls up; its first session is open ${median(opening).toFixed(0)} ms later`,
    ours: median(ours),
    peerName: 'a bare node that prints',
    peer: median(bare),
    unit: 'ms',
    ratio: median(ours.map((one, round) => one / bare[round]!)),
    spread: spreadOf(ours),
    equal: null,
    goal: `< ${START_GOAL_MS} ms`,
    met: median(ours) < START_GOAL_MS,
  }
}

async function bareStart(): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, ['-e', 'console.log(1)'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const passed = performance.now() - began
  await once(child, 'exit')
  return passed
}

/**
 * The same work in a compartment and in this process. It is run many times within a callback, and a run of one time is taken off:
 * what is left is the work alone, without the way there and back.
 */
async function callbackRow(bundle: string): Promise<BenchRow> {
  const ours: number[] = []
  const bare: number[] = []
  let equal = true
  for (let round = 0; round < COST_ROUNDS; round++) {
    const desk = new Desk(bundle, { sessionsMax: 2 })
    const [many, once] = [await confinedMicros(desk, 'many', REPEATS), await confinedMicros(desk, 'once', 1)]
    await desk.runner.stop()
    const [manyBare, onceBare] = [bareMicros(REPEATS), bareMicros(1)]
    equal &&= many.digest === manyBare.digest
    const perCall = 1_000 / (COST_QUOTES * (REPEATS - 1))
    ours.push((many.micros - once.micros) * perCall)
    bare.push((manyBare.micros - onceBare.micros) * perCall)
  }
  const ratio = median(ours.map((one, round) => one / bare[round]!))
  return {
    id: 'runner.callback',
    workload: 'two averages, a position and a comparison: the body of a callback in its compartment',
    ours: median(ours),
    peerName: 'the bare function',
    peer: median(bare),
    unit: 'ns',
    ratio,
    spread: spreadOf(ours),
    equal,
    goal: `<= ${COST_GOAL}x`,
    met: ratio <= COST_GOAL,
  }
}

interface Cost {
  readonly micros: number
  readonly digest: string
}

const FIRST_QUOTE = 2
const FIRST_COUNTED = FIRST_QUOTE + WARM_QUOTES
const LAST_QUOTE = FIRST_COUNTED + COST_QUOTES - 1

async function confinedMicros(desk: Desk, session: string, repeats: number): Promise<Cost> {
  let micros = 0
  let digest = ''
  await desk.open(session, { repeats })
  for (let n = FIRST_QUOTE; n < FIRST_COUNTED; n++) desk.runner.input(session, n, quoteOf(n))
  await desk.reached(session, FIRST_COUNTED - 1)
  desk.onMessage = (message) => {
    if (message.type !== 'answer' && message.type !== 'answered') return
    micros += message.micros
    digest = message.digest
  }
  for (let n = FIRST_COUNTED; n <= LAST_QUOTE; n++) desk.runner.input(session, n, quoteOf(n))
  await desk.reached(session, LAST_QUOTE)
  return { micros, digest }
}

function bareMicros(repeats: number): Cost {
  const session = createStrategySession(crossing, optionsOf('bare', { repeats }))
  session.deliver({ type: 'start', at: START })
  for (let n = FIRST_QUOTE; n < FIRST_COUNTED; n++) session.deliver(quoteOf(n))
  const before = process.threadCpuUsage()
  for (let n = FIRST_COUNTED; n <= LAST_QUOTE; n++) session.deliver(quoteOf(n))
  const { user, system } = process.threadCpuUsage(before)
  return { micros: user + system, digest: session.digest() }
}

/** Open loop: each session gets its quotes at their time, whatever became of those before. */
async function multiplexerRows(bundle: string): Promise<readonly BenchRow[]> {
  const desk = new Desk(bundle, { sessionsMax: SESSIONS, heapMiB: 1_024, memoryMiB: 2_048 })
  const sessions = Array.from({ length: SESSIONS }, (_, index) => `s${index}`)
  for (const session of sessions) await desk.open(session, { every: QUOTES_PER_SECOND })
  const sentAt = new Map<string, number>()
  const latencies: number[] = []
  let answers = 0
  desk.onMessage = (message) => {
    const n = message.type === 'answer' ? message.n : message.type === 'answered' ? message.through : 0
    const sent = sentAt.get(`${message.session} ${n}`)
    if (sent === undefined) return
    latencies.push(performance.now() - sent)
    answers += 1
  }
  const cpuBefore = desk.runner.usage().cpuMs ?? Number.NaN
  const began = performance.now()
  await pace(sessions, (session, n) => {
    sentAt.set(`${session} ${n}`, performance.now())
    desk.runner.input(session, n, quoteOf(n))
  })
  const last = QUOTES_PER_SECOND * PACED_SECONDS + 1
  await Promise.all(sessions.map((session) => desk.reached(session, last)))
  const passed = performance.now() - began
  const { cpuMs, memoryBytes } = desk.runner.usage()
  await desk.runner.stop()
  const share = ((cpuMs ?? Number.NaN) - cpuBefore) / passed
  const workload = `${SESSIONS} strategies in one process, ${QUOTES_PER_SECOND} quotes a second each, for ${PACED_SECONDS} s (${answers} answers, ${Math.round((memoryBytes ?? 0) / 2 ** 20)} MiB)`
  const bound = { workload, peerName: null, peer: null, ratio: null, equal: null }
  const p99 = quantile(latencies, 0.99)
  return [
    {
      ...bound,
      id: 'runner.multiplexer',
      ours: share * 100,
      unit: '% of a core',
      spread: [share * 100, share * 100],
      goal: '< 100 %',
      met: share < 1,
    },
    {
      ...bound,
      id: 'runner.multiplexer.p99',
      ours: p99,
      unit: 'ms',
      spread: spreadOf(latencies),
      goal: '< 100 ms, the time between two quotes',
      met: p99 < 1_000 / QUOTES_PER_SECOND,
    },
  ]
}

/** Sends each session its quotes, evenly over the seconds. */
async function pace(sessions: readonly string[], send: (session: string, n: number) => void): Promise<void> {
  const began = performance.now()
  const total = sessions.length * QUOTES_PER_SECOND * PACED_SECONDS
  for (let sent = 0; sent < total;) {
    const due = ((performance.now() - began) / 1_000) * sessions.length * QUOTES_PER_SECOND
    for (; sent < Math.min(due, total); sent++) {
      send(sessions[sent % sessions.length]!, Math.floor(sent / sessions.length) + 2)
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000 / LOTS_PER_SECOND))
  }
}
