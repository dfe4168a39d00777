/** What is kept of a finished run: the report in every form, and thinner forms of it for the console. */
import {
  type BacktestRequest,
  type BacktestResult,
  DEFAULT_DEFINITIONS,
  ROUND_THE_CLOCK_DEFINITIONS,
  buildReport,
  equityCsv,
  monthlyCsv,
  reportHtml,
  reportInputOfRun,
  reportJson,
  tradesCsv,
  type ReportDefinitions,
  type ReportInput,
} from '@quarterdeck/simulation'
import type { StoredFigures } from './backtest-rows.ts'
import type { BacktestTrade, EquityPoint } from './research.ts'

/** Media types of the documents that are handed out. */
export const DOCUMENT_TYPES: Readonly<Record<string, string>> = {
  'report.html': 'text/html; charset=utf-8',
  'report.json': 'application/json; charset=utf-8',
  'trades.csv': 'text/csv; charset=utf-8',
  'equity.csv': 'text/csv; charset=utf-8',
  'monthly.csv': 'text/csv; charset=utf-8',
}

/** For our own use: the curve thinned to what any chart shows, and the trades as rows. */
export const EQUITY_POINTS = 'equity-points'
export const TRADE_ROWS = 'trade-rows'

/** Points of the stored curve. */
const POINTS_MAX = 4_000
/** Closed trades that are listed; the figures count all. */
const TRADES_MAX = 100_000
/** Points of the curve that a report is made from. */
const REPORTED_POINTS_MAX = 100_000
const ROUND_THE_CLOCK = '24/7'

export function reportInput(request: BacktestRequest, result: BacktestResult, title: string): ReportInput {
  const multipliers = new Map(request.instruments.map(({ id, multiplier }) => [id, Number(multiplier)]))
  return reportInputOfRun(result, {
    title,
    initialCapital: Number(request.account.cash[0]?.amount ?? 0),
    multiplierOf: (id) => multipliers.get(id) ?? 1,
  })
}

/** The conventions of the report: of a year that never closes where no instrument does. */
export function definitionsOf(request: Pick<BacktestRequest, 'instruments'>): ReportDefinitions {
  const neverCloses = request.instruments.every(({ calendar }) => calendar === ROUND_THE_CLOCK)
  return neverCloses ? ROUND_THE_CLOCK_DEFINITIONS : DEFAULT_DEFINITIONS
}

export function documentsOfRun(
  request: BacktestRequest,
  result: BacktestResult,
  title: string,
): { readonly figures: StoredFigures; readonly documents: Readonly<Record<string, string>> } {
  const input = reportInput(request, thinnedResult(result), title)
  const report = buildReport(input, definitionsOf(request))
  const documents = {
    'report.html': reportHtml(report),
    'report.json': reportJson(report),
    'trades.csv': tradesCsv(report),
    'equity.csv': equityCsv(input),
    'monthly.csv': monthlyCsv(report),
    [EQUITY_POINTS]: JSON.stringify(thinnedCurve(result, POINTS_MAX)),
    [TRADE_ROWS]: JSON.stringify(result.trades.slice(0, TRADES_MAX).map(tradeRow)),
  }
  return { figures: storable(report.figures), documents }
}

/** JSON knows no NaN and no infinity: null stands for undefined. */
export function storable(figures: Readonly<Record<string, number>>): StoredFigures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  )
}

/** A curve of very many points has the newest of each span: what a report samples by the day loses nothing. */
function thinnedResult(result: BacktestResult): BacktestResult {
  const { curve } = result
  if (curve.length <= REPORTED_POINTS_MAX) return result
  const size = Math.ceil(curve.length / REPORTED_POINTS_MAX)
  const rows = Array.from({ length: Math.ceil(curve.length / size) }, (_, place) =>
    Math.min(curve.length - 1, place * size + size - 1),
  )
  // The start stands for itself: it is the account before anything was played.
  rows[0] = 0
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!)
  const { time, equity, cash, grossExposure, netExposure, drawdown } = curve
  return {
    ...result,
    curve: {
      length: rows.length,
      time: pick(time),
      equity: pick(equity),
      cash: pick(cash),
      grossExposure: pick(grossExposure),
      netExposure: pick(netExposure),
      drawdown: pick(drawdown),
    },
  }
}

/** The equity curve as points, thinned. */
export function thinnedCurve({ curve }: BacktestResult, count: number): readonly EquityPoint[] {
  return thinnedPoints(
    Array.from({ length: curve.length }, (_, row) => ({
      time: curve.time[row]!,
      equity: curve.equity[row]!,
      drawdown: curve.drawdown[row]!,
    })),
    count,
  )
}

/** The last point of each span, and of it the one of the deepest drawdown, so that no fall is lost. */
export function thinnedPoints(points: readonly EquityPoint[], count: number): readonly EquityPoint[] {
  if (points.length <= count) return points
  const size = Math.ceil((2 * points.length) / count)
  const thin: EquityPoint[] = []
  for (let start = 0; start < points.length; start += size) {
    const span = points.slice(start, start + size)
    const deepest = span.reduce((worst, point) => (point.drawdown > worst.drawdown ? point : worst))
    const last = span.at(-1)!
    if (deepest !== last) thin.push(deepest)
    thin.push(last)
  }
  return thin
}

function tradeRow(trade: BacktestResult['trades'][number]): BacktestTrade {
  const { instrumentId, side, quantity, entryAt, entryPrice, exitAt, exitPrice, fees, netPnl } = trade
  const { returnOnEntry, maxFavorable, maxAdverse, tag } = trade
  return {
    instrumentId,
    side,
    quantity,
    entryAt,
    entryPrice,
    exitAt,
    exitPrice,
    fees,
    netPnl,
    returnOnEntry,
    maxFavorable,
    maxAdverse,
    tag,
  }
}
