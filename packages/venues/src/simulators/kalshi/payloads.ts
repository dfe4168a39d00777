/** The simulated exchange's orders, fills and markets in the shapes of Kalshi's answers, as recorded. */

import { isDone, type SimulatedFill, type SimulatedOrder } from '../core/order.ts'
import { textOf, times, unitsOf, type ListedProduct } from '../core/product.ts'
import type { KalshiSimulatedMarket } from './markets.ts'

export function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}

/** A number with so many digits behind the point, as the venue writes every one. */
export function fixed(units: bigint, digits: number): string {
  const [integer = '0', fraction = ''] = textOf(units).split('.')
  return `${integer}.${fraction.slice(0, digits).padEnd(digits, '0')}`
}

export const dollars = (units: bigint): string => fixed(units, 4)
export const contracts = (units: bigint): string => fixed(units, 2)

const ONE = unitsOf('1')

/** A price of YES and the same of NO. */
function prices(product: ListedProduct, ticks: number): object {
  const yes = product.price(ticks)
  return { yes_price_dollars: dollars(yes), no_price_dollars: dollars(ONE - yes) }
}

function direction(side: 'BUY' | 'SELL'): object {
  return side === 'BUY'
    ? { outcome_side: 'yes', book_side: 'bid', action: 'buy', side: 'yes' }
    : { outcome_side: 'no', book_side: 'ask', action: 'sell', side: 'yes' }
}

const STATUS_WORDS: Readonly<Record<SimulatedOrder['status'], string>> = {
  OPEN: 'resting',
  WAITING: 'resting',
  FILLED: 'executed',
  CANCELED: 'canceled',
  EXPIRED: 'canceled',
  REPLACED: 'canceled',
}

/** What a venue keeps of an order that the exchange without a protocol does not. */
export interface OrderNotes {
  readonly initialLots: number
  readonly updatedAtMs: number
}

/** The members that REST and the stream have in common. */
function orderMembers(order: SimulatedOrder, { initialLots }: OrderNotes): object {
  const { product, terms } = order
  const left = isDone(order) ? 0 : terms.lots - order.filledLots
  const paid = (maker: boolean, of: (fill: SimulatedFill) => bigint): bigint =>
    order.fills.filter((fill) => fill.maker === maker).reduce((sum, fill) => sum + of(fill), 0n)
  const worth = ({ ticks, lots }: SimulatedFill): bigint =>
    times(terms.side === 'BUY' ? product.price(ticks) : ONE - product.price(ticks), product.size(lots))
  return {
    order_id: order.orderId,
    client_order_id: terms.clientOrderId,
    user_id: order.account,
    ticker: terms.symbol,
    status: STATUS_WORDS[order.status],
    ...direction(terms.side),
    ...prices(product, terms.limitTicks ?? 0),
    initial_count_fp: contracts(product.size(initialLots)),
    fill_count_fp: contracts(product.size(order.filledLots)),
    remaining_count_fp: contracts(product.size(left)),
    taker_fill_cost_dollars: fixed(paid(false, worth), 6),
    maker_fill_cost_dollars: fixed(paid(true, worth), 6),
    taker_fees_dollars: fixed(
      paid(false, ({ fee }) => fee),
      6,
    ),
    maker_fees_dollars: fixed(
      paid(true, ({ fee }) => fee),
      6,
    ),
    self_trade_prevention_type: 'taker_at_cross',
    subaccount_number: 0,
  }
}

export function orderPayload(order: SimulatedOrder, notes: OrderNotes): object {
  const { endsAtMs } = order.terms
  return {
    ...orderMembers(order, notes),
    type: 'limit',
    created_time: isoOf(order.createdAtMs),
    last_update_time: isoOf(notes.updatedAtMs),
    exchange_index: 0,
    ...(endsAtMs === null ? {} : { expiration_time: isoOf(endsAtMs) }),
    ...(order.reason === 'self trade prevented'
      ? { last_update_reason: 'TakerCancelForSelfTradePrevention' }
      : {}),
  }
}

export function streamOrderPayload(order: SimulatedOrder, notes: OrderNotes): object {
  const { endsAtMs } = order.terms
  return {
    ...orderMembers(order, notes),
    is_yes: order.terms.side === 'BUY',
    created_time: isoOf(order.createdAtMs),
    created_ts_ms: order.createdAtMs,
    last_updated_ts_ms: notes.updatedAtMs,
    ...(endsAtMs === null ? {} : { expiration_time: isoOf(endsAtMs), expiration_ts_ms: endsAtMs }),
  }
}

export function fillPayload(fill: SimulatedFill, product: ListedProduct): object {
  return {
    fill_id: fill.execId,
    trade_id: fill.execId,
    order_id: fill.orderId,
    ticker: fill.symbol,
    market_ticker: fill.symbol,
    ...direction(fill.side),
    ...prices(product, fill.ticks),
    count_fp: contracts(product.size(fill.lots)),
    is_taker: !fill.maker,
    fee_cost: fixed(fill.fee, 6),
    created_time: isoOf(fill.atMs),
    ts: Math.floor(fill.atMs / 1_000),
    subaccount_number: 0,
    exchange_index: 0,
  }
}

export function streamFillPayload(fill: SimulatedFill, order: SimulatedOrder): object {
  const { product, terms } = order
  return {
    trade_id: fill.execId,
    order_id: fill.orderId,
    client_order_id: terms.clientOrderId,
    market_ticker: fill.symbol,
    exchange_index: 0,
    is_taker: !fill.maker,
    ...direction(fill.side),
    purchased_side: 'yes',
    yes_price_dollars: dollars(product.price(fill.ticks)),
    count_fp: contracts(product.size(fill.lots)),
    fee_cost: fixed(fill.fee, 6),
    ts: Math.floor(fill.atMs / 1_000),
    ts_ms: fill.atMs,
    post_position_fp: '0.00',
    subaccount: 0,
  }
}

/** The touch of a market, by the names of markets and of the ticker. */
export function touchPayload(
  product: ListedProduct,
  best: (side: 'BUY' | 'SELL') => { readonly ticks: number; readonly lots: number } | undefined,
): object {
  const [bid, ask] = [best('BUY'), best('SELL')]
  return {
    yes_bid_dollars: dollars(bid === undefined ? 0n : product.price(bid.ticks)),
    yes_bid_size_fp: contracts(product.size(bid?.lots ?? 0)),
    yes_ask_dollars: dollars(ask === undefined ? ONE : product.price(ask.ticks)),
    yes_ask_size_fp: contracts(product.size(ask?.lots ?? 0)),
  }
}

/** What of a market changes while it lives. */
export interface MarketState {
  readonly status: string
  readonly result: string
  readonly payout: string | null
  readonly settledAtMs: number | null
}

export function marketPayload(
  market: KalshiSimulatedMarket,
  state: MarketState,
  shown: { readonly touch: object; readonly last: bigint; readonly volume: bigint },
): object {
  const last = dollars(shown.last)
  return {
    ticker: market.ticker,
    event_ticker: market.eventTicker,
    market_type: 'binary',
    title: market.title,
    yes_sub_title: market.yesSubTitle,
    no_sub_title: market.yesSubTitle,
    created_time: '2026-06-11T05:12:22.338653Z',
    updated_time: '2026-06-11T05:39:31.28563Z',
    open_time: '2026-06-11T05:39:29Z',
    close_time: market.closeTime,
    expiration_time: market.closeTime,
    expected_expiration_time: market.closeTime,
    latest_expiration_time: market.closeTime,
    occurrence_datetime: market.closeTime,
    settlement_timer_seconds: 60,
    status: state.status,
    result: state.result,
    ...shown.touch,
    no_bid_dollars: '0.0000',
    no_ask_dollars: '1.0000',
    last_price_dollars: last,
    previous_price_dollars: '0.0000',
    previous_yes_bid_dollars: '0.0000',
    previous_yes_ask_dollars: '0.0000',
    volume_fp: contracts(shown.volume),
    volume_24h_fp: contracts(shown.volume),
    open_interest_fp: contracts(shown.volume),
    liquidity_dollars: '0.0000',
    notional_value_dollars: '1.0000',
    price_level_structure: market.tick === '0.01' ? 'linear_cent' : 'deci_cent',
    price_ranges: [{ start: '0.0000', end: '1.0000', step: dollars(unitsOf(market.tick)) }],
    can_close_early: true,
    early_close_condition: 'This market will close and expire after the event occurs.',
    expiration_value: '',
    rules_primary: '',
    rules_secondary: '',
    strike_type: 'structured',
    custom_strike: {},
    exchange_index: 0,
    ...(state.payout === null ? {} : { settlement_value_dollars: dollars(unitsOf(state.payout)) }),
    ...(state.settledAtMs === null ? {} : { settlement_ts: isoOf(state.settledAtMs) }),
  }
}
