/** A market that moves: a ladder of others' orders on both sides of a price that walks at random, and a trade now and then. */

import type { CoinbaseSimulator } from '@quarterdeck/venues'

type Exchange = CoinbaseSimulator['exchange']
type Side = 'BUY' | 'SELL'

const STEP_MS = 500
const LEVELS = 5
/** Distance of two levels, and the farthest that a step goes, as shares of the price. */
const LEVEL_SHARE = 0.0002
const STEP_SHARE = 0.0003
const TRADE_CHANCE = 0.5

interface Rung {
  readonly orderId: string
  readonly side: Side
  readonly level: number
}

export interface WalkedMarket {
  readonly symbol: string
  /** Where it begins. */
  readonly price: number
  /** Quantity of each level. */
  readonly quantity: string
}

/** Walks the markets until what it returns is called. */
export function walkMarkets(exchange: Exchange, markets: readonly WalkedMarket[]): () => void {
  const walks = markets.map((market) => new Walk(exchange, market))
  const timer = setInterval(() => {
    for (const walk of walks) walk.step()
  }, STEP_MS)
  return () => clearInterval(timer)
}

class Walk {
  private readonly exchange: Exchange
  private readonly market: WalkedMarket
  private readonly tick: number
  private readonly lots: number
  private price: number
  private rungs: Rung[] = []

  constructor(exchange: Exchange, market: WalkedMarket) {
    const product = exchange.product(market.symbol)
    if (product === null) throw new Error(`Invariant: the simulator lists ${market.symbol}`)
    this.exchange = exchange
    this.market = market
    this.tick = Number(product.terms.tick)
    this.lots = product.lots.count(market.quantity)
    this.price = market.price
    for (const side of ['BUY', 'SELL'] as const)
      for (let level = 1; level <= LEVELS; level += 1) this.place(side, level)
  }

  step(): void {
    const move = (Math.random() * 2 - 1) * STEP_SHARE
    this.price *= 1 + move
    if (Math.random() < TRADE_CHANCE) this.trade()
    // The side that the price moves away from comes after: the ladder never meets itself.
    const ahead = move > 0 ? 'SELL' : 'BUY'
    const moved = this.rungs.toSorted((a, b) => Number(b.side === ahead) - Number(a.side === ahead))
    this.rungs = []
    for (const rung of moved) this.move(rung)
  }

  /** Somebody takes a little of the best level. */
  private trade(): void {
    const side = Math.random() < 0.5 ? 'BUY' : 'SELL'
    const lots = Math.max(1, Math.floor(this.lots / 50))
    this.exchange.market(this.market.symbol, side, this.quantityOf(lots), null)
  }

  private move(rung: Rung): void {
    const order = this.exchange.orders.get(rung.orderId)
    const filled = order?.filledLots ?? 0
    const refusal = this.exchange.edit(rung.orderId, {
      lots: filled + this.lots,
      limitTicks: this.ticksOf(rung.side, rung.level),
    })
    if (refusal === null) this.rungs.push(rung)
    else this.place(rung.side, rung.level)
  }

  private place(side: Side, level: number): void {
    const price = this.ticksOf(side, level) * this.tick
    const placed = this.exchange.market(
      this.market.symbol,
      side,
      this.market.quantity,
      price.toFixed(this.places()),
    )
    if (placed.ok) this.rungs.push({ orderId: placed.order.orderId, side, level })
  }

  private ticksOf(side: Side, level: number): number {
    const share = level * LEVEL_SHARE * (side === 'BUY' ? -1 : 1)
    return Math.round((this.price * (1 + share)) / this.tick)
  }

  private quantityOf(lots: number): string {
    const product = this.exchange.product(this.market.symbol)
    const lot = Number(product?.terms.lot ?? 1)
    return (lots * lot).toFixed(decimalsOf(product?.terms.lot ?? '1'))
  }

  private places(): number {
    return decimalsOf(String(this.exchange.product(this.market.symbol)?.terms.tick ?? '1'))
  }
}

function decimalsOf(increment: string): number {
  return increment.split('.')[1]?.length ?? 0
}
