/** Decides what executions mean: a fill, one taken back, one restated; each once, by the venue's identity of it. */

import { decimalUnits, formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Book, type Money, type OrderState } from '../book/book.ts'
import type { ReportVenue, VenueFill, VenueReport } from '../book/command.ts'
import type { AlertRaised, EngineEvent } from '../book/event.ts'
import { firstFault } from '../book/fault.ts'
import { AMOUNT_UNITS_MAX, CASH_UNITS_MAX, ID_LENGTH_MAX } from '../book/limits.ts'
import type { Market } from '../book/market.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reported, textFault } from '../book/text.ts'
import { entityId } from '../identity/entity-id.ts'
import { formatPrice } from '../instrument/increments.ts'
import { formatMoney, isCountable, worstFee } from '../number/notional.ts'
import { FEE_STEP, largerOf } from '../number/rounding.ts'
import { cancelRequest, needsCancel } from '../order/decide-cancel.ts'
import { exitsBeside } from '../order/exits.ts'
import { opposingLots } from '../order/reservation.ts'
import { shareOf } from '../order/requirement.ts'
import { decideFillBreaches } from '../portfolio/decide.ts'
import { openingRequirement } from '../position/requirement.ts'
import { toNumber } from '../risk/instrument-row.ts'
import { INSTRUMENT, INSTRUMENT_STRIDE } from '../risk/layout.ts'
import { largestQuantity } from '../order/open-lots.ts'
import { placeOf } from '../order/standing.ts'
import { isFinal } from '../order/status.ts'
import { alert, unmatched } from './alert.ts'

type Execution = Omit<VenueFill, 'kind'>

/** The bound as money: raised to its scale once, not with every fill. */
const FEE_MOST: Money = AMOUNT_UNITS_MAX * 10n ** BigInt(MONEY_SCALE)

export function decideFill(
  book: Book,
  market: Market,
  command: ReportVenue,
  { order, report }: { readonly order: OrderState; readonly report: VenueFill },
): Outcome {
  const fault = executionFault(book, order, report)
  if (fault !== null) return fault
  const subject = { subjectId: order.id }
  const known = order.fills.find((fill) => fill.execId === report.execId)
  if (known !== undefined) {
    const same = known.lots === report.lots && known.priceTicks === report.priceTicks
    return same
      ? accept([], subject)
      : accept(
          [unmatched(book, command, order.id, `execution ${report.execId} reported again with other terms`)],
          subject,
        )
  }
  const filledLots = order.filledLots + report.lots
  const takenBack = order.voidedEarly.includes(report.execId)
  const overfill = !takenBack && filledLots > largestQuantity(order)
  const { seq, at, commandId, actor } = stamp(book, command)
  const { fillId, execId, lots, priceTicks, liquidity, fee, venueAt } = bookedExecution(book, report, 0)
  const events: EngineEvent[] = [
    {
      type: 'OrderFilled',
      // Field by field: copying one object into another costs more than all of the decision.
      seq,
      at,
      commandId,
      actor,
      orderId: order.id,
      fillId,
      execId,
      lots,
      priceTicks,
      liquidity,
      fee,
      venueAt,
      overfill,
    },
  ]
  // It was taken back before it was reported: booked and taken back at once, so that the trail is whole.
  if (takenBack) {
    const reason = 'taken back or restated before it was reported'
    events.push({
      type: 'FillBusted',
      ...stamp(book, command, 1),
      orderId: order.id,
      execId: report.execId,
      reason,
    })
  }
  const warning = fillAlert(book, command, order, { index: events.length, overfill, execId: report.execId })
  if (warning !== null) events.push(warning)
  const dearer = beyondReservation(book, command, order, { index: events.length, report })
  if (dearer !== null && !takenBack) events.push(dearer)
  if (!takenBack)
    for (const breach of decideFillBreaches(book, market, order, { command, index: events.length, report }))
      events.push(breach)
  if (takenBack) return accept(events, subject)
  for (const other of exitsBeside(book, order, report.lots))
    if (needsCancel(other))
      events.push(cancelRequest(stamp(book, command, events.length), other, 'the other exit has filled'))
  return accept(events, subject)
}

export function decideBusted(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  report: Extract<VenueReport, { kind: 'BUSTED' }>,
): Outcome {
  const fault = textFault('report.execId', report.execId, ID_LENGTH_MAX)
  if (fault !== null) return fault
  const known = order.fills.find((fill) => fill.execId === report.execId)
  const repeated = known === undefined ? order.voidedEarly.includes(report.execId) : known.voided
  if (repeated) return accept([], { subjectId: order.id })
  const { execId } = report
  const events: EngineEvent[] = [
    {
      type: 'FillBusted',
      ...stamp(book, command),
      orderId: order.id,
      execId,
      reason: reported(report.reason),
    },
  ]
  if (known === undefined) events.push(unknownFill(book, command, order, { execId, verb: 'taken back' }))
  return accept(events, { subjectId: order.id })
}

export function decideCorrected(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  report: Extract<VenueReport, { kind: 'CORRECTED' }>,
): Outcome {
  const fault = firstFault(
    () => textFault('report.replacesExecId', report.replacesExecId, ID_LENGTH_MAX),
    () =>
      report.replacesExecId === report.execId
        ? badInput('report.replacesExecId', 'must differ from execId')
        : null,
    () => executionFault(book, order, report),
  )
  if (fault !== null) return fault
  const subject = { subjectId: order.id }
  if (order.fills.some((fill) => fill.execId === report.execId)) return accept([], subject)
  const replaced = order.fills.find((fill) => fill.execId === report.replacesExecId)
  const replacedLots = replaced === undefined || replaced.voided ? 0 : replaced.lots
  const takenBack = order.voidedEarly.includes(report.execId)
  const overfill = !takenBack && order.filledLots - replacedLots + report.lots > largestQuantity(order)
  const events: EngineEvent[] = [
    {
      type: 'FillCorrected',
      ...stamp(book, command),
      orderId: order.id,
      replacesExecId: report.replacesExecId,
      ...bookedExecution(book, report, 0),
    },
  ]
  if (takenBack) {
    const reason = 'taken back or restated before it was reported'
    events.push({
      type: 'FillBusted',
      ...stamp(book, command, 1),
      orderId: order.id,
      execId: report.execId,
      reason,
    })
  }
  if (replaced === undefined) {
    const about = { execId: report.replacesExecId, verb: 'restated' }
    events.push({ ...unknownFill(book, command, order, about), ...stamp(book, command, events.length) })
  }
  if (overfill) {
    const warning = fillAlert(book, command, order, { index: events.length, overfill, execId: report.execId })
    if (warning !== null) events.push(warning)
  }
  return accept(events, subject)
}

function bookedExecution(
  book: Book,
  report: Execution,
  index: number,
): {
  readonly fillId: string
  readonly execId: string
  readonly lots: number
  readonly priceTicks: number
  readonly liquidity: VenueFill['liquidity']
  readonly fee: string
  readonly venueAt: number
} {
  const { execId, lots, priceTicks, liquidity, venueAt } = report
  const fillId = entityId(book.organizationId, 'fill', book.seq + 1 + index)
  const fee = formatDecimal(decimalUnits(report.fee, MONEY_SCALE), MONEY_SCALE)
  return { fillId, execId, lots, priceTicks, liquidity, fee, venueAt }
}

/** A report that cannot be read or booked exactly: refused, for the shell to raise. */
function executionFault(book: Book, order: OrderState, report: Execution): Refusal | null {
  return (
    textFault('report.execId', report.execId, ID_LENGTH_MAX) ??
    numbersFault(report) ??
    feeFault(report.fee) ??
    worthFault(book, order, report)
  )
}

function numbersFault({ lots, priceTicks, venueAt, liquidity }: Execution): Refusal | null {
  if (!(Number.isSafeInteger(lots) && lots > 0))
    return badInput('report.lots', 'must be a whole number of lots above 0')
  if (!Number.isSafeInteger(priceTicks))
    return badInput('report.priceTicks', 'must be a whole number of ticks')
  if (!(Number.isSafeInteger(venueAt) && venueAt >= 0))
    return badInput('report.venueAt', 'must be microseconds since 1970')
  return liquidity === 'MAKER' || liquidity === 'TAKER'
    ? null
    : badInput('report.liquidity', 'must be MAKER or TAKER')
}

function feeFault(fee: string): Refusal | null {
  const parsed = parseDecimal(String(fee), MONEY_SCALE)
  if (!parsed.ok) return badInput('report.fee', parsed.message)
  return parsed.units <= FEE_MOST && parsed.units >= -FEE_MOST
    ? null
    : badInput('report.fee', `must be within ${AMOUNT_UNITS_MAX}`)
}

/** Lots and worth that the books can count exactly. */
function worthFault(book: Book, order: OrderState, report: Execution): Refusal | null {
  const { instrument, position } = placeOf(book, order)
  const lots = Math.abs(position.lots) + order.executedLots + order.filledLots + report.lots
  if (!Number.isSafeInteger(lots)) return badInput('report.lots', 'would take the position beyond 2^53 lots')
  if (isCountable(instrument, Math.abs(report.priceTicks), report.lots)) return null
  return badInput(
    'report.lots',
    `times price must be worth at most ${CASH_UNITS_MAX} ${instrument.terms.currency}`,
  )
}

interface FillAlert {
  readonly index: number
  readonly overfill: boolean
  readonly execId: string
}

function fillAlert(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  about: FillAlert,
): AlertRaised | null {
  const { index, overfill, execId } = about
  const orderId = order.id
  if (overfill)
    return alert(book, command, {
      index,
      kind: 'OVERFILL',
      orderId,
      message: `execution ${execId} takes the order past its quantity`,
    })
  if (!isFinal(order.status)) return null
  return alert(book, command, {
    index,
    kind: 'FILL_AFTER_END',
    orderId,
    message: `execution ${execId} of an order that was ${order.status}`,
  })
}

/**
 * A fill beyond the price that its order was funded at: a stop that a gap ran through, or a venue that breaks a limit. It
 * happened, so it is booked; a person is told that cash may be short (OR-36).
 */
function beyondReservation(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  { index, report }: { readonly index: number; readonly report: VenueFill },
): AlertRaised | null {
  const { instrument, position } = placeOf(book, order)
  const opening = report.lots - opposingLots(position, order.side)
  if (opening <= 0 || isFinal(order.status) || isSurelyFunded(book, order, { opening, report })) return null
  const worst = worstFee(instrument, report.priceTicks, opening)
  const fee = decimalUnits(report.fee, MONEY_SCALE)
  const need =
    openingRequirement(instrument, order.side, opening, report.priceTicks) - worst + largerOf(worst, fee)
  const aside = shareOf(order.pendingReplace?.requirement ?? order.requirement, opening)
  const most = largerOf(aside, shareOf(order.requirement, opening))
  // Rounding the fees of several fills may add a step to the fee that was set aside for all of them.
  if (need <= most + FEE_STEP) return null
  const message =
    `execution ${report.execId} at ${formatPrice(instrument, report.priceTicks)} needs ${formatMoney(need)} ` +
    `${instrument.terms.currency} where ${formatMoney(most)} was set aside for its lots`
  return alert(book, command, { index, kind: 'BEYOND_RESERVATION', orderId: order.id, message })
}

/** More than any rounding of the doubles below, in parts and in money. */
const ROOM = 1e-9
const ROOM_STEP = 2e-8

/** Whether doubles tell already that enough was set aside: what they cannot tell is taken in whole numbers. */
function isSurelyFunded(
  { risk: { instruments } }: Book,
  { side, instrumentIndex, requirement, pendingReplace }: OrderState,
  { opening, report }: { readonly opening: number; readonly report: VenueFill },
): boolean {
  const row = instrumentIndex * INSTRUMENT_STRIDE
  // What a short that is paid in full needs is no share of its price.
  if (side === 'SELL' && instruments[row + INSTRUMENT.margined] === 0) return false
  if (pendingReplace !== null || requirement.lots <= 0) return false
  const worth = opening * Math.abs(report.priceTicks) * instruments[row + INSTRUMENT.tickLotValue]!
  const fees =
    worth * instruments[row + INSTRUMENT.feeRate]! + opening * instruments[row + INSTRUMENT.feePerLot]!
  const need = worth * instruments[row + INSTRUMENT.cashRate]! + Math.max(fees, Number(report.fee))
  return need * (1 + ROOM) + ROOM_STEP < (toNumber(requirement.money) * opening) / requirement.lots
}

function unknownFill(
  book: Book,
  command: ReportVenue,
  order: OrderState,
  about: { readonly execId: string; readonly verb: string },
): AlertRaised {
  const message = `execution ${about.execId} was ${about.verb} before it was reported`
  return alert(book, command, { index: 1, kind: 'BUST_OF_UNKNOWN_FILL', orderId: order.id, message })
}
