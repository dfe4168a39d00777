/**
 * Why Alpaca refuses, in our words. Its numbers are coarse and the reason is in the message: known messages come first, then the
 * number, and what is in neither list raises an alert.
 */

import { reason, rejected, type MappedReason, type RejectCode, type Rejected } from '../contract/outcome.ts'
import { contradiction, type Contradiction } from '../transport/write-outcome.ts'
import { type Heard, mapped, type WordTable, wordTable } from '../wire/word-table.ts'
import { readErrorBody } from './error-body.ts'

/** In order: the first that is in the message counts. */
const MESSAGES: readonly (readonly [RegExp, RejectCode])[] = [
  [/insufficient (buying power|balance|qty|day trading)/i, 'INSUFFICIENT_FUNDS'],
  [/wash trade/i, 'SELF_TRADE'],
  [/order is already in|already (filled|canceled|expired|replaced)|not cancelable/i, 'ORDER_ALREADY_DONE'],
  [/order is (being|pending)|pending[_ ](cancel|replace)/i, 'DUPLICATE_REQUEST'],
  [/order not found/i, 'UNKNOWN_ORDER'],
  [/new orders are rejected by user request|trading (is )?(blocked|suspended)/i, 'TRADING_DISABLED'],
  [/not (active|tradable)|is halted/i, 'TRADING_DISABLED'],
  [/could not find asset|asset .*not found|invalid symbol/i, 'UNKNOWN_INSTRUMENT'],
  [/not allowed for account|not allowed to short|not (approved|eligible)|cannot be sold short/i, 'FORBIDDEN'],
  [/sub-penny|invalid (limit|stop|trail)_price|price increment/i, 'INVALID_PRICE'],
  [/stop price|limit price/i, 'INVALID_PRICE'],
  [/market is closed|market hours|extended hours|outside/i, 'MARKET_CLOSED'],
  [/fractional|not fractionable|\bqty\b|quantity|notional|cost basis/i, 'INVALID_QUANTITY'],
  [/order type|time.in.force|order_class|not supported|unsupported/i, 'UNSUPPORTED_ORDER'],
  [/rate limit|too many requests/i, 'RATE_LIMITED'],
]

const CODE: WordTable<RejectCode> = wordTable({
  field: 'error.code',
  words: {
    '40010000': 'INVALID_TERMS',
    '40010001': 'INVALID_TERMS',
    '40110000': 'UNAUTHORIZED',
    '40310000': 'FORBIDDEN',
    '40410000': 'UNKNOWN_ORDER',
    '42210000': 'INVALID_TERMS',
    '42910000': 'RATE_LIMITED',
  },
  safe: 'UNMAPPED',
})

const DUPLICATE_ID = /client_order_id must be unique/i

/** Said of a change that was seen to happen all the same. */
const SAID_OF_CHANGES_THAT_HAPPENED = /isn't sent to exchange yet|unable to replace/i

/** A refusal of Alpaca as it meant it; null: it is not in its shape. */
export function refusal(status: number, body: string, heard: Heard): Rejected | Contradiction | null {
  const { code, message, known } = readErrorBody(body)
  if (status === 401) return rejected(reason('UNAUTHORIZED', message, code))
  if (status === 429) return rejected(reason('RATE_LIMITED', message, code))
  // A gateway says it without a number, before anything is done.
  if (status === 403 && !known) return rejected(reason('FORBIDDEN', message, code))
  if (!known || status < 400) return null
  if (DUPLICATE_ID.test(message))
    return contradiction('the venue has seen this client order id', 'DUPLICATE_ID')
  return rejected(refusalReason(code, message, heard))
}

/** The same of a change. */
export function changeRefusal(status: number, body: string, heard: Heard): Rejected | Contradiction | null {
  const { message, known } = readErrorBody(body)
  return known && SAID_OF_CHANGES_THAT_HAPPENED.test(message)
    ? contradiction(`it was said not to be changed, which was seen to be wrong before: ${message}`)
    : refusal(status, body, heard)
}

function refusalReason(code: string, message: string, heard: Heard): MappedReason {
  const known = MESSAGES.find(([pattern]) => pattern.test(message))
  return reason(known === undefined ? mapped(CODE, code, heard) : known[1], message, code)
}
