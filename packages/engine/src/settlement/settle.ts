/**
 * Settles an event contract by its venue's result: every open position in it, of every account and mode, closes at the payout, and
 * what works in it on simulated accounts ends; the end of LIVE orders is the venue's own word. Rules: SPEC.md, SE.
 */

import { MONEY_SCALE, type Book, type InstrumentState, type OrderState, type Posting } from '../book/book.ts'
import type { SettleInstrument } from '../book/command.ts'
import type { EngineEvent, InstrumentSettled } from '../book/event.ts'
import { firstFault } from '../book/fault.ts'
import { ID_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reported, textFault } from '../book/text.ts'
import { formatPrice } from '../instrument/increments.ts'
import { instrumentIndexOf } from '../live/subject.ts'
import { reservePosition } from '../order/reservation.ts'
import { bookSettlement } from '../position/book-trade.ts'
import { refreshAccount, refreshInstrument, refreshPosition } from '../risk/rows.ts'

const ONE = 10n ** BigInt(MONEY_SCALE)

export function decideSettleInstrument(book: Book, command: SettleInstrument): Outcome {
  const { actor, instrumentId, payoutTicks, venueReference, settledAt } = command
  if (actor.kind !== 'SYSTEM')
    return refuse(
      'FORBIDDEN',
      'actor',
      `must be the system, not a ${actor.kind}: the venue says what it paid`,
    )
  const index = instrumentIndexOf(book, instrumentId)
  const instrument = index === null ? undefined : book.instruments[index]
  if (instrument === undefined) return notFound('instrumentId')
  const fault = settlementFault(instrument, command)
  if (fault !== null) return fault
  const subject = { subjectId: instrumentId }
  if (instrument.settled !== null && instrument.settled.payoutTicks === payoutTicks)
    return accept([], subject)
  if (instrument.settled !== null || payoutTicks === null)
    return accept([differing(book, instrument, command)], subject)
  const terms = { instrumentId, payoutTicks, venueReference, settledAt }
  const events: EngineEvent[] = [{ type: 'InstrumentSettled', ...stamp(book, command), ...terms }]
  const reason = `${instrumentId} was settled at ${formatPrice(instrument, payoutTicks)}`
  const ended = simulatedOrders(book, instrument)
  for (const { id } of ended)
    events.push({ type: 'OrderExpired', ...stamp(book, command, events.length), orderId: id, reason })
  return accept(events, { ...subject, orderIds: ended.map(({ id }) => id) })
}

function settlementFault(
  instrument: InstrumentState,
  { payoutTicks, venueReference, settledAt }: SettleInstrument,
): Refusal | null {
  const { assetClass } = instrument.terms
  return firstFault(
    () =>
      assetClass === 'EVENT_CONTRACT'
        ? null
        : badInput(
            'instrumentId',
            `must be an EVENT_CONTRACT, which its venue's result settles, not ${assetClass}`,
          ),
    () => payoutFault(instrument, payoutTicks),
    () => textFault('venueReference', venueReference, ID_LENGTH_MAX),
    () =>
      Number.isSafeInteger(settledAt) && settledAt >= 0
        ? null
        : badInput('settledAt', 'must be microseconds since 1970, a whole number'),
  )
}

/** No contract pays more than what a short holds back for it (PO-06). */
function payoutFault(instrument: InstrumentState, ticks: number | null): Refusal | null {
  if (ticks === null) return null
  const isPrice = Number.isSafeInteger(ticks) && ticks >= 0
  if (isPrice && BigInt(ticks) * instrument.priceUnitsPerTick <= ONE) return null
  return badInput('payoutTicks', 'must be a whole number of ticks, worth 0 to 1 per unit')
}

/** A report is a fact that nobody waits for an answer to: what contradicts the books is told to a person, and changes nothing. */
function differing(book: Book, instrument: InstrumentState, command: SettleInstrument): EngineEvent {
  const { instrumentId, payoutTicks, venueReference } = command
  const { settled } = instrument
  const before =
    settled === null ? 'is not settled' : `was settled at ${formatPrice(instrument, settled.payoutTicks)}`
  const now = payoutTicks === null ? 'what cannot be booked' : `${formatPrice(instrument, payoutTicks)} now`
  return {
    type: 'AlertRaised',
    ...stamp(book, command),
    kind: 'SETTLEMENT_DIFFERS',
    orderId: null,
    message: reported(`${instrumentId} ${before}, and its venue says ${now}: ${venueReference}`),
  }
}

function simulatedOrders(book: Book, instrument: InstrumentState): readonly OrderState[] {
  return [...book.workingOrders.values()].filter(
    (order) =>
      order.instrumentIndex === instrument.index && book.accounts[order.accountIndex]?.mode !== 'LIVE',
  )
}

export function evolveInstrumentSettled(book: Book, event: InstrumentSettled): readonly Posting[] {
  const { instrumentId, payoutTicks, venueReference, settledAt } = event
  const instrument = book.instruments[instrumentIndexOf(book, instrumentId) ?? -1]
  if (instrument === undefined)
    throw new Error(`Invariant: instrument ${instrumentId} of an event is in the book`)
  if (instrument.settled !== null) throw new Error(`Invariant: ${instrumentId} is settled once`)
  instrument.settled = { payoutTicks, venueReference, settledAt }
  refreshInstrument(book, instrument.index)
  return book.positions
    .filter(({ instrumentIndex }) => instrumentIndex === instrument.index)
    .flatMap((position) => {
      const postings = bookSettlement(book, position)
      reservePosition(book, position, null)
      refreshPosition(book, position.index)
      refreshAccount(book, position.accountIndex)
      return postings
    })
}
