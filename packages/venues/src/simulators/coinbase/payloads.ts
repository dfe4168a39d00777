/** The simulated exchange's orders, fills and books in the shapes of Coinbase's answers, as recorded. */

import type { SimulatedFill, SimulatedOrder, SimulatedTime } from '../core/order.ts'
import { isDone } from '../core/order.ts'
import { over, textOf, type ListedProduct } from '../core/product.ts'
import type { Wallet } from '../core/wallets.ts'

const TIME_WORDS: Readonly<Record<SimulatedTime, string>> = {
  GTC: 'GOOD_UNTIL_CANCELLED',
  GTD: 'GOOD_UNTIL_DATE_TIME',
  IOC: 'IMMEDIATE_OR_CANCEL',
  FOK: 'FILL_OR_KILL',
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}

export function statusWord(order: SimulatedOrder): string {
  if (order.status === 'CANCELED') return 'CANCELLED'
  if (order.cancelQueued && !isDone(order)) return 'CANCEL_QUEUED'
  return order.status === 'WAITING' ? 'OPEN' : order.status
}

export function typeWord({ terms }: SimulatedOrder): string {
  if (terms.stopTicks !== null) return 'STOP_LIMIT'
  return terms.limitTicks === null ? 'MARKET' : 'LIMIT'
}

export function orderPayload(order: SimulatedOrder): object {
  const { terms, product } = order
  const filled = product.size(order.filledLots)
  return {
    order_id: order.orderId,
    product_id: terms.symbol,
    user_id: order.account,
    order_configuration: configurationPayload(order),
    side: terms.side,
    client_order_id: terms.clientOrderId,
    status: statusWord(order),
    time_in_force: TIME_WORDS[terms.time],
    created_time: isoOf(order.createdAtMs),
    completion_percentage: String(Math.floor((100 * order.filledLots) / terms.lots)),
    filled_size: textOf(filled),
    average_filled_price: textOf(over(order.filledWorth, filled)),
    fee: '',
    number_of_fills: String(order.fills.length),
    filled_value: textOf(order.filledWorth),
    pending_cancel: order.cancelQueued,
    size_in_quote: false,
    total_fees: textOf(order.fees),
    size_inclusive_of_fees: false,
    total_value_after_fees: textOf(order.filledWorth + order.fees),
    trigger_status:
      terms.stopTicks === null
        ? 'INVALID_ORDER_TYPE'
        : order.status === 'WAITING'
          ? 'STOP_PENDING'
          : 'STOP_TRIGGERED',
    order_type: typeWord(order),
    reject_reason: 'REJECT_REASON_UNSPECIFIED',
    settled: order.status === 'FILLED',
    product_type: 'SPOT',
    reject_message: '',
    cancel_message: order.status === 'CANCELED' ? order.reason : '',
    order_placement_source: 'RETAIL_ADVANCED',
    outstanding_hold_amount: textOf(order.held),
    is_liquidation: false,
    last_fill_time: order.fills.length === 0 ? null : isoOf(order.fills.at(-1)?.atMs ?? 0),
    edit_history: [],
    leverage: '',
    margin_type: 'UNKNOWN_MARGIN_TYPE',
    retail_portfolio_id: order.account,
  }
}

function configurationPayload({ terms, product }: SimulatedOrder): object {
  const base_size = textOf(product.size(terms.lots))
  if (terms.limitTicks === null) return { market_market_ioc: { base_size } }
  const limit = { base_size, limit_price: textOf(product.price(terms.limitTicks)) }
  const end = terms.endsAtMs === null ? {} : { end_time: isoOf(terms.endsAtMs) }
  if (terms.stopTicks !== null) {
    const stop = {
      ...limit,
      stop_price: textOf(product.price(terms.stopTicks)),
      stop_direction: terms.side === 'BUY' ? 'STOP_DIRECTION_STOP_UP' : 'STOP_DIRECTION_STOP_DOWN',
    }
    return terms.time === 'GTD'
      ? { stop_limit_stop_limit_gtd: { ...stop, ...end } }
      : { stop_limit_stop_limit_gtc: stop }
  }
  switch (terms.time) {
    case 'GTC':
      return { limit_limit_gtc: { ...limit, post_only: terms.postOnly } }
    case 'GTD':
      return { limit_limit_gtd: { ...limit, ...end, post_only: terms.postOnly } }
    case 'IOC':
      return { sor_limit_ioc: limit }
    case 'FOK':
      return { limit_limit_fok: limit }
  }
}

/** An order as the user channel tells it: cumulative, without prices. */
export function streamOrderPayload(order: SimulatedOrder): object {
  const { terms, product } = order
  const filled = product.size(order.filledLots)
  const gone = order.status === 'CANCELED' || order.status === 'EXPIRED'
  return {
    order_id: order.orderId,
    client_order_id: terms.clientOrderId,
    cumulative_quantity: textOf(filled),
    leaves_quantity: gone ? '0' : textOf(product.size(terms.lots - order.filledLots)),
    avg_price: textOf(over(order.filledWorth, filled)),
    total_fees: textOf(order.fees),
    status: statusWord(order),
    product_id: terms.symbol,
    creation_time: isoOf(order.createdAtMs),
    order_side: terms.side,
    order_type: typeWord(order) === 'LIMIT' ? 'Limit' : typeWord(order),
    cancel_reason: order.status === 'CANCELED' ? order.reason : '',
    reject_reason: '',
    total_value_after_fees: textOf(order.filledWorth + order.fees),
    filled_value: textOf(order.filledWorth),
    number_of_fills: String(order.fills.length),
    contract_expiry_type: 'UNKNOWN_CONTRACT_EXPIRY_TYPE',
    product_type: 'SPOT',
    risk_managed_by: 'UNKNOWN_RISK_MANAGEMENT_TYPE',
    time_in_force: TIME_WORDS[terms.time],
    trigger_status: 'INVALID_ORDER_TYPE',
  }
}

export function fillPayload(fill: SimulatedFill, product: ListedProduct): object {
  return {
    entry_id: fill.execId,
    trade_id: fill.tradeId,
    order_id: fill.orderId,
    trade_time: isoOf(fill.atMs),
    trade_type: 'FILL',
    price: textOf(product.price(fill.ticks)),
    size: textOf(product.size(fill.lots)),
    commission: textOf(fill.fee),
    product_id: fill.symbol,
    sequence_timestamp: isoOf(fill.atMs),
    liquidity_indicator: fill.maker ? 'MAKER' : 'TAKER',
    size_in_quote: false,
    user_id: '',
    side: fill.side,
    retail_portfolio_id: '',
  }
}

export function productPayload({ terms, trading }: ListedProduct, last: string): object {
  return {
    product_id: terms.symbol,
    price: last,
    base_increment: terms.lot,
    quote_increment: terms.tick,
    price_increment: terms.tick,
    quote_min_size: '1',
    quote_max_size: '150000000',
    base_min_size: terms.minQuantity,
    base_max_size: terms.maxQuantity,
    base_name: terms.base,
    quote_name: terms.quote,
    is_disabled: false,
    status: 'online',
    cancel_only: false,
    limit_only: false,
    post_only: false,
    trading_disabled: !trading,
    auction_mode: false,
    view_only: false,
    product_type: 'SPOT',
    quote_currency_id: terms.quote,
    base_currency_id: terms.base,
    fcm_trading_session_details: null,
    mid_market_price: '',
    alias: '',
    alias_to: [],
    display_name: terms.symbol,
    product_venue: 'CBE',
  }
}

export function accountPayload({ currency, available, held }: Wallet, account: string): object {
  return {
    uuid: `${account}-${currency}`,
    name: `${currency} Wallet`,
    currency,
    available_balance: { value: textOf(available), currency },
    default: true,
    active: true,
    created_at: '2021-05-31T09:59:59Z',
    updated_at: '2021-05-31T09:59:59Z',
    deleted_at: null,
    type: currency === 'USD' ? 'ACCOUNT_TYPE_FIAT' : 'ACCOUNT_TYPE_CRYPTO',
    ready: true,
    hold: { value: textOf(held), currency },
    retail_portfolio_id: account,
  }
}
