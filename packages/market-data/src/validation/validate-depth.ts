/**
 * Validates an order book by playing it: what no book can hold, sides that cross, messages that are missing or come twice, and the
 * spans in which nobody can know it.
 *
 * As when it is played, a book is not known from a missing message or crossed sides on until its next snapshot.
 */
import { DEPTH_FLAGS, type DepthColumns } from '../columns/tick-columns.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { BestPrice } from './best-price.ts'
import { createFindings, type FindingTally, type ValidationRule } from './findings.ts'
import type { GapMap, GapRun } from './gap-map.ts'
import type { ValidationReport } from './validate.ts'
import { checkTicks, tickReport, type ValidateTicksOptions } from './validate-ticks.ts'

const DEPTH_RULES: readonly ValidationRule[] = [
  'SCHEMA',
  'ORDER',
  'DUPLICATES',
  'PRICES',
  'SESSIONS',
  'CROSSED',
  'SEQUENCE',
]
const { START, SNAPSHOT } = DEPTH_FLAGS
const RUNS_MAX = 10_000

/** Validates the order book of one series. Never throws for what it holds. */
export function validateDepth(depth: DepthColumns, options: ValidateTicksOptions = {}): ValidationReport {
  const found = createFindings(depth.time, 'month', DEPTH_RULES)
  const { time, length: _, ...values } = depth
  const rises = checkTicks(depth, values, found)
  checkLevels(depth, found)
  const playing = new Playing(depth, found)
  for (let row = 0; row < depth.length;) {
    const end = messageEnd(depth, row)
    playing.message(row, end)
    row = end
  }
  return { ...tickReport(time, { options, rises, found }), gaps: playing.gaps() }
}

function checkLevels({ length, side, price, size, flags }: DepthColumns, found: FindingTally): void {
  for (let row = 0; row < length; row += 1) {
    if (side[row] !== 1 && side[row] !== -1)
      found.add('SCHEMA', row, `side ${side[row]!} is none of 1 and -1`)
    const flag = flags[row]!
    if (!(flag >= 0 && flag <= 3 && Number.isInteger(flag)))
      found.add('SCHEMA', row, `flags ${flag} are none of 0 to 3`)
    if (price[row]! <= 0) found.add('PRICES', row, `price ${price[row]!} is not above 0`)
    if (size[row]! < 0) found.add('PRICES', row, `size ${size[row]!} is below 0`)
  }
}

/** The row after the last of a message. */
function messageEnd({ length, flags }: DepthColumns, row: number): number {
  let end = row + 1
  while (end < length && (flags[end]! & START) === 0) end += 1
  return end
}

class Playing {
  private readonly bids = new BestPrice(-1)
  private readonly asks = new BestPrice(1)
  private readonly depth: DepthColumns
  private readonly found: FindingTally
  private isKnown = false
  /** When the book was known last; before the first message, when that came. */
  private knownAt: number
  private sequence = 0
  private first = 0
  private missing = 0
  private missingNow = 0
  private runCount = 0
  private readonly runs: GapRun[] = []
  /** Levels that the message has stated, asks below 0. */
  private readonly stated = new Set<number>()

  constructor(depth: DepthColumns, found: FindingTally) {
    this.depth = depth
    this.found = found
    this.knownAt = depth.time[0] ?? 0
  }

  message(row: number, end: number): void {
    const { time, flags } = this.depth
    const isSnapshot = (flags[row]! & SNAPSHOT) !== 0
    this.checkSequence(row, isSnapshot)
    if (isSnapshot) {
      this.bids.clear()
      this.asks.clear()
      if (!this.isKnown && time[row]! > this.knownAt) this.endRun(time[row]!)
      this.isKnown = true
    } else if (!this.isKnown && row === 0)
      this.found.add('SEQUENCE', row, 'a change comes before the first snapshot')
    this.apply(row, end)
    if (!this.isKnown) return
    this.knownAt = time[row]!
    const [bid, ask] = [this.bids.best(), this.asks.best()]
    if (!(bid >= ask)) return
    this.found.add('CROSSED', row, `bid ${bid} is not below ask ${ask}`)
    this.isKnown = false
  }

  gaps(): GapMap {
    const last = this.depth.time.at(-1) ?? 0
    if (!this.isKnown && last > this.knownAt) this.endRun(last)
    const { missing, runCount, runs } = this
    const expected = this.sequence === 0 ? 0 : this.sequence - this.first + 1
    return { expected, present: expected - missing, missing, runCount, runs }
  }

  private apply(row: number, end: number): void {
    const { side, price, size } = this.depth
    const { stated } = this
    stated.clear()
    for (let at = row; at < end; at += 1) {
      const levels = side[at] === 1 ? this.bids : this.asks
      levels.set(price[at]!, size[at]!)
      const level = price[at]! * side[at]!
      if (stated.has(level)) this.found.add('DUPLICATES', at, `a message states ${price[at]!} twice`)
      stated.add(level)
    }
  }

  private checkSequence(row: number, isSnapshot: boolean): void {
    const { sequence, sequenceFrom } = this.depth
    const own = sequence[row]!
    if (own === 0) return
    const before = this.sequence
    this.sequence = Math.max(before, own)
    if (before === 0) this.first = Math.min(own, sequenceFrom[row]! || own)
    if (isSnapshot || before === 0) return
    const from = sequenceFrom[row]! || own
    if (own <= before) this.found.add('SEQUENCE', row, `message ${own} comes after ${before}`)
    if (from <= before + 1) return
    const missing = from - before - 1
    this.found.add('SEQUENCE', row, `${missing} are missing between ${before} and ${from}`)
    this.missing += missing
    this.missingNow += missing
    this.isKnown = false
  }

  private endRun(to: number): void {
    const from = this.knownAt
    this.runCount += 1
    if (this.runs.length < RUNS_MAX)
      this.runs.push({ day: Math.floor(from / DAY_MICROS), from, to, missing: this.missingNow })
    this.missingNow = 0
  }
}
