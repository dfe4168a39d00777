/**
 * Whether a difference of what is held can be booked. A fill shows at its venue in positions, in orders and in the list of fills at
 * different moments, and comes into our books by itself: booked as a correction as well it would count twice.
 */
import type { InstrumentState, Micros, OrderState } from '@quarterdeck/engine'
import type { FillRecord } from '@quarterdeck/venues'
import { baseOf } from './compare-holdings.ts'
import { isSameDifference, topicOf, type Difference } from './difference.ts'
import { ownOrder, type OurBooks } from './our-books.ts'

/**
 * STILL: nothing of ours moves in what it is about. MOVING: orders of ours work in it, or changed just now, and the venue tells of
 * each as we do. OPEN: of one of them it does not.
 */
export type Movement = 'STILL' | 'MOVING' | 'OPEN'

/** A difference that was read, and how many readings in a row have told it. */
export interface Sighting {
  readonly difference: Difference
  readonly movement: Movement
  readonly times: number
}

/** Readings in a row that must tell the same before it is sure. Some of what moves is told later than the rest. */
export const READINGS_NEEDED: Readonly<Record<Movement, number>> = { STILL: 2, MOVING: 6, OPEN: 2 }

/** `since`: what changed later counts as changed just now. */
export function sighted(
  before: ReadonlyMap<string, Sighting>,
  books: OurBooks,
  { differences, since }: { readonly differences: readonly Difference[]; readonly since: Micros },
): ReadonlyMap<string, Sighting> {
  const disputed = new Set(differences.filter(({ kind }) => kind === 'ORDER').map(({ subject }) => subject))
  const working = new Set(books.working)
  const isOpen = (order: OrderState) =>
    disputed.has(order.id) || (working.has(order) && (order.venueOrderId === null || order.unknown))
  const moving = [...new Set(books.orders.values())].filter(
    (order) => working.has(order) || order.updatedAt >= since || disputed.has(order.id),
  )
  return new Map(
    differences.map((difference) => {
      const earlier = before.get(topicOf(difference))
      const isSame = earlier !== undefined && isSameDifference(earlier.difference, difference)
      const inIt = moving.filter((order) =>
        touches(books, difference, books.instrumentAt(order.instrumentIndex)),
      )
      const movement = inIt.length === 0 ? 'STILL' : inIt.some(isOpen) ? 'OPEN' : 'MOVING'
      return [topicOf(difference), { difference, movement, times: isSame ? earlier.times + 1 : 1 }] as const
    }),
  )
}

export function isSure({ movement, times }: Sighting): boolean {
  return times >= READINGS_NEEDED[movement]
}

/** As it is proposed to somebody who decides: what is not sure waits, whoever would book it. */
export function asProposed(
  sighting: Sighting,
  unbooked: readonly InstrumentState[],
  books: OurBooks,
): Difference {
  const { difference, movement } = sighting
  if (!isBookable(difference)) return difference
  if (movement === 'OPEN')
    return waiting(difference, 'an order of ours in it is not yet told as our books have it')
  if (unbooked.some((instrument) => touches(books, difference, instrument)))
    return waiting(difference, 'the venue lists a fill in it that our books have yet to take')
  return isSure(sighting) ? difference : waiting(difference, 'it was told otherwise a moment ago')
}

/** Whether a correction of what is held would be booked for it. */
export function isBookable({ proposed: { kind } }: Difference): boolean {
  return kind === 'ADJUST_POSITION' || kind === 'ADJUST_CASH'
}

/** Instruments in which the venue lists executions of our orders that our books do not have. */
export function unbookedIn(books: OurBooks, fills: readonly FillRecord[]): readonly InstrumentState[] {
  return fills.flatMap((fill) => {
    const order = ownOrder(books, fill)
    return order === null || isBooked(order, fill) ? [] : [books.instrumentAt(order.instrumentIndex)]
  })
}

function isBooked({ fills, voidedEarly }: OrderState, { kind, execId, replacesExecId }: FillRecord): boolean {
  const taken = kind === 'BUSTED' ? (replacesExecId ?? execId) : null
  if (taken === null) return voidedEarly.includes(execId) || fills.some((fill) => fill.execId === execId)
  return voidedEarly.includes(taken) || fills.some((fill) => fill.execId === taken && fill.voided)
}

/** Whether trading the instrument changes what the difference is about. */
function touches(books: OurBooks, { kind, subject }: Difference, instrument: InstrumentState): boolean {
  const base = baseOf(instrument)
  if (kind === 'BALANCE') return instrument.terms.currency === subject || base === subject
  if (instrument.terms.id === subject) return true
  const about = books.instrumentOf(subject)
  return base !== null && about !== null && baseOf(about) === base
}

function waiting(difference: Difference, because: string): Difference {
  const { proposed } = difference
  return {
    ...difference,
    proposed: { ...proposed, kind: 'AWAIT_VENUE', summary: `It waits, because ${because}: reconcile again` },
  }
}
