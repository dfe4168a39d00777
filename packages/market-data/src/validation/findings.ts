/** What validation found, by rule and by span of time, with the first few places of each rule. */
import { firstRowAtOrAfter } from '../columns/bar-columns.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { worstVerdict, type Verdict } from './verdict.ts'

/**
 * `SCHEMA` numbers are numbers and times whole microseconds · `ORDER` times rise · `DUPLICATES` no time twice · `OHLC` high and
 * low enclose open and close · `PRICES` prices are above 0 and volumes not below · `TIMEFRAME` times lie on the bar's grid ·
 * `SESSIONS` bars lie within sessions · `GAPS` no bar is missing in a session · `OUTLIERS` no move is out of all proportion ·
 * `STALE` prices move · `SPLITS` no jump looks like a split that was not applied · `CROSSED` no bid is above its ask ·
 * `SEQUENCE` no message of an order book is missing, comes twice, or has no snapshot to change.
 */
export const VALIDATION_RULES = [
  'SCHEMA',
  'ORDER',
  'DUPLICATES',
  'OHLC',
  'PRICES',
  'TIMEFRAME',
  'SESSIONS',
  'GAPS',
  'OUTLIERS',
  'STALE',
  'SPLITS',
  'CROSSED',
  'SEQUENCE',
] as const
export type ValidationRule = (typeof VALIDATION_RULES)[number]

/** The rules of bars. */
export const BAR_RULES: readonly ValidationRule[] = VALIDATION_RULES.filter(
  (rule) => rule !== 'CROSSED' && rule !== 'SEQUENCE',
)

/** Rules whose breach makes bars unfit to trade on; the others ask for a look. */
const GRAVE: ReadonlySet<ValidationRule> = new Set([
  'SCHEMA',
  'ORDER',
  'DUPLICATES',
  'OHLC',
  'PRICES',
  'CROSSED',
  'SEQUENCE',
])

/** One place where a rule is broken. */
export interface Finding {
  /** Row of the bars, from 0. */
  readonly row: number
  /** Microseconds UTC. */
  readonly time: number
  /** What is wrong there, in words. */
  readonly detail: string
}

export interface RuleReport {
  readonly rule: ValidationRule
  readonly verdict: Verdict
  /** How many places break it. */
  readonly count: number
  /** Whether it could be checked; if not, `note` says why and the verdict is `WARN`. */
  readonly checked: boolean
  readonly note: string | null
  /** The first places. */
  readonly findings: readonly Finding[]
}

/** The verdicts of one month, or year for daily and longer bars. */
export interface RangeReport {
  readonly from: number
  readonly to: number
  readonly verdict: Verdict
  /** The rules that do not pass in it, with how often they are broken. */
  readonly broken: Partial<Readonly<Record<ValidationRule, number>>>
}

const FINDINGS_MAX = 20

/** Collects findings while bars are read. */
export interface FindingTally {
  add(rule: ValidationRule, row: number, detail: string): void
  skip(rule: ValidationRule, note: string): void
  /** The verdict of a rule is at least this, whatever was found. */
  raise(rule: ValidationRule, verdict: Verdict): void
  rules(): readonly RuleReport[]
  /** `rises`: times are in order, so that a period is one run of rows. */
  ranges(rises: boolean): readonly RangeReport[]
}

export function createFindings(
  times: Float64Array,
  unit: 'month' | 'year',
  rules: readonly ValidationRule[] = BAR_RULES,
): FindingTally {
  const found = new Map<ValidationRule, Finding[]>(rules.map((rule) => [rule, []]))
  const counts = new Map<ValidationRule, number>()
  const notes = new Map<ValidationRule, string>()
  const raised = new Map<ValidationRule, Verdict>()
  const periods = new Map<number, Map<ValidationRule, number>>()
  const verdictOf = (rule: ValidationRule): Verdict => {
    const own: Verdict = (counts.get(rule) ?? 0) === 0 ? (notes.has(rule) ? 'WARN' : 'PASS') : gravity(rule)
    return worstVerdict([own, raised.get(rule) ?? 'PASS'])
  }
  return {
    add(rule, row, detail) {
      counts.set(rule, (counts.get(rule) ?? 0) + 1)
      const time = times[row]!
      const period = periodOf(time, unit)
      const inPeriod = periods.get(period) ?? new Map<ValidationRule, number>()
      inPeriod.set(rule, (inPeriod.get(rule) ?? 0) + 1)
      periods.set(period, inPeriod)
      const examples = found.get(rule)!
      if (examples.length < FINDINGS_MAX) examples.push({ row, time, detail })
    },
    skip: (rule, note) => void notes.set(rule, note),
    raise: (rule, verdict) => void raised.set(rule, worstVerdict([verdict, raised.get(rule) ?? 'PASS'])),
    rules: () =>
      rules.map((rule) => ({
        rule,
        verdict: verdictOf(rule),
        count: counts.get(rule) ?? 0,
        checked: !notes.has(rule),
        note: notes.get(rule) ?? null,
        findings: found.get(rule)!,
      })),
    ranges(rises) {
      const all = new Map<number, Map<ValidationRule, number>>()
      for (let row = 0; row < times.length; row += 1) {
        const period = periodOf(times[row]!, unit)
        if (all.has(period)) continue
        all.set(period, periods.get(period) ?? new Map<ValidationRule, number>())
        // Where times rise the period's other rows follow at once and need no look.
        if (rises) row = firstRowAtOrAfter(times, startOf(period + 1, unit)) - 1
      }
      return [...all]
        .sort(([a], [b]) => a - b)
        .map(([period, broken]) => ({
          from: startOf(period, unit),
          to: startOf(period + 1, unit),
          verdict: worstVerdict([...broken.keys()].map(gravity)),
          broken: Object.fromEntries(broken),
        }))
    },
  }
}

function gravity(rule: ValidationRule): Verdict {
  return GRAVE.has(rule) ? 'FAIL' : 'WARN'
}

let lastDay = Number.NaN
let lastPeriod = 0

/** Months or years since year 0; the same for every time of a day, so that a day is looked up once. */
function periodOf(time: number, unit: 'month' | 'year'): number {
  const day = Math.floor(time / DAY_MICROS)
  if (day !== lastDay) {
    const date = new Date(Number.isFinite(day) ? day * 86_400_000 : 0)
    lastPeriod = date.getUTCFullYear() * 12 + date.getUTCMonth()
    lastDay = day
  }
  return unit === 'month' ? lastPeriod : Math.floor(lastPeriod / 12)
}

function startOf(period: number, unit: 'month' | 'year'): number {
  const months = unit === 'month' ? period : period * 12
  return Date.UTC(Math.floor(months / 12), months % 12) * 1000
}
