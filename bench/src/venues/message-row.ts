/**
 * What a kind of message costs: parsed, checked and brought to what the engine takes, beside `JSON.parse` of the same bytes.
 *
 * Both take turns in chunks, each first every other time, after both have been warmed. What counts is the time for which this
 * thread had a core: what other programs take meanwhile falls on one of the two by chance. (The system's own count of a thread's
 * time is too coarse for chunks.)
 */
import { median, spreadOf, type BenchRow } from '../report.ts'
import { coreWait } from './core-wait.ts'
import type { MessageKind } from './message-kind.ts'

const ROUNDS = 9
const WARM_UP_ROUNDS = 3
const RATIO_GOAL = 2
const CHUNK = 1_000
/** Messages that are compared before time counts: the plain book is slow. */
const CHECKED = 1_000
const DELTAS_PER_SECOND_GOAL = 50_000

const others = coreWait()

type Work = (text: string, place: number) => number

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
    goal: goalOf(kind),
    met: kind.isPacked
      ? null
      : equal && ratio <= RATIO_GOAL && (!kind.isBook || perSecond >= DELTAS_PER_SECOND_GOAL),
  }
}

function goalOf({ isPacked, isBook }: MessageKind): string {
  if (isPacked) return 'shown: JSON.parse cannot read these bytes'
  return isBook ? `<= ${RATIO_GOAL}x and ${DELTAS_PER_SECOND_GOAL}/s` : `<= ${RATIO_GOAL}x`
}

/** Whether every message comes to what it says, by the plainest reading of it. */
function isEqual({ texts, worker, plain }: MessageKind): boolean {
  const [ours, theirs] = [worker(), plain()]
  return texts.slice(0, CHECKED).every((text, place) => ours(text, place) === theirs(JSON.parse(text)))
}

function nanosecondsPerItem(
  { texts, itemsPerText }: MessageKind,
  ours: Work,
  bare: Work,
): readonly [ours: number, bare: number] {
  let took = 0
  let tookBare = 0
  for (let from = 0; from < texts.length; from += CHUNK) {
    const isOursFirst = (from / CHUNK) % 2 === 0
    if (isOursFirst) took += workedNs(texts, from, ours)
    tookBare += workedNs(texts, from, bare)
    if (!isOursFirst) took += workedNs(texts, from, ours)
  }
  const items = texts.length * itemsPerText
  return [took / items, tookBare / items]
}

function workedNs(texts: readonly string[], from: number, work: Work): number {
  const end = Math.min(from + CHUNK, texts.length)
  let sum = 0
  const waited = others.ms()
  const before = performance.now()
  for (let place = from; place < end; place += 1) sum += work(texts[place] ?? '', place)
  const took = performance.now() - before
  const waitedMs = others.ms() - waited
  if (Number.isNaN(sum)) throw new Error('Invariant: every message comes to a number')
  return (took - waitedMs) * 1e6
}
