/** From a quote handed to a runner to its order in the host's hand, one at a time, beside an echo of the same bytes. */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type BenchRow, median, quantile, spreadOf } from '../report.ts'
import { Desk, quoteOf } from './runner-desk.ts'

const QUOTES = 2_000
const ROUNDS = 3
const P50_GOAL_MS = 1
const P99_GOAL_MS = 5

export async function roundTripRows(bundle: string): Promise<readonly BenchRow[]> {
  const desk = new Desk(bundle)
  const echo = openEcho()
  await desk.open('s', { every: 1 })
  const ours: number[][] = []
  const theirs: number[][] = []
  let n = 1
  const quote = async (): Promise<void> => {
    n += 1
    desk.runner.input('s', n, quoteOf(n))
    await desk.reached('s', n)
  }
  // The first ones compile.
  await timed(quote, QUOTES)
  for (let round = 0; round < ROUNDS; round++) {
    const sides = [
      async () => ours.push(await timed(quote, QUOTES)),
      async () => theirs.push(await timed(() => echo.ask(JSON.stringify(quoteOf(n))), QUOTES)),
    ]
    for (const side of round % 2 === 0 ? sides : sides.reverse()) await side()
  }
  await desk.runner.stop()
  echo.stop()
  return [row('p50', 0.5, P50_GOAL_MS, ours, theirs), row('p99', 0.99, P99_GOAL_MS, ours, theirs)]
}

async function timed(ask: () => Promise<void>, count: number): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn < count; turn++) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  return times
}

function row(
  name: string,
  q: number,
  goalMs: number,
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): BenchRow {
  const mine = ours.map((times) => quantile(times, q))
  const peer = theirs.map((times) => quantile(times, q))
  return {
    id: `runner.round-trip.${name}`,
    workload: `quote to a runner, order intent back and checked; ${QUOTES} one after the other`,
    ours: median(mine),
    peerName: 'echo of the quote',
    peer: median(peer),
    unit: 'ms',
    ratio: median(mine.map((one, round) => one / peer[round]!)),
    spread: spreadOf(mine),
    equal: null,
    goal: `< ${goalMs} ms`,
    met: median(mine) < goalMs,
  }
}

interface Echo {
  ask(text: string): Promise<void>
  stop(): void
}

function openEcho(): Echo {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'echo-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let wake: () => void = () => undefined
  child.stdout.on('data', () => wake())
  return {
    ask: (text) => {
      const answered = new Promise<void>((resolve) => (wake = resolve))
      child.stdin.write(text)
      return answered
    },
    stop: () => child.stdin.end(),
  }
}
