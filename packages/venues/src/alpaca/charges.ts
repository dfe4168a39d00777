/**
 * Fees that Alpaca takes by itself and posts at the end of the day: of pairs as CFEE, from what was received, in coins or in dollars;
 * of shares and options as FEE, in dollars. No execution tells them.
 */

import type { ChargeRecord } from '../contract/records.ts'
import { arrayOf, decimalOrNull, objectOf, readEach, text, textOrNull } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { symbolOf } from './symbols.ts'

export const CHARGE_TYPES = ['CFEE', 'FEE'] as const

/** Those that were carried out; of one that says less than what it took an alert is raised. */
export function readCharges(json: unknown, heard: Heard): readonly ChargeRecord[] {
  return readEach(arrayOf(json, 'activities answer'), (one) => readCharge(one, heard))
}

function readCharge(json: unknown, heard: Heard): ChargeRecord | null {
  const from = objectOf(json, 'activity')
  const chargeId = text(from, 'id')
  if ((textOrNull(from, 'status') ?? 'executed') !== 'executed') return null
  const type = text(from, 'activity_type')
  const words = `${type} ${textOrNull(from, 'description') ?? ''}`.trim()
  const [quantity, price, symbol] = [
    decimalOrNull(from, 'qty'),
    decimalOrNull(from, 'price'),
    textOrNull(from, 'symbol'),
  ]
  const cash = decimalOrNull(from, 'net_amount')
  if (cash !== null && cash !== '0')
    return { chargeId, words, venueSymbol: null, price: null, currency: 'USD', amount: cash }
  if (type === 'CFEE' && quantity !== null && quantity !== '0' && price !== null && symbol !== null)
    return {
      chargeId,
      words,
      venueSymbol: symbolOf(symbol, 'crypto'),
      price,
      currency: null,
      amount: quantity,
    }
  heard.alert({
    venueId: heard.venueId,
    kind: 'UNKNOWN_WORD',
    subject: 'activity',
    message: `charge ${chargeId} does not say what it took: it is not booked by itself, a person must compare the account with the venue`,
  })
  return null
}
