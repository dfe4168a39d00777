/** From what a backtest gives to what a report is made from. */
import type { BacktestResult, FillRow, IncomeRow, TradeRow } from '../run/result.ts'
import {
  ReportInputFault,
  type ReportBenchmark,
  type ReportCarry,
  type ReportFill,
  type ReportInput,
  type ReportTrade,
} from './input.ts'

export interface ReportOptions {
  readonly title: string
  /** Equity at the start; that of the curve's first point when left out. */
  readonly initialCapital?: number
  readonly benchmark?: ReportBenchmark
  /** Contract multiplier of an instrument; 1 where it has none. */
  readonly multiplierOf?: (instrumentId: string) => number
}

/**
 * Reads a finished or stopped run.
 *
 * Where the first point of its curve is the account before anything was played, it is the start and no point of its own; a
 * curve that keeps only the newest point of each span has no such point.
 *
 * Points whose equity could not be valued keep the last one that could. Profits and fees are taken in the instrument's
 * currency: in a run over several currencies the attribution adds them up as they are.
 *
 * @throws ReportInputFault if nothing was played
 */
export function reportInputOfRun(result: BacktestResult, options: ReportOptions): ReportInput {
  const { curve } = result
  const initialCapital = options.initialCapital ?? curve.equity[0] ?? 0
  const first = curve.equity[0] === initialCapital && curve.grossExposure[0] === 0 ? 1 : 0
  if (curve.length <= first)
    throw new ReportInputFault('the run has no point of equity after its start: there is nothing to report')
  const multiplierOf = options.multiplierOf ?? (() => 1)
  return {
    title: options.title,
    strategy: result.strategy.name,
    parameters: Object.fromEntries(
      Object.entries(result.strategy.params).map(([name, value]) => [name, scalar(value)]),
    ),
    currency: result.account.currency,
    initialCapital,
    startedAt: curve.time[0] ?? 0,
    times: curve.time.subarray(first, curve.length),
    equity: carriedForward(curve.equity.subarray(first, curve.length), initialCapital),
    cash: carriedForward(curve.cash.subarray(first, curve.length), initialCapital),
    exposure: carriedForward(curve.grossExposure.subarray(first, curve.length), 0),
    trades: result.trades.map((trade) => tradeOf(trade, multiplierOf(trade.instrumentId))),
    fills: result.fills.map((fill) => fillOf(fill, multiplierOf(fill.instrumentId))),
    carry: result.incomes.map(carryOf),
    benchmark: options.benchmark ?? null,
    provenance: {
      ...result.versions,
      seed: String(result.seed),
      decisions: result.digests.decisions,
      events: result.digests.events,
      book: result.digests.book,
      ...Object.fromEntries(
        result.data.map((series) => [`data ${series.instrumentId} ${series.timeframe}`, series.hash]),
      ),
    },
  }
}

function scalar(value: unknown): string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? value
    : JSON.stringify(value)
}

function carriedForward(values: Float64Array, before: number): Float64Array {
  let last = before
  return values.map((value) => {
    if (!Number.isNaN(value)) last = value
    return last
  })
}

function tradeOf(trade: TradeRow, multiplier: number): ReportTrade {
  const entryValue = Math.abs(trade.entryPrice * trade.quantity * multiplier)
  const share = (money: number): number => (entryValue === 0 ? 0 : money / entryValue)
  return {
    instrument: trade.instrumentId,
    side: trade.side === 'BUY' ? 'LONG' : 'SHORT',
    quantity: trade.quantity,
    entryTime: trade.entryAt,
    exitTime: trade.exitAt,
    entryPrice: trade.entryPrice,
    exitPrice: trade.exitPrice,
    fees: trade.fees,
    profit: trade.netPnl,
    profitFraction: share(trade.netPnl),
    adverseExcursion: -share(trade.maxAdverse),
    favorableExcursion: share(trade.maxFavorable),
    splitRatio: trade.splitRatio,
    tag: trade.tag,
  }
}

const CARRY_KINDS = { DIVIDEND: 'DIVIDEND', FUNDING: 'FUNDING', ROLLOVER: 'FINANCING' } as const

function carryOf({ at, kind, instrumentId, amount }: IncomeRow): ReportCarry {
  return { time: at, kind: CARRY_KINDS[kind], instrument: instrumentId, cost: -Number(amount) }
}

function fillOf(fill: FillRow, multiplier: number): ReportFill {
  return {
    time: fill.at,
    instrument: fill.instrumentId,
    side: fill.side === 'BUY' ? 'BUY' : 'SELL',
    quantity: fill.quantity,
    price: fill.price,
    value: Math.abs(fill.price * fill.quantity * multiplier),
    fee: Number(fill.fee),
    slippage: null,
    tag: fill.tag,
  }
}
