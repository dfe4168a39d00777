/** Reads the result of a run out of its book, its session and its records, and checks that the books are whole. */

import { createHash } from 'node:crypto'
import {
  canonicalJson,
  formatPrice,
  formatQuantity,
  isFinal,
  MONEY_SCALE,
  type Book,
  type OrderState,
} from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import type { Decimal, InstrumentId } from '@quarterdeck/sdk'
import { hashOf } from './data-hash.ts'
import { checkIdentities } from './identities.ts'
import type { PreparedRun } from './prepare.ts'
import type { MarketSeries } from './request.ts'
import type {
  BacktestFault,
  BacktestResult,
  FinalAccount,
  OpenTradeRow,
  OrderRow,
  SeriesFacts,
  TradeRow,
} from './result.ts'
import { tradesOf } from './trades.ts'
import type { PairedFill } from './trades.ts'

/** Version of the rules by which a run is played: it rises when the same request can give another result. */
const KERNEL_VERSION = '1'

export interface RunEnd {
  readonly status: BacktestResult['status']
  readonly fault: BacktestFault | null
  readonly prepareMs: number
  readonly runMs: number
}

export function resultOf(run: PreparedRun, end: RunEnd): BacktestResult {
  const began = performance.now()
  const { request, kernel, session, desk, curve } = run
  checkIdentities(run)
  const fills = fillsOf(run)
  const { closed, open } = allTrades(run, fills)
  const { strategy, params = {}, seed = 0 } = request
  return {
    status: end.status,
    fault: end.fault,
    strategy: { name: strategy.name, params },
    seed,
    span: kernel.now === 0 ? null : { from: run.startAt, to: kernel.now },
    data: request.series.map((series, index) => factsOf(run, series, index)),
    digests: { decisions: session.digest(), events: desk.digest.hex(), book: bookDigest(desk.book) },
    counts: {
      bars: kernel.bars,
      quotes: kernel.quotes,
      trades: kernel.trades,
      commands: desk.commands,
      events: desk.eventCount,
      decisions: session.decisions,
      logLinesDropped: kernel.logLinesDropped,
    },
    account: finalAccount(run),
    curve: curve.curve(),
    trades: closed,
    openTrades: open,
    orders: [...desk.book.orders.values()].map((order) => orderRow(run, order)),
    fills: fills.map(({ feeNumber: _, seq: __, ...row }) => row),
    rejections: desk.rejections,
    incomes: desk.incomes,
    actions: desk.actions,
    logs: kernel.logs,
    events: desk.events,
    versions: { kernel: KERNEL_VERSION },
    timings: { prepareMs: end.prepareMs, runMs: end.runMs, finishMs: performance.now() - began },
  }
}

/** Of what the books come to: accounts and positions, canonical. What became of each order is in the digest of the events. */
function bookDigest(book: Book): string {
  const { accounts, positions, seq } = book
  const written = {
    seq,
    accounts: accounts.map(({ cash, ledger, day, dayStartEquity, dayHighEquity }) => ({
      cash,
      ledger,
      day,
      dayStartEquity,
      dayHighEquity,
    })),
    positions,
  }
  return createHash('sha256').update(canonicalJson(written)).digest('hex')
}

function factsOf(run: PreparedRun, series: MarketSeries, index: number): SeriesFacts {
  const stream = run.streams[index]!
  const { firstRow, endRow, isMarket } = stream.terms
  return {
    instrumentId: series.instrumentId,
    kind: series.kind,
    timeframe: 'timeframe' in series ? series.timeframe : 'tick',
    rows: endRow - firstRow,
    firstAt: endRow > firstRow ? stream.time[firstRow]! : null,
    lastAt: endRow > firstRow ? stream.time[endRow - 1]! : null,
    hash: series.hash ?? hashOf(series),
    isMarket,
  }
}

function fillsOf({ desk }: PreparedRun): PairedFill[] {
  const { book, tags } = desk
  const rows: PairedFill[] = []
  for (const order of book.orders.values()) {
    const instrument = book.instruments[order.instrumentIndex]!
    for (const fill of order.fills) {
      if (fill.voided) continue
      rows.push({
        seq: fill.seq,
        orderId: order.id,
        clientOrderId: order.clientOrderId,
        instrumentId: instrument.terms.id,
        side: order.side,
        at: fill.venueAt,
        lots: fill.lots,
        quantity: fill.lots * Number(instrument.terms.quantityIncrement),
        priceTicks: fill.priceTicks,
        price: Number(formatPrice(instrument, fill.priceTicks)),
        fee: formatDecimal(fill.fee, MONEY_SCALE),
        feeNumber: Number(formatDecimal(fill.fee, MONEY_SCALE)),
        liquidity: fill.liquidity,
        tag: tags.get(order.clientOrderId) ?? null,
      })
    }
  }
  return rows.sort((one, other) => one.seq - other.seq)
}

function allTrades(
  run: PreparedRun,
  fills: readonly PairedFill[],
): { readonly closed: readonly TradeRow[]; readonly open: readonly OpenTradeRow[] } {
  const byInstrument = new Map<InstrumentId, PairedFill[]>()
  for (const fill of fills) {
    const known = byInstrument.get(fill.instrumentId)
    if (known === undefined) byInstrument.set(fill.instrumentId, [fill])
    else known.push(fill)
  }
  const closed: TradeRow[] = []
  const open: OpenTradeRow[] = []
  for (const [id, own] of byInstrument) {
    const index = run.desk.book.instrumentIndexById.get(id)!
    const { stream } = run.pits[index]!
    const trades = tradesOf({
      instrument: run.desk.book.instruments[index]!,
      stream,
      fills: own,
      mark: run.valuation.priceOf(index, stream.terms.grid.priceIncrement),
    })
    closed.push(...trades.closed)
    open.push(...trades.open)
  }
  return { closed: closed.sort((one, other) => one.exitAt - other.exitAt), open }
}

function orderRow({ desk }: PreparedRun, order: OrderState): OrderRow {
  const instrument = desk.book.instruments[order.instrumentIndex]!
  const price = (ticks: number | null): number | null =>
    ticks === null ? null : Number(formatPrice(instrument, ticks))
  return {
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    instrumentId: instrument.terms.id,
    side: order.side,
    type: order.orderType,
    timeInForce: order.timeInForce,
    lots: order.quantityLots,
    limitPrice: price(order.limitTicks),
    stopPrice: price(order.stopTicks),
    status: order.status,
    filledLots: order.filledLots,
    submittedAt: order.createdAt,
    endedAt: isFinal(order.status) ? order.updatedAt : null,
    tag: desk.tags.get(order.clientOrderId) ?? null,
    reason: order.endReason,
  }
}

function finalAccount(run: PreparedRun): FinalAccount {
  const { desk, kernel, valuation } = run
  const { book } = desk
  const account = book.accounts[0]!
  kernel.see()
  const equity = valuation.exact(kernel.now)
  return {
    currency: account.currency,
    equity: equity === null ? null : formatDecimal(equity, MONEY_SCALE),
    cash: account.cash.map(({ currency, cash }) => ({ currency, amount: formatDecimal(cash, MONEY_SCALE) })),
    positions: book.positions
      .filter(({ lots, realizedPnl, fees }) => lots !== 0 || realizedPnl !== 0n || fees !== 0n)
      .map((position) => positionRow(run, position)),
    fees: feesByCurrency(book),
  }
}

function positionRow(
  { desk, pits, valuation }: PreparedRun,
  position: Book['positions'][number],
): FinalAccount['positions'][number] {
  const instrument = desk.book.instruments[position.instrumentIndex]!
  const { lots, cost } = position
  const value = Number(instrument.tickLotValue) / 1e18
  const increment = Number(instrument.terms.priceIncrement)
  const pit = pits[position.instrumentIndex]
  const mark = pit === undefined ? Number.NaN : valuation.priceOf(position.instrumentIndex, increment)
  const costNumber = Number(cost) / 1e18
  return {
    instrumentId: instrument.terms.id,
    lots,
    quantity: formatQuantity(instrument, lots),
    averagePrice: lots === 0 ? 0 : (costNumber / (lots * value)) * increment,
    mark,
    unrealizedPnl: lots === 0 ? 0 : (lots * value * mark) / increment - costNumber,
    realizedPnl: Number(position.realizedPnl) / 1e18,
    fees: Number(position.fees) / 1e18,
  }
}

function feesByCurrency(book: Book): readonly { readonly currency: string; readonly amount: Decimal }[] {
  const sums = new Map<string, bigint>()
  for (const { instrumentIndex, fees } of book.positions) {
    const { currency } = book.instruments[instrumentIndex]!.terms
    sums.set(currency, (sums.get(currency) ?? 0n) + fees)
  }
  return [...sums].map(([currency, amount]) => ({ currency, amount: formatDecimal(amount, MONEY_SCALE) }))
}
