/**
 * What the venue says when it declines: sentences for people, and no codes. They are read by what they speak of, the most telling
 * first; one that speaks of nothing known is rejected all the same, and somebody is told.
 */

import type { RejectCode } from '../contract/outcome.ts'
import type { Heard } from '../wire/word-table.ts'

const TEXTS: readonly (readonly [about: RegExp, code: RejectCode])[] = [
  [/no bridge|init session first|not authenticated|query \/\S*accounts first/i, 'UNAUTHORIZED'],
  [
    /session is misconfigured|invalid account id|read.?only|not allowed|no trading permission|permission/i,
    'FORBIDDEN',
  ],
  [/too many requests|rate limit|pacing/i, 'RATE_LIMITED'],
  [/maintenance|system is unavailable/i, 'MAINTENANCE'],
  [/doesn'?t exist|order not found|no such order|unknown order/i, 'UNKNOWN_ORDER'],
  [
    /(already|been) (been )?(filled|cancell?ed)|cannot be (cancell?ed|modified)|can'?t be (cancell?ed|modified)|not editable|not cancell?able/i,
    'ORDER_ALREADY_DONE',
  ],
  [/minimum price variation|tick size|price increment/i, 'INVALID_PRICE'],
  [
    /limit price you selected|closer to the current market|price (is )?(too far|exceeds|cap)|percentage constraint|price band/i,
    'PRICE_OUT_OF_BAND',
  ],
  [
    /equity with loan|available funds|insufficient|buying power|initial margin|margin requirement|not enough/i,
    'INSUFFICIENT_FUNDS',
  ],
  [/cross side|wash|self.?(trade|match)/i, 'SELF_TRADE'],
  [/short (sale|sell|stock)|shortable|not available for short/i, 'RISK_LIMIT'],
  [
    /closing.only|restricted|liquidat|account (is )?(locked|closed)|trading (is )?(halted|disabled)/i,
    'TRADING_DISABLED',
  ],
  [/(exchange|market) is (closed|not open)|outside (of )?(regular )?trading hours/i, 'MARKET_CLOSED'],
  [
    /(minimum|maximum|invalid|order|odd.?lot|fractional).{0,20}(size|quantity)|size limit|fractional share/i,
    'INVALID_QUANTITY',
  ],
  [
    /(order type|time.in.force|tif|outside.?rth|all.or.none).{0,40}(not|invalid|unsupported)|(invalid|unsupported).{0,20}(order type|time.in.force|tif)/i,
    'UNSUPPORTED_ORDER',
  ],
  [
    /contract (is )?not (available|found)|no security definition|invalid con(tract|id)|unknown contract/i,
    'UNKNOWN_INSTRUMENT',
  ],
  [/invalid (limit |stop |aux )?price|price (is )?(invalid|missing|required)/i, 'INVALID_PRICE'],
  [/bad request|missing|required|malformed|invalid/i, 'INVALID_TERMS'],
]

/** The venue has seen the client order id. */
export function isDuplicateId(text: string): boolean {
  return /local order id.*already registered/is.test(text)
}

/** The brokerage session is not there, or another than the one whose accounts were asked for: nothing was done. */
export function isSessionLoss(text: string): boolean {
  return /no bridge|init session first|query \/\S*accounts first/i.test(text)
}

export function rejectCode(text: string, { venueId, alert }: Heard): RejectCode {
  const known = TEXTS.find(([about]) => about.test(text))
  if (known !== undefined) return known[1]
  alert({
    venueId,
    kind: 'UNKNOWN_WORD',
    subject: 'error',
    message: `${venueId} declined with a sentence that is in no list of ours: "${text.slice(0, 200)}"`,
  })
  return 'UNMAPPED'
}
