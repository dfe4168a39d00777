/**
 * The least that the same decision costs: every check of a full policy written out by hand over packed rows, with its observed
 * value, limit and verdict stored, for one currency, limit orders and no exactness. Filled from the same book.
 */

import { QUOTE, QUOTE_STRIDE, type OrderRequest } from '@quarterdeck/engine'
import { FULL_LIMITS, NOW, type Desk } from './desk.ts'

const PAIR = 8
const ACCOUNT = 8
const ROW = 4

export interface BareLoop {
  readonly blocks: (request: OrderRequest) => boolean
}

export function bareLoop(desk: Desk): BareLoop {
  const { book, market } = desk
  const pairs = new Float64Array(desk.accounts * desk.instruments * PAIR)
  const accounts = new Float64Array(desk.accounts * ACCOUNT)
  const all = new Float64Array(ACCOUNT)
  const lots = new Float64Array(desk.instruments)
  const checks = new Float64Array(40 * ROW)
  const limits = Float64Array.of(
    ...[
      FULL_LIMITS.maxOrderQuantity,
      FULL_LIMITS.maxOrderNotional,
      FULL_LIMITS.priceCollar,
      FULL_LIMITS.maxPositionQuantity,
      FULL_LIMITS.maxPositionNotional,
      FULL_LIMITS.maxGrossExposure,
      FULL_LIMITS.maxNetExposure,
      FULL_LIMITS.maxLeverage,
      FULL_LIMITS.maxConcentration,
      FULL_LIMITS.maxOpenOrders,
      FULL_LIMITS.maxOrdersPerSecond,
      FULL_LIMITS.maxDailyLoss,
      FULL_LIMITS.maxDrawdown,
      FULL_LIMITS.maxQuoteAgeMs,
      FULL_LIMITS.assetClassCaps?.[0]?.maxExposure,
    ].map(Number),
  )
  for (const position of book.positions) {
    const pair = (position.accountIndex * desk.instruments + position.instrumentIndex) * PAIR
    const quote = position.instrumentIndex * QUOTE_STRIDE
    const value = ((market.rows[quote + QUOTE.bidTicks]! + market.rows[quote + QUOTE.askTicks]!) / 2) * 1e-5
    pairs[pair] = position.lots
    pairs[pair + 1] = position.workingBuyLots
    pairs[pair + 2] = position.workingSellLots
    pairs[pair + 3] = value
    lots[position.instrumentIndex]! += position.lots
    accounts[position.accountIndex * ACCOUNT]! += position.lots * value
    all[0]! += position.lots * value
  }
  for (const account of book.accounts) {
    const row = account.index * ACCOUNT
    const cash = account.cash[0]!
    accounts[row + 1] = Number(cash.cash - cash.reservedForOrders - cash.marginUsed) / 1e18
    accounts[row + 2] = Number(cash.cash) / 1e18 + accounts[row]!
    accounts[row + 3] = Number(account.dayStartEquity) / 1e18
    accounts[row + 4] = Number(account.dayHighEquity) / 1e18
    accounts[row + 5] = account.openOrderCount
    for (let field = 1; field < 6; field += 1) all[field]! += accounts[row + field]!
  }

  function check(slot: number, observed: number, limit: number): number {
    const row = slot * ROW
    const verdict = observed <= limit ? 1 : 2
    checks[row] = verdict
    checks[row + 1] = observed
    checks[row + 2] = limit
    return verdict
  }

  /** The portfolio checks of one extent. */
  function extent(
    first: number,
    sums: Float64Array,
    row: number,
    after: number,
    value: number,
    worst: number,
    side: number,
  ): number {
    const gross = sums[row]! + worst
    const equity = sums[row + 2]!
    let seen = check(first, after * 0.001, limits[3]!)
    seen |= check(first + 1, after * value, limits[4]!)
    seen |= check(first + 2, gross, limits[5]!)
    seen |= check(first + 3, side > 0 ? gross : worst - sums[row]!, limits[6]!)
    seen |= check(first + 4, gross, limits[7]! * equity)
    seen |= check(first + 5, after * value, limits[8]! * equity)
    seen |= check(first + 6, gross, limits[14]!)
    seen |= check(first + 7, sums[row + 3]! - equity, limits[11]!)
    seen |= check(first + 8, sums[row + 4]! - equity, limits[12]! * sums[row + 4]!)
    seen |= check(first + 9, sums[row + 5]! + 1, limits[9]!)
    return seen | check(first + 10, 1, limits[10]!)
  }

  function blocks(request: OrderRequest): boolean {
    const pair = (request.accountIndex * desk.instruments + request.instrumentIndex) * PAIR
    const quote = request.instrumentIndex * QUOTE_STRIDE
    const side = request.side === 'BUY' ? 1 : -1
    const limitTicks = request.limitTicks!
    const rows = market.rows
    const bid = rows[quote + QUOTE.bidTicks]!
    const mid = (bid + rows[quote + QUOTE.askTicks]!) / 2
    const value = pairs[pair + 3]!
    const held = pairs[pair]! * side
    const working = side > 0 ? pairs[pair + 1]! : pairs[pair + 2]!
    const after = held + working + request.quantityLots
    const reduces = held < 0 && after <= 0
    const highest = side > 0 ? limitTicks : Math.max(limitTicks, bid)
    const notional = highest * request.quantityLots * 1e-5
    let seen = check(0, request.requestedMode === 'PAPER' ? 0 : 1, 0)
    seen |= check(1, rows[quote + QUOTE.status]!, 1)
    seen |= check(2, mid === mid ? 0 : 1, 0)
    seen |= check(3, (NOW - rows[quote + QUOTE.receivedAt]!) / 1000, limits[13]!)
    seen |= check(4, request.quantityLots * 0.001, limits[0]!)
    seen |= check(5, notional, limits[1]!)
    seen |= check(6, (limitTicks - mid) * side, limits[2]! * mid)
    if (reduces) return (seen & 2) !== 0
    const opening = Math.max(0, request.quantityLots - Math.max(0, -held - working))
    const cost = side > 0 ? 1.002 : 0.502
    seen |= check(7, highest * opening * 1e-5 * cost, accounts[request.accountIndex * ACCOUNT + 1]!)
    const before = Math.abs(held)
    const worst = (Math.max(Math.abs(after), before) - before) * value
    seen |= extent(8, accounts, request.accountIndex * ACCOUNT, after, value, worst, side)
    const total = lots[request.instrumentIndex]! * side + request.quantityLots
    seen |= extent(20, all, 0, total, value, worst, side)
    return (seen & 2) !== 0
  }

  return { blocks }
}
