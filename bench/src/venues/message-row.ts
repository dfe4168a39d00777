/**
 * What a kind of message costs: parsed, checked and brought to what the engine takes, beside `JSON.parse` of the same bytes.
 *
 * Both take turns in chunks, each first every other time, after both have been warmed. What counts is the time for which this
 * thread was at work: a clock on the wall counts whatever else the machine does meanwhile, and not for both alike.
 */
import { median, spreadOf, type BenchRow } from '../report.ts'
import type { MessageKind } from './message-kind.ts'

const ROUNDS = 9
const WARM_UP_ROUNDS = 3
const RATIO_GOAL = 2
const CHUNK = 1_000
/** Messages that are compared before time counts: the plain book is slow. */
const CHECKED = 1_000
const DELTAS_PER_SECOND_GOAL = 50_000

type Work = (text: string) => number

export function messageRow(kind: MessageKind): BenchRow {
  const equal = isEqual(kind)
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const [took, tookBare] = nanosecondsPerItem(kind, kind.worker(), (text) =>
      JSON.parse(text) === null ? 0 : 1,
    )
    if (round < WARM_UP_ROUNDS) continue
    ours.push(took)
    bare.push(tookBare)
  }
  const ratio = median(ours.map((time, round) => time / (bare[round] ?? 1)))
  const perSecond = 1e9 / median(ours)
  return {
    id: kind.id,
    workload: kind.workload,
    ours: median(ours),
    peerName: 'JSON.parse',
    peer: median(bare),
    unit: 'ns',
    ratio,
    spread: spreadOf(ours),
    equal,
    goal: kind.isBook ? `<= ${RATIO_GOAL}x and ${DELTAS_PER_SECOND_GOAL}/s` : `<= ${RATIO_GOAL}x`,
    met: equal && ratio <= RATIO_GOAL && (!kind.isBook || perSecond >= DELTAS_PER_SECOND_GOAL),
  }
}

/** Whether every message comes to what it says, by the plainest reading of it. */
function isEqual({ texts, worker, plain }: MessageKind): boolean {
  const [ours, theirs] = [worker(), plain()]
  return texts.slice(0, CHECKED).every((text) => ours(text) === theirs(JSON.parse(text)))
}

function nanosecondsPerItem(
  { texts, itemsPerText }: MessageKind,
  ours: Work,
  bare: Work,
): readonly [ours: number, bare: number] {
  let took = 0
  let tookBare = 0
  for (let from = 0; from < texts.length; from += CHUNK) {
    const chunk = texts.slice(from, from + CHUNK)
    const isOursFirst = (from / CHUNK) % 2 === 0
    if (isOursFirst) took += workedNs(chunk, ours)
    tookBare += workedNs(chunk, bare)
    if (!isOursFirst) took += workedNs(chunk, ours)
  }
  const items = texts.length * itemsPerText
  return [took / items, tookBare / items]
}

function workedNs(texts: readonly string[], work: Work): number {
  let sum = 0
  const before = process.threadCpuUsage()
  for (const text of texts) sum += work(text)
  const { user, system } = process.threadCpuUsage(before)
  if (Number.isNaN(sum)) throw new Error('Invariant: every message comes to a number')
  return (user + system) * 1_000
}
