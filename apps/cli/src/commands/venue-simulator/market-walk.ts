/** A market that moves: a ladder of others' orders on both sides of a price that walks at random, and a trade now and then. */

import type { CoinbaseSimulator } from '@quarterdeck/venues'

type Exchange = CoinbaseSimulator['exchange']
type Side = 'BUY' | 'SELL'

const STEP_MS = 500
const LEVELS = 5
/** Distance of two levels, and the farthest that a step goes, as shares of the price; a tick at least. */
const LEVEL_SHARE = 0.0002
const STEP_SHARE = 0.0003
const TRADE_CHANCE = 0.5
/** A trade takes this part of a level. */
const TRADE_PART = 50

export interface WalkedMarket {
  readonly symbol: string
  /** Where it begins. */
  readonly price: number
  /** Quantity of each level. */
  readonly quantity: string
  /** What no price reaches: 1, of contracts on events. */
  readonly ceiling?: number
}

interface Rung {
  readonly orderId: string
  readonly side: Side
  /** From 1, the best. */
  readonly level: number
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
  private readonly symbol: string
  private readonly quantity: string
  private readonly tick: string
  private readonly lot: string
  private readonly lots: number
  private readonly levelTicks: number
  private readonly stepTicks: number
  /** Lowest and highest of the middle that leaves room for the ladder. */
  private readonly bounds: readonly [number, number]
  private middle: number
  private rungs: Rung[] = []

  constructor(exchange: Exchange, { symbol, price, quantity, ceiling }: WalkedMarket) {
    const product = exchange.product(symbol)
    if (product === null) throw new Error(`Invariant: the simulator lists ${symbol}`)
    this.exchange = exchange
    this.symbol = symbol
    this.quantity = quantity
    this.tick = product.terms.tick
    this.lot = product.terms.lot
    this.lots = product.lots.count(quantity)
    this.middle = price / Number(this.tick)
    this.levelTicks = Math.max(1, Math.round(this.middle * LEVEL_SHARE))
    this.stepTicks = Math.max(1, this.middle * STEP_SHARE)
    const room = (LEVELS + 1) * this.levelTicks
    this.bounds = [room, ceiling === undefined ? Infinity : ceiling / Number(this.tick) - room]
    for (const side of ['BUY', 'SELL'] as const)
      for (let level = 1; level <= LEVELS; level += 1) this.place(side, level)
  }

  step(): void {
    if (Math.random() < TRADE_CHANCE) this.trade()
    const before = this.middle
    const [low, high] = this.bounds
    this.middle = Math.min(high, Math.max(low, before + (Math.random() * 2 - 1) * this.stepTicks))
    // The side that it moves towards gives way first, from behind: the ladder never meets itself.
    const ahead = this.middle > before ? 'SELL' : 'BUY'
    const moved = this.rungs.toSorted((a, b) => Number(b.side === ahead) - Number(a.side === ahead))
    this.rungs = []
    for (const rung of moved) this.move(rung)
  }

  /** Somebody takes a little of the best level. */
  private trade(): void {
    const side = Math.random() < 0.5 ? 'BUY' : 'SELL'
    const lots = Math.max(1, Math.floor(this.lots / TRADE_PART))
    this.exchange.market(this.symbol, side, multiple(this.lot, lots), null)
  }

  private move({ orderId, side, level }: Rung): void {
    const filled = this.exchange.orders.get(orderId)?.filledLots ?? 0
    const change = { lots: filled + this.lots, limitTicks: this.ticksOf(side, level) }
    if (this.exchange.edit(orderId, change) === null) this.rungs.push({ orderId, side, level })
    else this.place(side, level)
  }

  private place(side: Side, level: number): void {
    const price = multiple(this.tick, this.ticksOf(side, level))
    const placed = this.exchange.market(this.symbol, side, this.quantity, price)
    if (placed.ok) this.rungs.push({ orderId: placed.order.orderId, side, level })
  }

  private ticksOf(side: Side, level: number): number {
    const away = level * this.levelTicks
    return side === 'BUY' ? Math.floor(this.middle) - away : Math.ceil(this.middle) + away
  }
}

/** So many increments, as exact as the increment is written. */
function multiple(increment: string, count: number): string {
  return (Number(increment) * count).toFixed(increment.split('.')[1]?.length ?? 0)
}
