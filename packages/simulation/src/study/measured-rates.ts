/** What the planner reckons with, measured by the first runs of the study itself: they are kept, so nothing is done for the measuring alone. */

import type { MeasuredRates } from '../plan/request.ts'
import type { MeasuredRun, RunOrder } from '../worker/protocol.ts'
import type { FanOut } from './fan-out.ts'
import { ownMemoryBytes } from './process-figures.ts'
import type { StudyJournal } from './study-journal.ts'

/** Columns of the equity curve, while it grows and as it is handed on. */
const CURVE_BYTES_PER_BAR = 6 * 8 * 2
/** A process before it holds data, where the system does not show it. */
const WORKER_BYTES = 128 * 2 ** 20
/** A run has a book, a session and a report to make, whatever its bars. */
const RUN_START_SECONDS = 0.002
/** Where nothing could be measured. */
const NANOSECONDS_GUESSED = 1_000
/** Share of a run's time that handing it out and in takes, at least: less cannot be told from chance. */
const SERIAL_MIN = 0.002
const SERIAL_MAX = 0.5

/** Sets that are tried for one that can be run: a grid may begin with combinations that the strategy refuses. */
const TRIES_MAX = 50
/** The first runs are slow, as their code is cold: so long is sampled, and the quickest counts. */
const SAMPLING_MS = 400
const WORTH_SPREADING_MS = 5_000

export async function measureRates(of: {
  readonly fanOut: FanOut
  readonly journal: StudyJournal
  /** What the study will run first. */
  readonly orders: readonly RunOrder[]
  readonly startSeconds: number
}): Promise<MeasuredRates> {
  const { startSeconds } = of
  const { milliseconds, bars, wallMs } = await sample(of)
  return {
    nanosecondsPerBar: bars === 0 ? NANOSECONDS_GUESSED : (milliseconds * 1e6) / bars,
    runStartSeconds: RUN_START_SECONDS,
    workerStartSeconds: startSeconds,
    serialFraction:
      wallMs === null
        ? SERIAL_MIN
        : Math.min(SERIAL_MAX, Math.max(SERIAL_MIN, (wallMs - milliseconds) / wallMs)),
    bytesPerBar: CURVE_BYTES_PER_BAR,
    workerBytes: ownMemoryBytes(of.fanOut.pids[0]) ?? WORKER_BYTES,
    resultBytes: 0,
  }
}

interface Sample {
  readonly milliseconds: number
  readonly bars: number
  /** From order to answer; null: it was measured in an earlier start of the study. */
  readonly wallMs: number | null
}

async function sample({
  fanOut,
  journal,
  orders,
}: {
  readonly fanOut: FanOut
  readonly journal: StudyJournal
  readonly orders: readonly RunOrder[]
}): Promise<Sample> {
  let quickest: Sample = { milliseconds: 0, bars: 0, wallMs: null }
  let spentMs = 0
  for (const order of orders.slice(0, TRIES_MAX)) {
    const known = journal.find(order)
    const began = performance.now()
    const found: MeasuredRun[] = known === undefined ? [] : [known]
    if (known === undefined)
      await fanOut.run([[order]], (one, result) => {
        journal.add(one, result)
        found.push(result)
      })
    const wallMs = known === undefined ? performance.now() - began : null
    const [measured] = found
    const bars = measured?.counts?.bars ?? 0
    if (measured === undefined || bars === 0) continue
    const { milliseconds } = measured
    if (quickest.bars === 0 || milliseconds / bars < quickest.milliseconds / quickest.bars)
      quickest = { milliseconds, bars, wallMs }
    spentMs += milliseconds
    // Work for several workers: they start while this one is still measured.
    if (orders.length * milliseconds > WORTH_SPREADING_MS) fanOut.warm(orders.length)
    if (spentMs > SAMPLING_MS) break
  }
  return quickest
}
