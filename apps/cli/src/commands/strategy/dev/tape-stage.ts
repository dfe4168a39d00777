/** Recorded bars as the stage of `strategy dev`: every version runs over all of them, from the beginning and as fast as it can. */

import {
  createBacktest,
  everyCalendar,
  StudyFault,
  type Backtest,
  type BacktestResult,
  type RehearsalNews,
} from '@quarterdeck/simulation'
import { parseParams, strategyNeeds, type Strategy } from '@quarterdeck/sdk'
import { bindMarket, type BoundMarket } from '../../backtest/bind-market.ts'
import { accountOf, fillsOf, spanOf } from '../../backtest/run-options.ts'
import type { DevStanding, DevTape, DevTerms } from './messages.ts'
import type { Stage, StageVersion } from './stage.ts'

/** Rows that are played before the process listens again. */
const PORTION = 20_000

export class TapeStage implements Stage {
  private readonly terms: DevTerms
  private readonly tape: DevTape
  private readonly onNews: (news: RehearsalNews) => void
  private run: Backtest | null = null
  private isPlaying = false
  private ended: DevStanding | null = null

  constructor(terms: DevTerms, tape: DevTape, onNews: (news: RehearsalNews) => void) {
    this.terms = terms
    this.tape = tape
    this.onNews = onNews
  }

  async play(version: StageVersion): Promise<readonly string[]> {
    const market = await this.bound(version)
    const { options } = this.tape
    const { instruments, series, params } = market
    const backtest = createBacktest({
      strategy: version.strategy,
      params,
      instruments,
      series,
      account: accountOf(options, instruments),
      fills: fillsOf(options),
      seed: this.terms.seed,
      calendars: everyCalendar(),
      ...spanOf(options),
    })
    this.run = backtest
    this.isPlaying = true
    return market.notes
  }

  restart(): void {
    this.run = null
    this.isPlaying = false
    this.ended = null
  }

  /** A pause changes nothing: the tape has no clock on the wall. */
  resume(): void {
    return undefined
  }

  advance(): boolean {
    const { run } = this
    if (run === null || !this.isPlaying) return false
    if (run.step(PORTION)) return true
    this.isPlaying = false
    const result = run.result()
    for (const news of newsOfRun(result)) this.onNews(news)
    const { played, total } = run.progress()
    this.ended = { ...standingOf(result), played: { done: played, total } }
    return false
  }

  /** Where a run ended, once: it does not move from there. */
  standing(): DevStanding | null {
    const { ended } = this
    this.ended = null
    return ended
  }

  private bound({ strategy, sources, described, given }: StageVersion): Promise<BoundMarket> {
    const asked = {
      facts: { name: strategy.name, description: strategy.description ?? '', params: described, sources },
      needs: async (params: Readonly<Record<string, unknown>>) => {
        const parsed = parseParams(strategy, params)
        if (!parsed.ok)
          throw new StudyFault('REQUEST', parsed.faults.map(({ message }) => message).join('\n'))
        return { needs: strategyNeeds(strategy as Strategy, parsed.values), params: parsed.values }
      },
    }
    return bindMarket(asked, given, { sources: this.tape.sources, options: this.tape.options })
  }
}

/** Log lines, orders, fills and refusals of a run, in order of time; the fault at the end. */
function newsOfRun(result: BacktestResult): readonly RehearsalNews[] {
  const quantities = quantityByOrder(result)
  const news: RehearsalNews[] = [
    ...result.logs.map((line): RehearsalNews => ({ type: 'LOG', ...line })),
    ...result.orders.map((order): RehearsalNews => ({
      type: 'ORDER',
      at: order.submittedAt,
      clientOrderId: order.clientOrderId,
      instrumentId: order.instrumentId,
      side: order.side,
      orderType: order.type,
      timeInForce: order.timeInForce,
      quantity: quantities.get(order.clientOrderId) ?? `${order.lots} lots`,
      limitPrice: order.limitPrice === null ? null : String(order.limitPrice),
      stopPrice: order.stopPrice === null ? null : String(order.stopPrice),
      tag: order.tag,
    })),
    ...result.fills.map((fill): RehearsalNews => ({
      type: 'FILL',
      at: fill.at,
      clientOrderId: fill.clientOrderId,
      instrumentId: fill.instrumentId,
      side: fill.side,
      quantity: String(fill.quantity),
      price: String(fill.price),
      fee: fill.fee,
    })),
    ...result.rejections.map(({ at, clientOrderId, reason }): RehearsalNews => ({
      type: 'UPDATE',
      at,
      clientOrderId,
      status: 'REJECTED',
      reason,
    })),
  ]
  // Sorting keeps what is of one instant in the order above: why, what, and what became of it.
  news.sort((one, other) => one.at - other.at)
  const { fault } = result
  if (fault !== null) {
    const { callback, at, input, message, stack } = fault
    news.push({ type: 'FAULT', at, callback: callback as null, input, message, stack })
  }
  return news
}

function quantityByOrder({ orders, fills }: BacktestResult): ReadonlyMap<string, string> {
  const lot = new Map(fills.map((fill) => [fill.instrumentId, fill.quantity / fill.lots]))
  return new Map(
    orders.map((order) => {
      const unit = lot.get(order.instrumentId)
      return [
        order.clientOrderId,
        unit === undefined ? `${order.lots} lots` : String(Number((order.lots * unit).toPrecision(12))),
      ]
    }),
  )
}

function standingOf(result: BacktestResult): DevStanding {
  const { account, curve, fault, counts, digests, span, orders } = result
  const last = curve.length - 1
  const equity = last < 0 ? Number(account.equity) : curve.equity[last]!
  return {
    at: span?.to ?? 0,
    status: fault === null ? 'RUNNING' : 'FAILED',
    currency: account.currency,
    equity,
    cash: last < 0 ? equity : curve.cash[last]!,
    pnl: last < 0 ? 0 : equity - curve.equity[0]!,
    positions: account.positions
      .filter(({ lots }) => lots !== 0)
      .map(({ instrumentId, quantity, averagePrice, mark, unrealizedPnl }) => ({
        instrumentId,
        quantity,
        averagePrice: String(averagePrice),
        mark,
        unrealizedPnl,
      })),
    workingOrders: orders.filter(({ endedAt }) => endedAt === null).length,
    decisions: counts.decisions,
    digest: digests.decisions,
    speed: 0,
    played: null,
  }
}
