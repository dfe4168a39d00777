/** The simulated exchange's orders, executions, assets and markets in the shapes of Alpaca's answers, as recorded. */

import type { Side } from '@quarterdeck/sdk'
import { instantText } from '../../wire/instant.ts'
import type { SimulatedTrade } from '../core/exchange.ts'
import type { SimulatedFill, SimulatedOrder } from '../core/order.ts'
import { over, textOf, type ListedProduct } from '../core/product.ts'

/** A number in JSON of a decimal that a double holds. */
export function numberOf(units: bigint): number {
  return Number(textOf(units))
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}

export type SimulatedClass = 'us_equity' | 'crypto' | 'us_option'

/** Root, expiry as yymmdd, call or put, strike in thousandths. */
const CONTRACT = /^([A-Z]+)(\d\d)(\d\d)(\d\d)([CP])(\d{8})$/

export function classOf({ terms }: ListedProduct): SimulatedClass {
  if (terms.symbol.includes('/')) return 'crypto'
  return CONTRACT.test(terms.symbol) ? 'us_option' : 'us_equity'
}

export function isCrypto(product: ListedProduct): boolean {
  return classOf(product) === 'crypto'
}

/** The venue's id of an asset: a number in the form of a UUID, of its symbol. */
export function assetId(symbol: string): string {
  return `00000000-0000-4000-a000-${Buffer.from(symbol.padEnd(6, '_')).toString('hex').slice(0, 12)}`
}

export function statusWord(order: SimulatedOrder): string {
  if (order.status === 'OPEN' || order.status === 'WAITING') {
    if (order.filledLots === order.terms.lots) return 'filled'
    if (order.cancelQueued) return 'pending_cancel'
    return order.filledLots > 0 ? 'partially_filled' : 'new'
  }
  return order.status.toLowerCase()
}

export function typeWord({ terms }: SimulatedOrder): string {
  const isLimited = terms.limitTicks !== null
  if (terms.stopTicks !== null) return isLimited ? 'stop_limit' : 'stop'
  return isLimited ? 'limit' : 'market'
}

/** Time words of orders, which the exchange does not tell apart as finely: those of the day end there. */
export type TimeWords = ReadonlyMap<string, string>

export function orderPayload(order: SimulatedOrder, times: TimeWords, status = statusWord(order)): object {
  const { terms, product } = order
  const filled = product.size(order.filledLots)
  const type = typeWord(order)
  const at = isoOf(order.createdAtMs)
  const lastFillAt = order.fills.at(-1)?.atMs
  const isNew = status === 'pending_new'
  const timeInForce = times.get(order.orderId) ?? terms.time.toLowerCase()
  return {
    id: order.orderId,
    client_order_id: terms.clientOrderId,
    created_at: at,
    updated_at: lastFillAt === undefined ? at : isoOf(lastFillAt),
    submitted_at: at,
    filled_at: status === 'filled' && lastFillAt !== undefined ? isoOf(lastFillAt) : null,
    expired_at: status === 'expired' ? at : null,
    expires_at: terms.endsAtMs === null ? null : isoOf(terms.endsAtMs),
    canceled_at: status === 'canceled' ? at : null,
    failed_at: null,
    replaced_at: status === 'replaced' ? at : null,
    replaced_by: order.replacedBy ?? null,
    replaces: order.replaces ?? null,
    asset_id: assetId(terms.symbol),
    symbol: terms.symbol,
    asset_class: classOf(product),
    notional: null,
    qty: textOf(product.size(terms.lots)),
    filled_qty: isNew ? '0' : textOf(filled),
    filled_avg_price: isNew || order.filledLots === 0 ? null : textOf(over(order.filledWorth, filled)),
    order_class: '',
    order_type: type,
    type,
    side: terms.side.toLowerCase(),
    position_intent: terms.side === 'BUY' ? 'buy_to_open' : 'sell_to_close',
    time_in_force: timeInForce,
    limit_price: terms.limitTicks === null ? null : textOf(product.price(terms.limitTicks)),
    stop_price: terms.stopTicks === null ? null : textOf(product.price(terms.stopTicks)),
    status,
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    subtag: null,
    source: null,
  }
}

/** The list counts an execution by an id of its own, whose front is New York's clock. */
export function activityPayload(fill: SimulatedFill, order: SimulatedOrder): object {
  const { product } = order
  const upTo = order.fills.slice(0, order.fills.indexOf(fill) + 1)
  const filledLots = upTo.reduce((sum, { lots }) => sum + lots, 0)
  const leaves = order.terms.lots - filledLots
  return {
    activity_type: 'FILL',
    id: activityId(fill),
    order_id: fill.orderId,
    type: leaves === 0 ? 'fill' : 'partial_fill',
    side: fill.side.toLowerCase(),
    symbol: fill.symbol,
    price: textOf(product.price(fill.ticks)),
    qty: textOf(product.size(fill.lots)),
    cum_qty: textOf(product.size(filledLots)),
    leaves_qty: textOf(product.size(leaves)),
    order_status: leaves === 0 ? 'filled' : 'partially_filled',
    transaction_time: isoOf(fill.atMs),
  }
}

/** A fee that is taken by itself: of coins, or of dollars. */
export interface SimulatedCharge {
  readonly account: string
  /** Of its execution. */
  readonly atMs: number
  readonly chargeId: string
  /** Null: dollars. */
  readonly venueSymbol: string | null
  /** Signed, as text. */
  readonly amount: string
  readonly price: string | null
}

/** The symbol stands there without its slash. */
export function chargePayload({ chargeId, venueSymbol, amount, price, atMs }: SimulatedCharge): object {
  const common = { id: chargeId, date: isoOf(atMs).slice(0, 10), status: 'executed' }
  if (venueSymbol === null)
    return {
      ...common,
      activity_type: 'FEE',
      net_amount: amount,
      description: 'TAF fee for proceed of 2 shares',
    }
  const [symbol, qty] = [venueSymbol.replace('/', ''), amount]
  return {
    ...common,
    activity_type: 'CFEE',
    net_amount: '0',
    description: 'Coin Pair Transaction Fee (Non USD)',
    symbol,
    qty,
    price,
  }
}

export function activityId({ execId, atMs }: Pick<SimulatedFill, 'execId' | 'atMs'>): string {
  const newYork = isoOf(atMs - 4 * 3_600_000).replaceAll(/\D/g, '')
  return `${newYork}::${execId}`
}

/** A message of the order stream. It names the execution otherwise than the list does. */
export function updatePayload(
  order: SimulatedOrder,
  times: TimeWords,
  what: { readonly event: string; readonly atMs: number; readonly fill?: SimulatedFill },
): object {
  const { event, atMs, fill } = what
  const execution =
    fill === undefined
      ? {}
      : {
          price: textOf(order.product.price(fill.ticks)),
          qty: textOf(order.product.size(fill.lots)),
          position_qty: textOf(order.product.size(order.filledLots)),
        }
  return {
    stream: 'trade_updates',
    data: {
      event,
      execution_id: `${fill?.execId ?? order.orderId}-stream`,
      timestamp: isoOf(atMs),
      ...execution,
      order: orderPayload(order, times),
    },
  }
}

export function assetPayload(product: ListedProduct): object {
  const { symbol, lot, tick, minQuantity } = product.terms
  const crypto = isCrypto(product)
  return {
    id: assetId(symbol),
    class: crypto ? 'crypto' : 'us_equity',
    exchange: crypto ? 'CRYPTO' : 'NYSE',
    symbol,
    name: symbol,
    status: 'active',
    tradable: product.trading,
    marginable: !crypto,
    maintenance_margin_requirement: crypto ? 100 : 30,
    margin_requirement_long: crypto ? '100' : '30',
    margin_requirement_short: crypto ? '100' : '30',
    shortable: !crypto,
    easy_to_borrow: !crypto,
    borrow_status: crypto ? 'not_shortable' : 'easy_to_borrow',
    fractionable: lot !== '1',
    attributes: [],
    ...(crypto ? { min_order_size: minQuantity, min_trade_increment: lot, price_increment: tick } : {}),
  }
}

/** A listed option; the name says all of it. */
export function contractPayload({ terms, trading }: ListedProduct): object {
  const [, root = '', year, month, day, right, strike] = CONTRACT.exec(terms.symbol) ?? []
  return {
    id: assetId(terms.symbol),
    symbol: terms.symbol,
    name: terms.symbol,
    status: 'active',
    tradable: trading,
    expiration_date: `20${year}-${month}-${day}`,
    root_symbol: root,
    underlying_symbol: root,
    underlying_asset_id: assetId(root),
    type: right === 'C' ? 'call' : 'put',
    style: 'american',
    strike_price: String(Number(strike) / 1_000),
    size: '100',
    open_interest: '0',
    open_interest_date: '2026-11-20',
    close_price: null,
    close_price_date: null,
  }
}

export interface Money {
  readonly available: bigint
  readonly held: bigint
}

export function accountPayload(account: string, { available, held }: Money): object {
  const cash = textOf(available + held)
  return {
    id: account,
    admin_configurations: {},
    user_configurations: null,
    account_number: `PA-${account}`,
    status: 'ACTIVE',
    crypto_status: 'ACTIVE',
    crypto_tier: 1,
    currency: 'USD',
    buying_power: textOf(available),
    regt_buying_power: textOf(available),
    effective_buying_power: textOf(available),
    non_marginable_buying_power: textOf(available),
    options_buying_power: textOf(available),
    options_approved_level: 0,
    options_trading_level: 0,
    cash,
    accrued_fees: '0',
    pending_reg_taf_fees: '0',
    portfolio_value: cash,
    equity: cash,
    last_equity: cash,
    long_market_value: '0',
    short_market_value: '0',
    position_market_value: '0',
    initial_margin: '0',
    maintenance_margin: '0',
    last_maintenance_margin: '0',
    intraday_adjustments: '0',
    multiplier: '1',
    sma: '0',
    shorting_enabled: false,
    trading_blocked: false,
    account_blocked: false,
    transfers_blocked: false,
    trade_suspended_by_user: false,
    balance_asof: '2026-11-20',
    created_at: '2026-01-02T03:04:05.678901Z',
  }
}

export function positionPayload(product: ListedProduct, { available, held }: Money, price: bigint): object {
  const quantity = available + held
  return {
    asset_id: assetId(product.terms.symbol),
    // Without a slash, unlike orders and assets.
    symbol: product.terms.symbol.replace('/', ''),
    exchange: isCrypto(product) ? 'CRYPTO' : 'NYSE',
    asset_class: classOf(product),
    asset_marginable: false,
    qty: textOf(quantity),
    qty_available: textOf(available),
    side: quantity < 0n ? 'short' : 'long',
    avg_entry_price: textOf(price),
    market_value: '0',
    cost_basis: '0',
    unrealized_pl: '0',
    unrealized_plpc: '0',
    unrealized_intraday_pl: '0',
    unrealized_intraday_plpc: '0',
    current_price: textOf(price),
    lastday_price: textOf(price),
    change_today: '0',
  }
}

export interface Touch {
  readonly ticks: number
  readonly lots: number
}

/** A side without an offer is a price of nothing. */
export function quotePayload(
  product: ListedProduct,
  {
    bid,
    ask,
    atMs,
  }: { readonly bid: Touch | undefined; readonly ask: Touch | undefined; readonly atMs: number },
): object {
  const exchange = isCrypto(product) ? {} : { ax: 'Q', bx: 'Q', c: ['R'], z: 'C' }
  return {
    t: instantText(atMs * 1_000),
    ap: numberOf(product.price(ask?.ticks ?? 0)),
    as: numberOf(product.size(ask?.lots ?? 0)),
    bp: numberOf(product.price(bid?.ticks ?? 0)),
    bs: numberOf(product.size(bid?.lots ?? 0)),
    ...exchange,
  }
}

export function tradePayload(product: ListedProduct, trade: SimulatedTrade): object {
  const side: Side = trade.aggressor
  return {
    t: isoOf(trade.atMs),
    p: numberOf(product.price(trade.ticks)),
    s: numberOf(product.size(trade.lots)),
    i: Number(trade.tradeId),
    ...(isCrypto(product) ? { tks: side === 'BUY' ? 'B' : 'S' } : { x: 'Q', c: ['@'], z: 'C' }),
  }
}

export function levelPayload(product: ListedProduct, { ticks, lots }: Touch): object {
  return { p: numberOf(product.price(ticks)), s: numberOf(product.size(lots)) }
}
