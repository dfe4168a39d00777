/** The simulated exchange's orders, executions, money and quotes in the shapes of the venue's answers, as recorded. */

import { decimalUnits } from '@quarterdeck/sdk'
import { isDone, type SimulatedFill, type SimulatedOrder } from '../core/order.ts'
import { over, textOf } from '../core/product.ts'
import type { SimulatedContract } from './contracts.ts'

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

/** A number with two decimals or more, as prices are written. */
function priceText(units: bigint): string {
  const text = textOf(units)
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

/** A number with the thousands separated. */
export function separated(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** `YYMMDDHHmmss` in UTC. */
function shortTime(ms: number): string {
  return new Date(ms).toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')
}

/** `YYYYMMDD-HH:mm:ss` in UTC. */
export function longTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll('-', '').replace('T', '-')
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

export function portfolioAccount(accountId: string): object {
  return {
    id: accountId,
    'PrepaidCrypto-Z': false,
    'PrepaidCrypto-P': false,
    brokerageAccess: true,
    accountId,
    accountVan: accountId,
    accountTitle: '',
    displayName: accountId,
    accountAlias: null,
    accountStatus: 1_644_814_800_000,
    currency: 'USD',
    type: 'DEMO',
    tradingType: 'PMRGN',
    businessType: 'IB_PROSERVE',
    ibEntity: 'IBLLC-US',
    faclient: false,
    clearingStatus: 'O',
    covestor: false,
    noClientTrading: false,
    trackVirtualFXPortfolio: true,
    parent: { mmc: [], accountId: '', isMParent: false, isMChild: false, isMultiplex: false },
    desc: accountId,
  }
}

export function positionRow(accountId: string, contract: SimulatedContract, units: bigint): object {
  return {
    acctId: accountId,
    conid: contract.conid,
    contractDesc: contract.ticker,
    position: Number(textOf(units)),
    mktPrice: Number(contract.priorClose),
    mktValue: Number(contract.priorClose) * Number(textOf(units)),
    currency: contract.currency,
    avgCost: Number(contract.priorClose),
    avgPrice: Number(contract.priorClose),
    realizedPnl: 0,
    unrealizedPnl: 0,
    exchs: null,
    expiry: contract.expiry ?? null,
    putOrCall: contract.right ?? null,
    multiplier: Number(contract.multiplier ?? 0),
    strike: contract.strike ?? '0',
    assetClass: contract.assetClass,
    model: '',
    ticker: contract.ticker,
    listingExchange: contract.exchange,
    isUS: true,
  }
}

/** A currency's line of the ledger. */
export function ledgerRow(accountId: string, currency: string, units: bigint): object {
  const cash = Number(textOf(units))
  return {
    commoditymarketvalue: 0,
    futuremarketvalue: 0,
    settledcash: cash,
    exchangerate: 1,
    sessionid: 1,
    cashbalance: cash,
    corporatebondsmarketvalue: 0,
    warrantsmarketvalue: 0,
    netliquidationvalue: cash,
    interest: 0,
    unrealizedpnl: 0,
    stockmarketvalue: 0,
    moneyfunds: 0,
    currency,
    realizedpnl: 0,
    funds: 0,
    acctcode: accountId,
    issueroptionsmarketvalue: 0,
    key: 'LedgerList',
    timestamp: 1_702_582_321,
    severity: 0,
    stockoptionmarketvalue: 0,
    futuresonlypnl: 0,
    tbondsmarketvalue: 0,
    futureoptionmarketvalue: 0,
    cashbalancefxsegment: 0,
    secondkey: currency,
    tbillsmarketvalue: 0,
    endofbundle: 1,
    dividends: 0,
  }
}

/** Everything that is quoted of a contract. Sides that nobody quotes are -1. */
export interface QuotedSides {
  readonly bid: { readonly price: bigint; readonly size: bigint } | null
  readonly ask: { readonly price: bigint; readonly size: bigint } | null
  /** Null: nothing was traded today. */
  readonly last: { readonly price: bigint; readonly size: bigint } | null
}

export function quoteFields(
  contract: SimulatedContract,
  { bid, ask, last }: QuotedSides,
): Readonly<Record<string, string>> {
  const price = (side: QuotedSides['bid']): string =>
    side === null ? '-1' : separated(priceText(side.price))
  const size = (side: QuotedSides['bid']): string => (side === null ? '0' : separated(textOf(side.size)))
  const close = separated(priceText(decimalUnits(contract.priorClose, 18)))
  return {
    '31': last === null ? `C${close}` : price(last),
    '84': price(bid),
    '85': size(ask),
    '86': price(ask),
    '88': size(bid),
    '7059': size(last),
    '6509': 'RpB',
  }
}

function descriptionOf({ terms, product }: SimulatedOrder, { orderType, tif }: TicketWords): string {
  const verb = terms.side === 'BUY' ? 'Buy' : 'Sell'
  const limit = terms.limitTicks === null ? '' : ` ${priceText(product.price(terms.limitTicks))}`
  return `${verb} ${textOf(product.size(terms.lots))} ${TYPE_WORDS[orderType] ?? orderType}${limit}, ${tif}`
}
