/** Validates bars: every rule with its verdict, every month or year with its own, and a map of what is missing. */
import type { CorporateAction } from '../adjustment/corporate-action.ts'
import { firstRowAtOrAfter, type BarColumns } from '../columns/bar-columns.ts'
import { resampleBars } from '../resample/resample.ts'
import { DAY_MICROS, isIntraday, timeframeMicros, type Timeframe } from '../series/timeframe.ts'
import { createFindings, type FindingTally, type RangeReport, type RuleReport } from './findings.ts'
import { mapGaps, type GapMap } from './gap-map.ts'
import { checkOutliers, checkSplits, checkStale, type MoveLimits } from './move-rules.ts'
import { checkBars } from './row-rules.ts'
import { ALWAYS_OPEN, type SessionCalendar } from './session-calendar.ts'
import { worstVerdict, type Verdict } from './verdict.ts'

export interface ValidateOptions {
  readonly timeframe: Timeframe
  /** When bars are expected; round the clock where it is left out. */
  readonly calendar?: SessionCalendar
  readonly limits?: Partial<ValidationLimits>
  /** Splits that are known: a jump that one of them explains is none, and one without its jump is told. */
  readonly actions?: readonly CorporateAction[]
}

export interface ValidationLimits extends MoveLimits {
  /** The share of missing bars beyond which `GAPS` fails, 0.1 by default. */
  readonly missingShareMax: number
}

export interface ValidationReport {
  /** The gravest verdict of all rules. */
  readonly verdict: Verdict
  readonly rows: number
  readonly rules: readonly RuleReport[]
  readonly ranges: readonly RangeReport[]
  /** Null where gaps could not be looked for. */
  readonly gaps: GapMap | null
}

const LIMITS = { outlierMoves: 15, outlierShareMin: 0.02, missingShareMax: 0.1 }
const STALE_INTRADAY = 60
const STALE_DAYS = 5

/** Validates bars of one series. Never throws for what the bars hold. */
export function validateBars(bars: BarColumns, options: ValidateOptions): ValidationReport {
  const isWithinDay = isIntraday(options.timeframe)
  const limits = { ...LIMITS, staleBars: isWithinDay ? STALE_INTRADAY : STALE_DAYS, ...options.limits }
  const found = createFindings(bars.time, isWithinDay ? 'month' : 'year')
  const rises = checkBars(bars, found)
  const step = timeframeMicros(options.timeframe)
  checkOutliers(bars, { limits, step: isWithinDay ? (step ?? 0) : 0, found })
  checkStale(bars, limits, found)
  let gaps: GapMap | null = null
  if (rises) {
    gaps = checkGaps(bars, { options, step, missingShareMax: limits.missingShareMax, found })
    splits(bars, options, found)
  } else {
    for (const rule of ['TIMEFRAME', 'SESSIONS', 'GAPS', 'SPLITS'] as const) {
      found.skip(rule, 'rows are not in order of time')
    }
  }
  const rules = found.rules()
  return {
    verdict: worstVerdict(rules.map(({ verdict }) => verdict)),
    rows: bars.length,
    rules,
    ranges: found.ranges(rises),
    gaps,
  }
}

function checkGaps(
  bars: BarColumns,
  given: {
    readonly options: ValidateOptions
    readonly step: number | undefined
    readonly missingShareMax: number
    readonly found: FindingTally
  },
): GapMap | null {
  const { options, step, found } = given
  if (step === undefined || step > DAY_MICROS) {
    for (const rule of ['TIMEFRAME', 'SESSIONS', 'GAPS'] as const) {
      found.skip(rule, `bars of ${options.timeframe} have no fixed places`)
    }
    return null
  }
  const gaps = mapGaps(bars, { step, calendar: options.calendar ?? ALWAYS_OPEN, found })
  if (gaps.missing > gaps.expected * given.missingShareMax) found.raise('GAPS', 'FAIL')
  return gaps
}

function splits(
  bars: BarColumns,
  { timeframe, calendar, actions = [] }: ValidateOptions,
  found: FindingTally,
): void {
  const rowOf = (time: number): number => firstRowAtOrAfter(bars.time, time)
  if (!isIntraday(timeframe)) {
    checkSplits(bars, actions, { rowOf, found })
    return
  }
  // A split shows overnight: the first bar of a day against the last of the day before.
  const days = resampleBars(bars, { to: '1d', label: 'FIRST', ...(calendar && { calendar }) })
  checkSplits(days, actions, { rowOf, found })
}
