/** The markets of a Kalshi simulator as they stand: open, paused, closed, determined, and settled with what they paid. */

import type { SimulatedExchange } from '../core/exchange.ts'
import { textOf, times, unitsOf } from '../core/product.ts'
import { MARKET_ACCOUNT } from '../core/wallets.ts'
import { positionOf } from './collateral.ts'
import type { KalshiSimulatedMarket } from './markets.ts'
import { marketPayload, touchPayload, type MarketState } from './payloads.ts'

/** What a market was found to be; `payout`: what YES pays. */
export interface MarketResult {
  readonly result: 'yes' | 'no' | 'scalar'
  readonly payout: string
}

const OPEN: MarketState = { status: 'active', result: '', payout: null, settledAtMs: null }

export class MarketBoard {
  readonly markets: readonly KalshiSimulatedMarket[]
  private readonly exchange: SimulatedExchange
  private readonly nowMs: () => number
  private readonly states = new Map<string, MarketState>()

  constructor(
    markets: readonly KalshiSimulatedMarket[],
    { exchange, nowMs }: { readonly exchange: SimulatedExchange; readonly nowMs: () => number },
  ) {
    this.markets = markets
    this.exchange = exchange
    this.nowMs = nowMs
  }

  market(ticker: string): KalshiSimulatedMarket | null {
    return this.markets.find((one) => one.ticker === ticker) ?? null
  }

  stateOf(ticker: string): MarketState {
    return this.states.get(ticker) ?? OPEN
  }

  /** Closes a market for good: what rests is canceled. */
  close(ticker: string): void {
    this.move(ticker, { ...OPEN, status: 'closed' })
    const product = this.exchange.product(ticker)
    if (product !== null) product.trading = false
    for (const [id, { terms }] of this.exchange.orders)
      if (terms.symbol === ticker) this.exchange.cancel(id, 'market closed')
  }

  /** Says what came of the event; it may still be disputed. */
  determine(ticker: string, { result, payout }: MarketResult): void {
    this.move(ticker, { status: 'determined', result, payout, settledAtMs: null })
  }

  /** Pays what a closed market was determined to be, to every account that is named. */
  settle(ticker: string, { result, payout }: MarketResult, accounts: readonly string[]): void {
    this.move(ticker, { status: 'finalized', result, payout, settledAtMs: this.nowMs() })
    const { wallets } = this.exchange
    for (const account of accounts) {
      if (account === MARKET_ACCOUNT) continue
      const position = positionOf(this.exchange, account, ticker)
      wallets.add(account, 'USD', times(position, unitsOf(payout)))
      wallets.add(account, ticker, -position)
    }
  }

  payload(market: KalshiSimulatedMarket): object {
    const { exchange } = this
    const product = exchange.product(market.ticker)
    if (product === null) throw new Error(`Invariant: ${market.ticker} is listed`)
    const last = exchange.lastTicks(market.ticker)
    const lots = exchange.trades
      .filter(({ symbol }) => symbol === market.ticker)
      .reduce((sum, trade) => sum + trade.lots, 0)
    return marketPayload(market, this.stateOf(market.ticker), {
      touch: touchPayload(product, (side) => exchange.depth(market.ticker, side, 1)[0]),
      last: last === null ? 0n : product.price(last),
      volume: product.size(lots),
    })
  }

  /** Decimal of what an account holds; negative is NO. */
  position(account: string, ticker: string): string {
    return textOf(positionOf(this.exchange, account, ticker))
  }

  private move(ticker: string, state: MarketState): void {
    this.states.set(ticker, state)
  }
}
