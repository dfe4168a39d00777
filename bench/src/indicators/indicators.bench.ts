/**
 * Six indicators over one million bars: our columns beside the bare loop and technicalindicators, our streams beside
 * trading-signals.
 *
 * All run in one process, interleaved, the order rotated from round to round, after a round to warm up. Results are compared
 * before time counts, past the first thousand bars: by then differences of seeding have died out.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { median, spreadOf, type Benchmark, type BenchRow } from '../report.ts'
import { BARS, walk, type Market } from './bars.ts'
import { CONTESTS, type Contest, type Run } from './contestants.ts'

const ROUNDS = 7
/** Seeds fade by at least a factor of e in fourteen bars. */
const SETTLED = 1_000
const RELATIVE = 1e-6
const BARE_GOAL = 3

/** The libraries print the RSI with two decimals. */
const ABSOLUTE: Readonly<Record<string, number>> = { RSI: 0.0051 }

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

type Role = 'columns' | 'bare' | 'library' | 'stream' | 'signals'
type Times = Readonly<Record<Role, number[]>>

interface Pair {
  readonly contest: Contest
  readonly times: Times
  readonly ours: Role
  readonly peer: Role
  readonly peerName: string
  readonly goal: number
  readonly equal: boolean
}

const ROLES: readonly Role[] = ['columns', 'bare', 'library', 'stream', 'signals']

export const benchmark: Benchmark = () => {
  const market = walk()
  return Promise.resolve(CONTESTS.flatMap((contest) => rowsOf(contest, market)))
}

function rowsOf(contest: Contest, market: Market): readonly BenchRow[] {
  const equal = (ours: Run, peer: Run): boolean =>
    agree(ours(market), peer(market), ABSOLUTE[contest.name] ?? 0)
  const pairs = [
    ['columns', 'bare', 'bare loop', BARE_GOAL],
    ['columns', 'library', 'technicalindicators', 1],
    ['stream', 'signals', 'trading-signals', 1],
  ] as const
  const outcomes = pairs.map(([ours, peer]) => equal(contest[ours], contest[peer]))
  const times: Times = { columns: [], bare: [], library: [], stream: [], signals: [] }
  for (let round = 0; round < ROUNDS; round += 1)
    for (let turn = 0; turn < ROLES.length; turn += 1) {
      const role = ROLES[(round + turn) % ROLES.length]!
      times[role].push(nanosecondsPerBar(contest[role], market))
    }
  return pairs.map(([ours, peer, peerName, goal], at) =>
    row({ contest, times, ours, peer, peerName, goal, equal: outcomes[at]! }),
  )
}

function nanosecondsPerBar(run: Run, market: Market): number {
  collectGarbage()
  const before = performance.now()
  run(market)
  return ((performance.now() - before) * 1e6) / BARS
}

function agree(ours: ArrayLike<number>, theirs: ArrayLike<number>, absolute: number): boolean {
  for (let back = 1; back <= BARS - SETTLED; back += 1) {
    const our = ours[ours.length - back]!
    const their = theirs[theirs.length - back]!
    if (!(Math.abs(our - their) <= Math.max(absolute, RELATIVE * Math.max(1, Math.abs(their))))) return false
  }
  return true
}

function row({ contest, times, ours, peer, peerName, goal, equal }: Pair): BenchRow {
  const ratio = median(times[ours].map((time, round) => time / times[peer][round]!))
  return {
    id: `indicators.${contest.name.toLowerCase()}.${peer}`,
    workload: `${contest.name} over ${BARS.toLocaleString('en-US')} bars: our ${ours === 'columns' ? 'columns' : 'stream'}`,
    ours: median(times[ours]),
    peerName,
    peer: median(times[peer]),
    unit: 'ns a bar',
    ratio,
    spread: spreadOf(times[ours]),
    equal,
    goal: goal === 1 ? `ahead of ${peerName}` : `within ${goal}x of the bare loop`,
    met: equal && ratio <= goal,
  }
}
