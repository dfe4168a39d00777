/**
 * What a venue takes by itself, such as the fees of Alpaca's pairs: it is gone from what is held at once, and posted up to a day later.
 * Until then it is no difference that less is held, as far as fees can have taken it; once it is posted it is booked as the fee that
 * it is, where it brings our books nearer to the venue's word. What others traded on the account is in that word already.
 */
import { type Actor, type Micros, MONEY_SCALE } from '@quarterdeck/engine'
import { decimalUnits } from '@quarterdeck/sdk'
import {
  answered,
  type Answer,
  type ChargeRecord,
  IncrementCounter,
  type VenueReads,
} from '@quarterdeck/venues'
import { chargeAccount, type BookingHost, type Charge } from './book-correction.ts'
import type { Difference } from './difference.ts'
import { isNew, ourBooks, type OurBooks } from './our-books.ts'

/** What is posted is asked for from so long ago. */
const ASKED_MICROS = 7 * 86_400_000_000
/** Fees are posted at the end of the day in New York. */
const POSTED_WITHIN_MICROS = 48 * 3_600_000_000
const ONE = 10n ** BigInt(MONEY_SCALE)

/** Null: the venue takes nothing by itself. */
export async function chargesOf(
  reads: Pick<VenueReads, 'chargesSince'>,
  now: Micros,
): Promise<Answer<readonly ChargeRecord[] | null>> {
  const answer = await reads.chargesSince?.(Math.max(0, now - ASKED_MICROS))
  if (answer === undefined || (!answer.ok && answer.failure.kind === 'UNSUPPORTED')) return answered(null)
  return answer
}

/** The most that fees can have taken of what our executions brought lately: units by instrument id, and by currency. */
export function pendingFees({ orders, instrumentAt }: OurBooks, now: Micros): ReadonlyMap<string, bigint> {
  const pending = new Map<string, bigint>()
  for (const { side, fills, instrumentIndex } of new Set(orders.values())) {
    const { terms, quantityUnitsPerLot, tickLotValue } = instrumentAt(instrumentIndex)
    const rate = decimalUnits(terms.takerFeeRate, MONEY_SCALE)
    for (const { at, lots, priceTicks, voided } of fills) {
      if (voided || at < now - POSTED_WITHIN_MICROS) continue
      const [what, brought] =
        side === 'BUY'
          ? [terms.id, BigInt(lots) * quantityUnitsPerLot]
          : [terms.currency, BigInt(lots) * BigInt(priceTicks) * tickLotValue]
      // Rounded up, by the venue too.
      pending.set(what, (pending.get(what) ?? 0n) + (brought * rate) / ONE + 1n)
    }
  }
  return pending
}

export interface Charged {
  readonly charges: readonly ChargeRecord[]
  /** Also those that fees which are not posted yet may have brought about. */
  readonly differences: readonly Difference[]
}

/** Books what was posted and explains a difference; whether anything was. Throws a RequestFault where it is refused. */
export async function bookCharges(
  {
    host,
    actor,
    connectionId,
  }: { readonly host: BookingHost; readonly actor: Actor; readonly connectionId: string },
  { charges, differences }: Charged,
): Promise<boolean> {
  const book = host.partition?.book
  const ours = book === undefined ? null : ourBooks(book, connectionId)
  // What was taken before its first order is in the opening balance.
  if (ours === null || isNew(ours) || charges.length === 0) return false
  let isBooked = false
  for (const { accountId, subject, observed, expected } of differences) {
    let missing = decimalUnits(observed, MONEY_SCALE) - decimalUnits(expected, MONEY_SCALE)
    for (const record of charges) {
      const charge = chargeOf(ours, { record, subject, accountId })
      const units = decimalUnits(record.amount, MONEY_SCALE)
      if (charge === null || magnitude(missing - units) >= magnitude(missing)) continue
      await chargeAccount(host, actor, charge)
      missing -= units
      isBooked = true
    }
  }
  return isBooked
}

/** As it is booked; null: it is about something else, was booked before, or is off our increments. */
function chargeOf(
  { accounts, instrumentOf }: OurBooks,
  {
    record,
    subject,
    accountId,
  }: { readonly record: ChargeRecord; readonly subject: string; readonly accountId: string },
): Charge | null {
  const { chargeId, venueSymbol, currency, amount, price, words } = record
  const idempotencyKey = `charge-${chargeId}`
  if (accounts.some(({ fundingKeys }) => fundingKeys.has(idempotencyKey))) return null
  const common = { accountId, idempotencyKey, reason: words }
  if (currency === subject && venueSymbol === null) return { ...common, currency, amount }
  const instrument = instrumentOf(subject)
  if (instrument === null || instrument.terms.venueSymbol !== venueSymbol || price === null) return null
  const lots = new IncrementCounter(instrument.terms.quantityIncrement).count(amount)
  const priceUnits = decimalUnits(price, MONEY_SCALE)
  const priceTicks = Number((priceUnits + instrument.priceUnitsPerTick / 2n) / instrument.priceUnitsPerTick)
  return Number.isNaN(lots) || lots === 0
    ? null
    : { ...common, instrumentId: instrument.terms.id, lots, priceTicks }
}

function magnitude(units: bigint): bigint {
  return units < 0n ? -units : units
}
