/** What two cores of this machine give at all: two processes of a bare loop beside one. No sweep can do better. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { spreadOf, type BenchRow } from '../report.ts'

const ROUNDS = 5

/** Milliseconds that one loop took of several that ran at once, on average. */
async function loops(count: number): Promise<number> {
  const times = await Promise.all(
    Array.from({ length: count }, async () => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'spin.ts')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'close')
      let printed = ''
      for await (const piece of child.stdout.setEncoding('utf8')) printed += piece
      await ended
      return Number.parseFloat(printed)
    }),
  )
  return times.reduce((sum, time) => sum + time, 0) / count
}

/** How many times as much two processes do as one: 2 where cores share nothing. */
export async function twoCoresRow(): Promise<BenchRow> {
  const alone: number[] = []
  const together: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await loops(1))
    together.push(await loops(2))
  }
  // The least disturbed of each: whoever else is at work makes either slower, never faster.
  const gain = (2 * Math.min(...alone)) / Math.min(...together)
  return {
    id: 'sweep.cores',
    workload: 'a bare loop in two processes, beside the same in one: what the machine has to give',
    ours: gain,
    peerName: 'cores that share nothing',
    peer: 2,
    unit: 'x',
    ratio: gain / 2,
    spread: spreadOf(alone.map((one, round) => (2 * one) / together[round]!)),
    equal: null,
    goal: 'shown: the limit of the sweep above',
    met: null,
  }
}
