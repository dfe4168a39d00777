/** What is in a dataset, for people: verdicts, bars for a chart, statistics. Each is remembered while the content stays. */
import {
  type BarColumns,
  type ExchangeCalendar,
  type MarketStore,
  type Season,
  type SeriesKey,
  type ValidationReport,
  VOLATILITY_ESTIMATORS,
  barsPerYear,
  coverageOf,
  distributionOf,
  isIntraday,
  isTickKind,
  returnsOf,
  seasonality,
  timeframeMicros,
  validateSeries,
  volatilityOf,
} from '@quarterdeck/market-data'
import type { BarRange, DatasetAnalysis, SampleBar } from './research.ts'

export interface DatasetContent {
  validation(store: MarketStore, key: SeriesKey): Promise<ValidationReport>
  bars(store: MarketStore, key: SeriesKey, range: BarRange): Promise<readonly SampleBar[]>
  analysis(store: MarketStore, key: SeriesKey): Promise<DatasetAnalysis | null>
}

/** Answers that are remembered, over all organizations. */
const REMEMBERED_MAX = 50
const DAY_MICROS = 86_400e6

/** `calendarOf` gives the calendar of an instrument, on which gaps and coverage are counted. */
export function createDatasetContent(calendarOf: (instrumentId: string) => ExchangeCalendar): DatasetContent {
  const remembered = new Map<string, Promise<unknown>>()
  const once = <Value>(what: string, store: MarketStore, key: SeriesKey, make: () => Promise<Value>) => {
    const entry = store.describe(key)
    // Splits that are known explain jumps: another list of them gives another verdict.
    const content = [entry?.contentSha256, store.actionsOf(key)]
    const name = JSON.stringify([what, store.directory, key, content])
    const known = remembered.get(name) as Promise<Value> | undefined
    if (known !== undefined) return known
    const made = make()
    remembered.set(name, made)
    made.catch(() => remembered.delete(name))
    const [oldest] = remembered.keys()
    if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest)
    return made
  }
  return {
    validation: (store, key) =>
      once('validation', store, key, () =>
        validateSeries(store, key, { calendar: calendarOf(key.instrument) }),
      ),
    async bars(store, key, { from, to, points }) {
      const bars = await barsOf(store, key, { from, to })
      return bars === null ? [] : thinned(bars, points)
    },
    analysis: (store, key) =>
      once('analysis', store, key, async () => {
        const bars = await barsOf(store, key, { from: null, to: null })
        return bars === null ? null : analysed(bars, key, calendarOf(key.instrument))
      }),
  }
}

async function barsOf(
  store: MarketStore,
  key: SeriesKey,
  { from, to }: { readonly from: number | null; readonly to: number | null },
): Promise<BarColumns | null> {
  if (isTickKind(key.kind)) return null
  const range = { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }
  return store.read({ ...key, kind: key.kind }, range)
}

/** Neighbours are put together, so that no extreme is lost. */
function thinned(bars: BarColumns, points: number): readonly SampleBar[] {
  const size = Math.max(1, Math.ceil(bars.length / points))
  const thin: SampleBar[] = []
  for (let start = 0; start < bars.length; start += size) {
    const end = Math.min(start + size, bars.length)
    let [high, low, volume] = [-Infinity, Infinity, 0]
    for (let row = start; row < end; row += 1) {
      high = Math.max(high, bars.high[row]!)
      low = Math.min(low, bars.low[row]!)
      volume += bars.volume[row]!
    }
    const [time, open, close] = [bars.time[start]!, bars.open[start]!, bars.close[end - 1]!]
    thin.push({ time, open, high, low, close, volume })
  }
  return thin
}

function analysed(bars: BarColumns, { timeframe }: SeriesKey, calendar: ExchangeCalendar): DatasetAnalysis {
  const length = timeframeMicros(timeframe)
  const returns = returnsOf(bars, 'simple')
  const year = new Date((bars.time[0] ?? 0) / 1000).getUTCFullYear()
  const yearly = barsPerYear(timeframe, calendar, year)
  const season = (by: Season) => (bars.length < 2 ? [] : seasonality(returns, { by, zone: 'UTC' }))
  return {
    coverage: length === undefined || length > DAY_MICROS ? null : coverageOf(bars, { timeframe, calendar }),
    returns: distributionOf(returns.value),
    volatility: VOLATILITY_ESTIMATORS.map((estimator) =>
      volatilityOf(bars, { estimator, barsPerYear: yearly }),
    ),
    months: season('month'),
    weekdays: season('weekday'),
    hours: isIntraday(timeframe) ? season('hour') : [],
  }
}
