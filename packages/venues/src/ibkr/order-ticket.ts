/** The tickets of what we send: exact decimals as they came, digit by digit, as JSON numbers. */

import type { Decimal } from '@quarterdeck/sdk'
import { decimalUnits } from '@quarterdeck/sdk'
import { reason, type MappedReason } from '../contract/outcome.ts'
import type { OrderTerms } from '../contract/writes.ts'
import { stepAt, type ListedContract } from './instruments.ts'
import type { IbkrSettings } from './settings.ts'

export type TicketReading =
  | { readonly ok: true; readonly body: string }
  /** Terms that the venue has no word for, or would decline: `plan` should have refused or changed them before. */
  | { readonly ok: false; readonly reason: MappedReason }

export interface TicketTerms {
  readonly contract: ListedContract
  readonly accountId: string
  /** Null: the ticket changes an order, which keeps its id. */
  readonly clientOrderId: string | null
  readonly settings: Pick<IbkrSettings, 'outsideRegularHours' | 'operatorId'>
}

type Member = string | number | boolean | { readonly exact: Decimal }

const TYPES: Readonly<Partial<Record<OrderTerms['orderType'], string>>> = {
  MARKET: 'MKT',
  LIMIT: 'LMT',
  STOP: 'STP',
  STOP_LIMIT: 'STOP_LIMIT',
}
const TIMES: Readonly<Partial<Record<OrderTerms['timeInForce'], string>>> = {
  DAY: 'DAY',
  GTC: 'GTC',
  IOC: 'IOC',
}

/** One ticket, whole: what a change leaves out is taken for nothing. */
export function orderTicket(
  order: OrderTerms,
  { contract, accountId, clientOrderId, settings }: TicketTerms,
): TicketReading {
  const [orderType, tif] = [TYPES[order.orderType], TIMES[order.timeInForce]]
  const stops = order.orderType === 'STOP' || order.orderType === 'STOP_LIMIT'
  if (orderType === undefined || tif === undefined || (stops && tif === 'IOC') || order.postOnly)
    return refused(
      'UNSUPPORTED_ORDER',
      `Interactive Brokers has no words for ${order.orderType} ${order.timeInForce} with these terms`,
    )
  const offStep = [order.limitPrice, order.stopPrice].find(
    (price) => price !== null && !isOnStep(price, contract),
  )
  if (offStep !== undefined && offStep !== null)
    return refused(
      'INVALID_PRICE',
      `${offStep} is not on the steps of ${stepAt(contract.priceSteps, offStep) ?? ''} that orders have at this price`,
    )
  const members: Record<string, Member> = {
    acctId: accountId,
    conid: Number(contract.conid),
    ...(clientOrderId === null ? {} : { cOID: clientOrderId }),
    orderType,
    side: order.side,
    tif,
    quantity: { exact: order.quantity },
    ...pricesOf(order),
    outsideRTH: settings.outsideRegularHours && order.orderType !== 'MARKET' && order.orderType !== 'STOP',
    ...operatorOf(contract, settings.operatorId),
  }
  return { ok: true, body: jsonOf(members) }
}

/** What futures exchanges want to know: that a program sent it, and whose. */
export function operatorOf(
  { kind }: Pick<ListedContract, 'kind'>,
  operatorId: string,
): { readonly manualIndicator?: boolean; readonly extOperator?: string } {
  return kind === 'FUTURE' ? { manualIndicator: false, extOperator: operatorId } : {}
}

/** `price` is the limit, but of a stop without one it is the stop. */
function pricesOf({ limitPrice, stopPrice }: OrderTerms): Readonly<Record<string, Member>> {
  const price = limitPrice ?? stopPrice
  return {
    ...(price === null ? {} : { price: { exact: price } }),
    ...(limitPrice === null || stopPrice === null ? {} : { auxPrice: { exact: stopPrice } }),
  }
}

const SCALE = 18

function isOnStep(price: Decimal, { priceSteps }: ListedContract): boolean {
  const step = stepAt(priceSteps, price)
  return step === null || decimalUnits(price, SCALE) % decimalUnits(step, SCALE) === 0n
}

function jsonOf(members: Readonly<Record<string, Member>>): string {
  const written = Object.entries(members).map(
    ([name, member]) => `"${name}":${typeof member === 'object' ? member.exact : JSON.stringify(member)}`,
  )
  return `{${written.join(',')}}`
}

function refused(code: 'UNSUPPORTED_ORDER' | 'INVALID_PRICE', message: string): TicketReading {
  return { ok: false, reason: reason(code, message) }
}
