/** What the page's script works with: thinned series for the charts and the rows of the trades table, as plain JSON. */
import type { Report } from '../build.ts'
import type { ReportTrade } from '../input.ts'
import { formatFigure, formatQuantity, formatTime } from './format.ts'

/** More points than a screen has columns draw the same picture. */
const POINTS_MAX = 3000
/** A page holds no more; the CSV has them all. */
export const TRADES_MAX = 20_000

interface TradeColumn {
  readonly label: string
  /** What the column is sorted by. */
  readonly value: (trade: ReportTrade) => number | string
  readonly shown: (trade: ReportTrade) => string
  readonly kind: 'TEXT' | 'NUMBER' | 'TONED'
}

const percent = (value: number): string => formatFigure(value, 'FRACTION')

/** Empty where no split was crossed. */
const splitWords = (ratio: number): string => (ratio === 1 ? '' : `× ${formatQuantity(ratio)}`)

export const TRADE_COLUMNS: readonly TradeColumn[] = [
  column('Instrument', 'TEXT', (trade) => trade.instrument),
  column('Side', 'TEXT', (trade) => trade.side),
  column('Quantity', 'NUMBER', (trade) => trade.quantity, formatQuantity),
  column('Entry', 'NUMBER', (trade) => trade.entryTime, formatTime),
  column('Entry price', 'NUMBER', (trade) => trade.entryPrice, formatQuantity),
  column('Exit', 'NUMBER', (trade) => trade.exitTime, formatTime),
  column('Exit price', 'NUMBER', (trade) => trade.exitPrice, formatQuantity),
  column(
    'Profit',
    'TONED',
    (trade) => trade.profit,
    (value) => formatFigure(value, 'MONEY'),
  ),
  column('Profit %', 'TONED', (trade) => trade.profitFraction, percent),
  column(
    'Fees',
    'NUMBER',
    (trade) => trade.fees,
    (value) => formatFigure(value, 'MONEY'),
  ),
  column('Worst', 'NUMBER', (trade) => trade.adverseExcursion, percent),
  column('Best', 'NUMBER', (trade) => trade.favorableExcursion, percent),
  column('Split', 'NUMBER', (trade) => trade.splitRatio, splitWords),
  column('Tag', 'TEXT', (trade) => trade.tag ?? ''),
]

function column<T extends number | string>(
  label: string,
  kind: TradeColumn['kind'],
  value: (trade: ReportTrade) => T,
  format: (value: T) => string = String,
): TradeColumn {
  return { label, kind, value, shown: (trade) => format(value(trade)) }
}

export function pageData(report: Report): unknown {
  const { series, rolling, returnsDistribution: bins } = report
  const kept = keptPlaces(series.equity)
  const keptRolling = keptPlaces(rolling.sharpe)
  const take = (values: Float64Array, places: readonly number[]): number[] =>
    places.map((place) => values[place] ?? Number.NaN)
  return {
    times: take(series.times, kept),
    equity: take(series.equity, kept),
    drawdown: take(series.drawdown, kept),
    benchmark: series.benchmark && take(series.benchmark, kept),
    benchmarkName: report.benchmark?.name ?? '',
    rollingTimes: take(rolling.times, keptRolling),
    rollingSharpe: take(rolling.sharpe, keptRolling).map((value) => (Number.isFinite(value) ? value : null)),
    binMiddles: bins.counts.map((_, i) => ((bins.edges[i] ?? 0) + (bins.edges[i + 1] ?? 0)) / 2),
    binCounts: bins.counts,
    textColumns: TRADE_COLUMNS.flatMap(({ kind }, i) => (kind === 'TEXT' ? [i] : [])),
    toneColumns: TRADE_COLUMNS.flatMap(({ kind }, i) => (kind === 'TONED' ? [i] : [])),
    trades: report.trades.slice(0, TRADES_MAX).map((trade) => ({
      values: TRADE_COLUMNS.map(({ value }) => value(trade)),
      shown: TRADE_COLUMNS.map(({ shown }) => shown(trade)),
    })),
  }
}

/** All places, or the lowest and highest of each stretch, so that no peak and no valley is lost. */
export function keptPlaces(values: Float64Array, pointsMax: number = POINTS_MAX): number[] {
  if (values.length <= pointsMax) return Array.from(values, (_, i) => i)
  const stretch = Math.ceil(values.length / Math.floor(pointsMax / 2))
  const kept = new Set([0, values.length - 1])
  for (let from = 0; from < values.length; from += stretch) {
    let low = from
    let high = from
    for (let i = from; i < Math.min(values.length, from + stretch); i++) {
      if ((values[i] ?? 0) < (values[low] ?? 0)) low = i
      if ((values[i] ?? 0) > (values[high] ?? 0)) high = i
    }
    kept.add(low).add(high)
  }
  return [...kept].sort((a, b) => a - b)
}
