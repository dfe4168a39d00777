/** Validates trades and quotes: numbers, order, signs, crossed quotes, sessions, prices out of proportion. */
import type { QuoteColumns, TradeColumns } from '../columns/tick-columns.ts'
import { createFindings, type FindingTally, type ValidationRule } from './findings.ts'
import type { SessionCalendar } from './session-calendar.ts'
import type { ValidateOptions, ValidationReport } from './validate.ts'
import { worstVerdict } from './verdict.ts'

const TICK_RULES: readonly ValidationRule[] = ['SCHEMA', 'ORDER', 'PRICES', 'SESSIONS', 'OUTLIERS']
const QUOTE_RULES: readonly ValidationRule[] = [...TICK_RULES, 'CROSSED']

/** A tick is an outlier beyond this many times the usual distance from a running mean of prices ... */
const OUTLIER_DISTANCES = 25
/** ... and beyond this share of the price. */
const OUTLIER_SHARE_MIN = 0.02
/** How much one tick weighs in the running mean and the usual distance. */
const WEIGHT = 0.02
const WARM_UP = 50

export type ValidateTicksOptions = Pick<ValidateOptions, 'calendar' | 'limits'>

/** Validates trades of one series. Several may share an instant. Never throws for what they hold. */
export function validateTrades(trades: TradeColumns, options: ValidateTicksOptions = {}): ValidationReport {
  const found = createFindings(trades.time, 'month', TICK_RULES)
  const { price, size } = trades
  const rises = checkTicks(trades, { price, size }, found)
  for (let row = 0; row < trades.length; row += 1) {
    if (price[row]! <= 0) found.add('PRICES', row, `price ${price[row]!} is not above 0`)
    if (size[row]! < 0) found.add('PRICES', row, `size ${size[row]!} is below 0`)
  }
  checkDistance(price, options, found)
  return tickReport(trades.time, { options, rises, found })
}

/** Validates quotes of one series. A bid above its ask is crossed; equal ones are locked, which is sound. */
export function validateQuotes(quotes: QuoteColumns, options: ValidateTicksOptions = {}): ValidationReport {
  const found = createFindings(quotes.time, 'month', QUOTE_RULES)
  const { bid, ask, bidSize, askSize } = quotes
  const rises = checkTicks(quotes, { bid, bidSize, ask, askSize }, found)
  for (let row = 0; row < quotes.length; row += 1) {
    if (bid[row]! > ask[row]!) found.add('CROSSED', row, `bid ${bid[row]!} is above ask ${ask[row]!}`)
    if (bid[row]! <= 0 || ask[row]! <= 0) {
      found.add('PRICES', row, `bid ${bid[row]!} or ask ${ask[row]!} is not above 0`)
    }
    if (bidSize[row]! < 0 || askSize[row]! < 0) found.add('PRICES', row, 'a size is below 0')
  }
  const middle = bid.map((price, row) => (price + ask[row]!) / 2)
  checkDistance(middle, options, found)
  return tickReport(quotes.time, { options, rises, found })
}

/** Whether values are numbers and times in order; false: they are not. */
export function checkTicks(
  { time }: { readonly time: Float64Array },
  values: Readonly<Record<string, Float64Array>>,
  found: FindingTally,
): boolean {
  for (const [name, column] of Object.entries(values)) {
    for (let row = 0; row < column.length; row += 1) {
      if (!Number.isFinite(column[row]!)) found.add('SCHEMA', row, `${name} is ${column[row]!}`)
    }
  }
  let rises = true
  for (let row = 0; row < time.length; row += 1) {
    if (!Number.isSafeInteger(time[row]!)) {
      found.add('SCHEMA', row, `time ${time[row]!} is not a whole number of microseconds`)
    }
    if (row === 0 || time[row]! >= time[row - 1]!) continue
    rises = false
    found.add('ORDER', row, 'earlier than the one before it')
  }
  return rises
}

function checkDistance(prices: Float64Array, { limits }: ValidateTicksOptions, found: FindingTally): void {
  const moves = limits?.outlierMoves ?? OUTLIER_DISTANCES
  const shareMin = limits?.outlierShareMin ?? OUTLIER_SHARE_MIN
  let mean = prices[0] ?? 0
  let usual = 0
  for (let row = 1; row < prices.length; row += 1) {
    const price = prices[row]!
    const distance = Math.abs(price - mean)
    const limit = Math.max(moves * usual, shareMin * mean)
    if (row > WARM_UP && distance > limit) {
      found.add(
        'OUTLIERS',
        row,
        `${price} lies ${((distance / mean) * 100).toFixed(2)} % from the running mean ${mean.toPrecision(6)}`,
      )
    }
    if (!Number.isFinite(price)) continue
    usual += WEIGHT * (Math.min(distance, limit) - usual)
    mean += WEIGHT * (price - mean)
  }
}

/** The report of ticks that were looked through, their sessions included. */
export function tickReport(
  times: Float64Array,
  given: {
    readonly options: ValidateTicksOptions
    readonly rises: boolean
    readonly found: FindingTally
  },
): ValidationReport {
  const { options, rises, found } = given
  if (rises && options.calendar !== undefined) checkSessions(times, options.calendar, found)
  if (!rises) found.skip('SESSIONS', 'ticks are not in order of time')
  const rules = found.rules()
  return {
    verdict: worstVerdict(rules.map(({ verdict }) => verdict)),
    rows: times.length,
    rules,
    ranges: found.ranges(rises),
    gaps: null,
  }
}

function checkSessions(times: Float64Array, calendar: SessionCalendar, found: FindingTally): void {
  if (times.length === 0) return
  const sessions = calendar.sessions(times[0]!, times.at(-1)! + 1)
  let at = 0
  for (let row = 0; row < times.length; row += 1) {
    const time = times[row]!
    while (at < sessions.length && sessions[at]!.close <= time) at += 1
    const session = sessions[at]
    if (session === undefined || time < session.open) found.add('SESSIONS', row, 'outside the sessions')
    else if (session.pause != null && time >= session.pause.start && time < session.pause.end) {
      found.add('SESSIONS', row, 'within a break')
    }
  }
}
