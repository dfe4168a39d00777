/**
 * What a venue's messages cost: parsed, checked and brought to what the engine takes, beside `JSON.parse` of the same bytes; and
 * what its distance costs: bytes to the wire, and back in step after a cut.
 *
 * Ours and the bare parse play in turns in one process, after both have been warmed.
 */
import { median, quantile, spreadOf, type BenchRow } from '../report.ts'
import { bytesOnTheWire, reconnects } from './connected.ts'
import { alpacaMessages } from './alpaca-messages.ts'
import { coinbaseMessages } from './coinbase-messages.ts'
import { ibkrMessages } from './ibkr-messages.ts'
import { kalshiMessages } from './kalshi-messages.ts'
import type { MessageKind } from './message-kind.ts'

const ITEMS = 50_000
const ROUNDS = 9
const WARM_UP_ROUNDS = 3
const RATIO_GOAL = 2
/** Messages that are compared before time counts: the plain book is slow. */
const CHECKED = 1_000
const DELTAS_PER_SECOND_GOAL = 50_000
const ORDERS = 4_000
const WIRE_MS_GOAL = 1
const RECONNECTS = 15
const RECONNECT_MS_GOAL = 2_000

export async function benchmark(): Promise<readonly BenchRow[]> {
  const messages = [coinbaseMessages, kalshiMessages, alpacaMessages, ibkrMessages]
  const parsed = messages.flatMap((of) => of(ITEMS)).map(row)
  const wire = await bytesOnTheWire(ORDERS)
  const again = await reconnects(RECONNECTS)
  const p99 = quantile(wire, 0.99)
  return [
    ...parsed,
    alone({
      id: 'venues.wire',
      workload:
        'p99 from the decision to place until its first byte is at the other end of a loopback, token and all',
      ours: p99,
      spread: spreadOf(wire),
      goal: `p99 < ${WIRE_MS_GOAL} ms`,
      met: p99 < WIRE_MS_GOAL,
    }),
    alone({
      id: 'venues.reconnect',
      workload: 'a cut stream until orders may go out again, with 200 open orders',
      ours: median(again),
      spread: spreadOf(again),
      goal: `< ${RECONNECT_MS_GOAL} ms`,
      met: Math.max(...again) < RECONNECT_MS_GOAL,
    }),
  ]
}

function row(kind: MessageKind): BenchRow {
  const equal = isEqual(kind)
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const times = [
      nanosecondsPerItem(kind, kind.worker()),
      nanosecondsPerItem(kind, (text) => ((JSON.parse(text) as object) ? 1 : 0)),
    ]
    if (round < WARM_UP_ROUNDS) continue
    ours.push(times[0] ?? 0)
    bare.push(times[1] ?? 0)
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

function nanosecondsPerItem({ texts, itemsPerText }: MessageKind, work: (text: string) => number): number {
  let sum = 0
  const before = performance.now()
  for (const text of texts) sum += work(text)
  const took = performance.now() - before
  if (Number.isNaN(sum)) throw new Error('Invariant: every message comes to a number')
  return (took * 1e6) / (texts.length * itemsPerText)
}

function alone(figures: Pick<BenchRow, 'id' | 'workload' | 'ours' | 'spread' | 'goal' | 'met'>): BenchRow {
  return { ...figures, peerName: null, peer: null, unit: 'ms', ratio: null, equal: null }
}
