/**
 * What a trader's orders must come to on a recording, reckoned with big.js and nothing of the product: when each fills, at
 * which price, and what that leaves in position, profit, fees and cash.
 *
 * The venue's declared rules in plain words: a market order takes the quoted price of its row; a resting limit fills at its
 * own price, whole once the other side passes it, by the displayed size while it is only touched; what was taken of a size is
 * gone until the next quote, which a trade is not; a stop becomes a market order at the first row whose bid (selling) or ask
 * (buying), or whose trade print, reaches it.
 */
import Big from 'big.js'
import type { RecordedRow } from './recorded-rows.ts'

/** Fees are rounded to 8 decimals and shares of cost to 18, each half to even. */
const FEE_DECIMALS = 8
const COST_DECIMALS = 18
Big.DP = COST_DECIMALS
Big.RM = Big.roundHalfEven

export interface PlannedOrder {
  /** Row after which it is sent, from 1. */
  readonly row: number
  readonly side: 'BUY' | 'SELL'
  readonly type: 'MARKET' | 'LIMIT' | 'STOP'
  readonly quantity: string
  readonly limitPrice?: string
  readonly stopPrice?: string
}

export interface ExpectedFill {
  /** Place of its order in the plan. */
  readonly order: number
  readonly row: number
  readonly side: 'BUY' | 'SELL'
  readonly price: Big
  readonly quantity: Big
  readonly liquidity: 'MAKER' | 'TAKER'
}

interface Working {
  readonly order: number
  readonly plan: PlannedOrder
  open: Big
}

/** Walks the rows and says what fills. Throws where the plan is ambiguous under the rules above. */
export function expectedFills(
  rows: readonly RecordedRow[],
  plan: readonly PlannedOrder[],
): readonly ExpectedFill[] {
  const fills: ExpectedFill[] = []
  let working: Working[] = []
  let shown = new Offer()
  rows.forEach((row, index) => {
    if (row.isQuote) shown = new Offer(row)
    const taken = new Set<string>()
    for (const order of working) {
      const fill = order.plan.type === 'STOP' ? stopped(order, row, shown) : reached(order, row, shown)
      if (fill === null) continue
      if (taken.has(fill.side)) throw new Error(`Two orders of the plan meet at row ${index + 1}`)
      taken.add(fill.side)
      fills.push(filled(fill, order.order, index + 1))
      if (fill.isOfShown) shown.take(fill)
      order.open = order.plan.type === 'STOP' ? new Big(0) : order.open.minus(fill.quantity)
    }
    working = working.filter(({ open }) => open.gt(0))
    plan.forEach((planned, order) => {
      if (planned.row !== index + 1) return
      const sent = { order, plan: planned, open: new Big(planned.quantity) }
      if (planned.type === 'MARKET') {
        const fill = taking(sent, row, shown)
        if (!fill.quantity.eq(sent.open)) throw new Error(`Row ${index + 1} does not show enough`)
        shown.take(fill)
        fills.push(filled(fill, order, index + 1))
      } else {
        if ((planned.type === 'STOP' ? stopped(sent, row, shown) : reached(sent, row, shown)) !== null)
          throw new Error(`Order ${order} of the plan would not rest`)
        working.push(sent)
      }
    })
  })
  return fills
}

interface Execution extends Omit<ExpectedFill, 'order' | 'row'> {
  /** Taken from the displayed size. */
  readonly isOfShown: boolean
}

/** What a quote still offers to buyers and to sellers; null: as much as anybody wants. */
class Offer {
  readonly #left: { BUY: Big | null; SELL: Big | null }

  constructor(row: Pick<RecordedRow, 'askSize' | 'bidSize'> = { askSize: '0', bidSize: '0' }) {
    const { askSize, bidSize } = row
    this.#left = {
      BUY: askSize === null ? null : new Big(askSize),
      SELL: bidSize === null ? null : new Big(bidSize),
    }
  }

  atMost(side: 'BUY' | 'SELL', quantity: Big): Big {
    const left = this.#left[side]
    return left === null || quantity.lt(left) ? quantity : left
  }

  take({ side, quantity }: Pick<Execution, 'side' | 'quantity'>): void {
    this.#left[side] = this.#left[side]?.minus(quantity) ?? null
  }
}

function filled({ isOfShown: _, ...fill }: Execution, order: number, row: number): ExpectedFill {
  return { ...fill, order, row }
}

function reached({ plan, open }: Working, row: RecordedRow, shown: Offer): Execution | null {
  const price = new Big(plan.limitPrice ?? '')
  const { side } = plan
  const touch = side === 'BUY' ? row.ask : row.bid
  const beyond = side === 'BUY' ? price.cmp(touch) : -price.cmp(touch)
  if (beyond < 0) return null
  const quantity = beyond > 0 ? open : shown.atMost(side, open)
  return quantity.eq(0) ? null : { side, price, quantity, liquidity: 'MAKER', isOfShown: beyond === 0 }
}

function stopped(working: Working, row: RecordedRow, shown: Offer): Execution | null {
  const { plan } = working
  const stop = new Big(plan.stopPrice ?? '')
  const isSetOff =
    plan.side === 'BUY'
      ? stop.lte(row.ask) || (row.last !== null && stop.lte(row.last))
      : stop.gte(row.bid) || (row.last !== null && stop.gte(row.last))
  return isSetOff ? taking(working, row, shown) : null
}

function taking({ plan, open }: Working, row: RecordedRow, shown: Offer): Execution {
  const { side } = plan
  const price = new Big(side === 'BUY' ? row.ask : row.bid)
  return { side, price, quantity: shown.atMost(side, open), liquidity: 'TAKER', isOfShown: true }
}

export interface Holdings {
  readonly quantity: Big
  readonly cost: Big
  readonly realizedPnl: Big
  readonly fees: Big
  /** What all fills together brought in (positive) or cost, fees left out. */
  readonly proceeds: Big
}

export interface TradedFill {
  readonly side: 'BUY' | 'SELL'
  readonly price: Big
  readonly quantity: Big
  readonly fee: Big
}

/** The fee of a fill on its notional. */
export function feeOn(fill: Pick<ExpectedFill, 'price' | 'quantity'>, rate: string): Big {
  return fill.price.times(fill.quantity).times(rate).round(FEE_DECIMALS, Big.roundHalfEven)
}

/** Average cost on the way in, its share on the way out; the last close takes all that is left of the cost. */
export function holdingsAfter(fills: readonly TradedFill[]): Holdings {
  let [quantity, cost, realizedPnl] = [new Big(0), new Big(0), new Big(0)]
  let [fees, proceeds] = [new Big(0), new Big(0)]
  for (const fill of fills) {
    const signed = fill.side === 'BUY' ? fill.quantity : fill.quantity.neg()
    const opposes = quantity.times(signed).lt(0)
    const closed = !opposes ? new Big(0) : quantity.abs().lt(signed.abs()) ? quantity.neg() : signed
    if (opposes) {
      const share = closed.eq(quantity.neg()) ? cost : cost.times(closed.abs()).div(quantity.abs())
      realizedPnl = realizedPnl.plus(fill.price.times(closed.neg())).minus(share)
      cost = cost.minus(share)
    }
    cost = cost.plus(fill.price.times(signed.minus(closed)))
    quantity = quantity.plus(signed)
    fees = fees.plus(fill.fee)
    proceeds = proceeds.minus(fill.price.times(signed))
  }
  return { quantity, cost, realizedPnl, fees, proceeds }
}

/** What the position would gain at the middle of a row's quote. */
export function unrealizedAt({ quantity, cost }: Holdings, row: RecordedRow): Big {
  return new Big(row.bid).plus(row.ask).div(2).times(quantity).minus(cost)
}
