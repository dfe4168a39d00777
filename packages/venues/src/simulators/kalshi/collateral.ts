/**
 * What an account may spend at Kalshi. Selling YES that is not held is buying NO: it costs a dollar less the price, which comes back
 * when the position is closed; so a dollar stands behind each contract that is held short.
 */

import type { SimulatedExchange } from '../core/exchange.ts'
import { isDone, type SimulatedOrder, type SimulatedTerms } from '../core/order.ts'
import { times, unitsOf, type ListedProduct } from '../core/product.ts'

const ONE = unitsOf('1')

/** Signed: negative is NO. */
export function positionOf(exchange: SimulatedExchange, account: string, symbol: string): bigint {
  const { available, held } = exchange.wallets.of(account, symbol)
  return available + held
}

/** Dollars that are free: the wallet's, less what stands behind short positions and open offers. */
export function spendable(exchange: SimulatedExchange, account: string): bigint {
  const shorts = exchange.products().reduce((sum, { terms }) => {
    const position = positionOf(exchange, account, terms.symbol)
    return position < 0n ? sum - position : sum
  }, 0n)
  const offers = [...exchange.orders.values()]
    .filter((order) => order.account === account && !isDone(order))
    .reduce((sum, order) => sum + behind(exchange, order), 0n)
  return exchange.wallets.of(account, 'USD').available - shorts - offers
}

/** What an open offer sets aside: a dollar less its price for each contract that is not held. */
function behind(
  exchange: SimulatedExchange,
  { account, product, terms, filledLots }: SimulatedOrder,
): bigint {
  if (terms.side === 'BUY') return 0n
  return offerCost(exchange, account, {
    product,
    lots: terms.lots - filledLots,
    ticks: terms.limitTicks ?? 0,
  })
}

function offerCost(
  exchange: SimulatedExchange,
  account: string,
  {
    product,
    lots,
    ticks,
  }: { readonly product: ListedProduct; readonly lots: number; readonly ticks: number },
): bigint {
  const held = positionOf(exchange, account, product.terms.symbol)
  const size = product.size(lots)
  const uncovered = held > 0n ? size - held : size
  return uncovered > 0n ? times(uncovered, ONE - product.price(ticks)) : 0n
}

/** Whether the account can pay for an order at its limit; a buy that closes NO gets its dollar back. */
export function canPay(
  exchange: SimulatedExchange,
  account: string,
  { side, lots, limitTicks }: SimulatedTerms,
  product: ListedProduct,
): boolean {
  const ticks = limitTicks ?? 0
  const free = spendable(exchange, account)
  if (side === 'SELL') return offerCost(exchange, account, { product, lots, ticks }) <= free
  const short = -positionOf(exchange, account, product.terms.symbol)
  const size = product.size(lots)
  const closing = short > 0n ? (short < size ? short : size) : 0n
  return product.worth(ticks, lots) + product.fee(ticks, lots, false) <= free + closing
}
