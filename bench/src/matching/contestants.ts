/** Who plays the workloads: the bare loop, our core, our public face, and nodejs-order-book. */
import { createRequire } from 'node:module'
import { BUY, MatchingBook, NamedBook, NO_OWNER, RULE, SELL, type IncomingOrder } from '@quarterdeck/venues'
import { BareBook } from './bare-book.ts'
import { CANCEL, LIMIT_BUY, ROW, type Workload } from './workloads.ts'

/** One book under one workload. */
export interface Player {
  play(rows: Int32Array, from: number, to: number): void
  /** Bid levels, best first, as price and size; and lots traded by market orders. */
  outcome(): { readonly depth: readonly (readonly [number, number])[]; readonly traded: number }
}

export interface Contestant {
  readonly name: string
  seat(workload: Workload): Player
}

/** nodejs-order-book, as far as it is used here; its ESM build does not load in Node, so it is required. */
interface PeerBook {
  limit(order: { side: string; id: string; size: number; price: number }): unknown
  market(order: { side: string; size: number }): { readonly quantityLeft: number }
  cancel(id: string): unknown
  depth(): readonly [unknown, [number, number][]]
}
const { OrderBook } = createRequire(import.meta.url)('nodejs-order-book') as { OrderBook: new () => PeerBook }

export const BARE: Contestant = {
  name: 'bare loop',
  seat: (workload) => {
    const room = roomFor(workload)
    const book = new BareBook(room.ticks, room.orders)
    return {
      play: (given, from, to) => book.play(given, from, to),
      outcome: () => ({ depth: book.depth(), traded: book.traded }),
    }
  },
}

export const CORE: Contestant = { name: 'matching core', seat: (workload) => new CorePlayer(workload) }
export const FACE: Contestant = { name: 'public face', seat: () => new FacePlayer() }
export const PEER: Contestant = { name: 'nodejs-order-book', seat: () => new PeerPlayer() }

/** The core and the bare loop have room from the start, as a server that runs has: growing is not what is measured. */
function roomFor({ rows }: Workload): {
  readonly orders: number
  readonly levels: number
  readonly ticks: number
} {
  let ticks = 1
  let orders = 1
  for (let row = 0; row < rows.length; row += ROW) {
    orders = Math.max(orders, rows[row + 1]! + 1)
    ticks = Math.max(ticks, rows[row + 2]! + 1)
  }
  return { orders, levels: Math.min(orders, ticks), ticks }
}

class CorePlayer implements Player {
  private readonly book: MatchingBook
  private readonly handles: Int32Array
  private readonly order: IncomingOrder = { side: BUY, ticks: 0, lots: 0, owner: NO_OWNER, rule: RULE.rest }
  private traded = 0

  constructor(workload: Workload) {
    this.book = new MatchingBook(roomFor(workload))
    this.handles = new Int32Array(workload.rows.length / ROW + 1)
  }

  play(rows: Int32Array, from: number, to: number): void {
    const { book, order, handles } = this
    for (let row = from; row < to; row += ROW) {
      const kind = rows[row]!
      if (kind === LIMIT_BUY) {
        order.side = BUY
        order.ticks = rows[row + 2]!
        order.lots = rows[row + 3]!
        order.rule = RULE.rest
        handles[rows[row + 1]!] = book.submit(order)
      } else if (kind === CANCEL) book.cancel(handles[rows[row + 1]!]!)
      else {
        order.side = SELL
        order.ticks = Number.NEGATIVE_INFINITY
        order.lots = rows[row + 3]!
        order.rule = RULE.immediate
        book.submit(order)
        this.traded += order.lots - book.openLots
      }
    }
  }

  outcome(): ReturnType<Player['outcome']> {
    const { book } = this
    const depth: [number, number][] = []
    for (let level = book.bestLevel(BUY); level !== -1; level = book.levelBehind(level)) {
      depth.push([book.queues.ticksOf(level), book.queues.lotsAt(level)])
    }
    return { depth, traded: this.traded }
  }
}

class FacePlayer implements Player {
  private readonly book = new NamedBook()
  private traded = 0

  play(rows: Int32Array, from: number, to: number): void {
    const { book } = this
    for (let row = from; row < to; row += ROW) {
      const kind = rows[row]!
      const id = rows[row + 1]!.toString()
      const lots = rows[row + 3]!
      if (kind === LIMIT_BUY) book.submit({ side: 'BUY', id, lots, limitTicks: rows[row + 2]! })
      else if (kind === CANCEL) book.cancel(id)
      else this.traded += lots - book.submit({ side: 'SELL', id, lots }).openLots
    }
  }

  outcome(): ReturnType<Player['outcome']> {
    return { depth: this.book.depth('BUY').map((level) => [level.ticks, level.lots]), traded: this.traded }
  }
}

class PeerPlayer implements Player {
  private readonly book = new OrderBook()
  private traded = 0

  play(rows: Int32Array, from: number, to: number): void {
    const { book } = this
    for (let row = from; row < to; row += ROW) {
      const kind = rows[row]!
      const size = rows[row + 3]!
      if (kind === LIMIT_BUY)
        book.limit({ side: 'buy', id: rows[row + 1]!.toString(), size, price: rows[row + 2]! })
      else if (kind === CANCEL) book.cancel(rows[row + 1]!.toString())
      else this.traded += size - book.market({ side: 'sell', size }).quantityLeft
    }
  }

  outcome(): ReturnType<Player['outcome']> {
    return { depth: this.book.depth()[1].toSorted((a, b) => b[0] - a[0]), traded: this.traded }
  }
}
