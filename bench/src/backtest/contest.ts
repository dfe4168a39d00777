/** Ours and another backtester on the same example, one after the other in every round. */

import { median, spreadOf, type BenchRow } from '../report.ts'

export interface Contest {
  readonly id: string
  readonly workload: string
  readonly peerName: string
  readonly bars: number
  readonly rounds: number
  /** Rounds before those that count: code of either side is compiled in them. */
  readonly warmUp: number
  /** Times as fast as it we want to be. */
  readonly goal: number
  /** Plays both; CPU milliseconds of either, and whether they came to the same. */
  readonly play: () => Promise<Round>
}

export interface Round {
  readonly ours: number
  readonly theirs: number
  readonly equal: boolean
}

export async function contestRow(contest: Contest): Promise<BenchRow> {
  const ours: number[] = []
  const theirs: number[] = []
  const ratios: number[] = []
  let equal = true
  for (let round = 0; round < contest.rounds + contest.warmUp; round += 1) {
    const played = await contest.play()
    equal &&= played.equal
    if (round < contest.warmUp) continue
    ours.push(contest.bars / (played.ours / 1_000))
    theirs.push(contest.bars / (played.theirs / 1_000))
    ratios.push(played.theirs / played.ours)
  }
  const ratio = median(ratios)
  const { id, workload, peerName, goal } = contest
  return {
    id,
    workload,
    ours: median(ours),
    peerName,
    peer: median(theirs),
    unit: 'bars/s',
    ratio,
    spread: spreadOf(ours),
    equal,
    goal: goal === 1 ? 'ahead of it' : `at least ${goal} times as fast`,
    met: equal && ratio > goal,
  }
}
