/** The simulated exchange's orders and executions in the shapes of the venue's answers, as recorded. */

import { isDone, type SimulatedFill, type SimulatedOrder } from '../core/order.ts'
import { over, textOf } from '../core/product.ts'
import type { SimulatedContract } from './contracts.ts'
import { longTime, priceText, separated, shortTime } from './written.ts'

/** What a ticket says that the exchange behind does not keep. */
export interface TicketWords {
  readonly orderType: string
  readonly tif: string
  readonly outsideRth: boolean
}

/** Ids are numbers at this venue. */
export function orderNumber(orderId: string): number {
  return 1_210_386_000 + Number.parseInt(orderId.slice(-12), 16)
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  LMT: 'Limit',
  MKT: 'Market',
  STP: 'Stop',
  STOP_LIMIT: 'Stop Limit',
}
const ORIGINAL_WORDS: Readonly<Record<string, string>> = {
  LMT: 'LIMIT',
  MKT: 'MARKET',
  STP: 'STOP',
  STOP_LIMIT: 'STOP_LIMIT',
}

/** A stop that waits is held at the venue; whatever else is not in the list works. */
export function statusWord({ status, cancelQueued }: SimulatedOrder): string {
  const ended = ENDED_WORDS[status]
  if (ended !== undefined) return ended
  if (cancelQueued) return 'PendingCancel'
  return status === 'WAITING' ? 'PreSubmitted' : 'Submitted'
}

const ENDED_WORDS: Readonly<Partial<Record<SimulatedOrder['status'], string>>> = {
  FILLED: 'Filled',
  CANCELED: 'Cancelled',
  EXPIRED: 'Expired',
}

function priceOf({ terms, product }: SimulatedOrder): bigint | null {
  const ticks = terms.limitTicks ?? terms.stopTicks
  return ticks === null ? null : product.price(ticks)
}

export function orderRow(
  order: SimulatedOrder,
  contract: SimulatedContract,
  words: TicketWords,
): Readonly<Record<string, unknown>> {
  const { terms, product, account } = order
  const [filled, total] = [product.size(order.filledLots), product.size(terms.lots)]
  const price = priceOf(order)
  const atMs = order.fills.at(-1)?.atMs ?? order.createdAtMs
  const done = isDone(order) && order.status !== 'FILLED'
  return {
    acct: account,
    account,
    conidex: terms.symbol,
    conid: contract.conid,
    orderId: orderNumber(order.orderId),
    cashCcy: contract.currency,
    sizeAndFills: `${textOf(filled)}/${textOf(total - filled)}`,
    orderDesc: descriptionOf(order, words),
    description1: contract.ticker,
    ticker: contract.ticker,
    secType: contract.assetClass,
    listingExchange: contract.exchange,
    remainingQuantity: done ? 0 : Number(textOf(total - filled)),
    filledQuantity: Number(textOf(filled)),
    totalSize: Number(textOf(total)),
    companyName: contract.name,
    status: statusWord(order),
    order_ccp_status: statusWord(order),
    avgPrice: priceText(over(order.filledWorth, filled)),
    origOrderType: ORIGINAL_WORDS[words.orderType] ?? words.orderType,
    supportsTaxOpt: '1',
    lastExecutionTime: shortTime(atMs),
    orderType: TYPE_WORDS[words.orderType] ?? words.orderType,
    bgColor: '#FFFFFF',
    fgColor: '#000000',
    order_ref: terms.clientOrderId,
    timeInForce: words.tif,
    outsideRTH: words.outsideRth,
    lastExecutionTime_r: atMs,
    side: terms.side,
    ...(price === null ? {} : { price: priceText(price) }),
    ...(terms.stopTicks === null || terms.limitTicks === null
      ? {}
      : { auxPrice: priceText(product.price(terms.stopTicks)) }),
  }
}

/** What is told of one order when it is asked for: other names, and no id of its client. */
export function orderStatusPayload(
  order: SimulatedOrder,
  contract: SimulatedContract,
  words: TicketWords,
): object {
  const { terms, product, account } = order
  const [filled, total] = [product.size(order.filledLots), product.size(terms.lots)]
  const one = (units: bigint): string => Number(textOf(units)).toFixed(1)
  const description = descriptionOf(order, words)
  return {
    sub_type: null,
    request_id: '209',
    server_id: '0',
    order_id: orderNumber(order.orderId),
    conidex: terms.symbol,
    conid: contract.conid,
    symbol: contract.ticker,
    side: terms.side.charAt(0),
    contract_description_1: contract.ticker,
    listing_exchange: contract.exchange,
    option_acct: 'c',
    company_name: contract.name,
    size: one(total - filled),
    total_size: one(total),
    currency: contract.currency,
    account,
    order_type: ORIGINAL_WORDS[words.orderType] ?? words.orderType,
    cum_fill: one(filled),
    order_status: statusWord(order),
    order_ccp_status: '0',
    order_status_description: `Order ${statusWord(order)}`,
    tif: words.tif,
    fg_color: '#FFFFFF',
    bg_color: '#000000',
    order_not_editable: isDone(order),
    editable_fields: '',
    cannot_cancel_order: isDone(order),
    deactivate_order: false,
    sec_type: contract.assetClass,
    available_chart_periods: '#R|1',
    order_description: description,
    order_description_with_contract: description,
    alert_active: 1,
    child_order_type: '0',
    order_clearing_account: account,
    size_and_fills: textOf(filled),
    exit_strategy_display_price: '0',
    exit_strategy_chart_description: description,
    average_price: priceText(over(order.filledWorth, filled)),
    exit_strategy_tool_availability: '1',
    allowed_duplicate_opposite: true,
    order_time: shortTime(order.createdAtMs),
    ...(terms.limitTicks === null ? {} : { limit_price: priceText(product.price(terms.limitTicks)) }),
    ...(terms.stopTicks === null ? {} : { stop_price: priceText(product.price(terms.stopTicks)) }),
  }
}

export function tradeRow(
  fill: SimulatedFill,
  order: SimulatedOrder,
  contract: SimulatedContract,
): Readonly<Record<string, unknown>> {
  const { product, account } = order
  const size = textOf(product.size(fill.lots))
  const price = textOf(product.price(fill.ticks))
  return {
    execution_id: `0000e0d5.${fill.execId.slice(-8)}.01.01`,
    symbol: contract.ticker,
    supports_tax_opt: '1',
    side: fill.side.charAt(0),
    order_description: `${fill.side === 'BUY' ? 'Bot' : 'Sold'} ${size} @ ${price} on ${contract.exchange}`,
    trade_time: longTime(fill.atMs),
    trade_time_r: fill.atMs,
    size: Number(size),
    price: separated(price),
    order_id: orderNumber(order.orderId),
    order_ref: order.terms.clientOrderId,
    submitter: 'simulated',
    exchange: contract.exchange,
    commission: textOf(fill.fee),
    net_amount: Number(textOf(product.worth(fill.ticks, fill.lots))),
    account,
    accountCode: account,
    account_allocation_name: account,
    company_name: contract.name,
    contract_description_1: contract.ticker,
    sec_type: contract.assetClass,
    listing_exchange: contract.exchange,
    conid: contract.conid,
    conidEx: String(contract.conid),
    clearing_id: 'IB',
    clearing_name: 'IB',
    liquidation_trade: '0',
    is_event_trading: '0',
  }
}

function descriptionOf({ terms, product }: SimulatedOrder, { orderType, tif }: TicketWords): string {
  const verb = terms.side === 'BUY' ? 'Buy' : 'Sell'
  const limit = terms.limitTicks === null ? '' : ` ${priceText(product.price(terms.limitTicks))}`
  return `${verb} ${textOf(product.size(terms.lots))} ${TYPE_WORDS[orderType] ?? orderType}${limit}, ${tif}`
}
