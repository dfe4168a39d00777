/**
 * Matching on each workload of nodejs-order-book's own benchmark: our public face (string ids, result objects) beside
 * that package, and our core beside the bare loop.
 *
 * All play in one process, interleaved, the order rotated from round to round, in chunks; every book's final depth and
 * traded total are compared before time counts. Before the first round all have played all workloads, and some books of each
 * stay: a server that runs has seen every kind of order and always has a book, and V8 throws away what it compiled for
 * objects of which none is left.
 */
import { isDeepStrictEqual } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { median, spreadOf, type BenchRow } from '../report.ts'
import { BARE, CORE, FACE, PEER, type Contestant, type Player } from './contestants.ts'
import { ROW, workloads, type Workload } from './workloads.ts'

const ROUNDS = 7
const WARM_UP_PASSES = 2
/** Rows a call: one call of a million runs as on-stack-replaced code, up to eight times off. */
const CHUNK = 1_000 * ROW
const CONTESTANTS = [FACE, PEER, CORE, BARE] as const

const FACE_GOAL = 0.2
const CORE_GOAL = 3

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

type Times = Map<Contestant, number[]>

export async function benchmark(): Promise<readonly BenchRow[]> {
  const all = workloads()
  const equal = new Map(all.map((workload) => [workload, haveEqualOutcomes(workload)]))
  const kept = warmUp(all)
  const rows = all.flatMap((workload) => {
    const times: Times = new Map(CONTESTANTS.map((contestant) => [contestant, []]))
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let turn = 0; turn < CONTESTANTS.length; turn += 1) {
        const contestant = CONTESTANTS[(round + turn) % CONTESTANTS.length]!
        times.get(contestant)!.push(nanosecondsPerRow(contestant, workload))
      }
    }
    const both = { times, equal: equal.get(workload) === true }
    return [
      row(workload, { ours: FACE, peer: PEER, goal: FACE_GOAL, ...both }),
      row(workload, { ours: CORE, peer: BARE, goal: CORE_GOAL, ...both }),
    ]
  })
  // Read at the end, so that the books that were kept lived until then.
  for (const player of kept) player.outcome()
  return rows
}

/** Plays every workload with everybody, and returns a book of each contestant and workload to be kept. */
function warmUp(all: readonly Workload[]): readonly Player[] {
  for (let pass = 0; pass < WARM_UP_PASSES; pass += 1) {
    for (const workload of all) {
      for (const contestant of CONTESTANTS) nanosecondsPerRow(contestant, workload)
    }
  }
  return CONTESTANTS.flatMap((contestant) =>
    all.map((workload) => {
      const player = contestant.seat(workload)
      player.play(workload.rows, 0, Math.min(CHUNK, workload.rows.length))
      return player
    }),
  )
}

function nanosecondsPerRow(contestant: Contestant, workload: Workload): number {
  const players = Array.from({ length: workload.books }, () => contestant.seat(workload))
  collectGarbage()
  const before = performance.now()
  for (const player of players) {
    for (let from = 0; from < workload.rows.length; from += CHUNK) {
      player.play(workload.rows, from, Math.min(from + CHUNK, workload.rows.length))
    }
  }
  const played = (workload.rows.length / ROW) * workload.books
  return ((performance.now() - before) * 1e6) / played
}

function haveEqualOutcomes(workload: Workload): boolean {
  const [first, ...others] = CONTESTANTS.map((contestant) => {
    const player = contestant.seat(workload)
    player.play(workload.rows, 0, workload.rows.length)
    return player.outcome()
  })
  return others.every((outcome) => isDeepStrictEqual(outcome, first))
}

function row(
  workload: Workload,
  pair: {
    readonly ours: Contestant
    readonly peer: Contestant
    readonly goal: number
    readonly times: Times
    readonly equal: boolean
  },
): BenchRow {
  const ours = pair.times.get(pair.ours)!
  const peer = pair.times.get(pair.peer)!
  const ratio = median(ours.map((time, round) => time / peer[round]!))
  return {
    id: `match.${pair.ours === FACE ? 'face' : 'core'}.${workload.id}`,
    workload: `${workload.name}: ${pair.ours.name}`,
    ours: median(ours),
    peerName: pair.peer.name,
    peer: median(peer),
    unit: 'ns an order',
    ratio,
    spread: spreadOf(ours),
    equal: pair.equal,
    goal: pair.ours === FACE ? `at least ${1 / pair.goal} times as fast` : `within ${pair.goal}x`,
    met: pair.equal && ratio <= pair.goal,
  }
}
