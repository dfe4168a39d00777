/**
 * Decides what listing an instrument means: a new id is listed, a known one restated. What orders and positions were counted
 * in (increments, multiplier, currency, kind) never changes for a known id. Rules: SPEC.md, IN.
 */

import { ASSET_CLASSES, FUNDING_STYLES, OPTION_RIGHTS } from '@quarterdeck/sdk'
import type { Instrument } from '@quarterdeck/sdk'
import type { Book } from '../book/book.ts'
import type { ListInstrument } from '../book/command.ts'
import { firstFault } from '../book/fault.ts'
import { ID_LENGTH_MAX, INSTRUMENTS_MAX, NAME_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { currencyFault, textFault, wordFault } from '../book/text.ts'
import { canonicalJson } from '../snapshot/canonical.ts'
import { parseInstant } from '../time/instant.ts'
import { numbersFault } from './state.ts'

/** Terms that stay for the life of an id, in the order in which a difference is named. */
const LASTING = [
  'venueId',
  'assetClass',
  'currency',
  'priceIncrement',
  'quantityIncrement',
  'multiplier',
  'funding',
] as const

/** The first term that stays for the life of an id and differs; null: the listing may be restated so. */
export function lastingDifference(known: Instrument, terms: Instrument): (typeof LASTING)[number] | null {
  return LASTING.find((field) => known[field] !== terms[field]) ?? null
}

export function decideListInstrument(book: Book, command: ListInstrument): Outcome {
  const terms = command.instrument
  const fault = firstFault(
    () => textsFault(terms),
    () => numbersFault(terms),
  )
  if (fault !== null) return fault

  const knownIndex = book.instrumentIndexById.get(terms.id)
  const known = knownIndex === undefined ? undefined : book.instruments[knownIndex]
  if (known === undefined) {
    if (book.instruments.length >= INSTRUMENTS_MAX)
      return badInput('instrument', `a book lists at most ${INSTRUMENTS_MAX} instruments`)
  } else {
    const field = lastingDifference(known.terms, terms)
    if (field !== null)
      return refuse(
        'CONFLICT',
        `instrument.${field}`,
        `is ${known.terms[field]} for ${terms.id} and never changes`,
      )
    if (canonicalJson(known.terms) === canonicalJson(terms)) return accept([], { subjectId: terms.id })
  }
  return accept([{ type: 'InstrumentListed', ...stamp(book, command), instrument: terms }], {
    subjectId: terms.id,
  })
}

function textsFault(terms: Instrument): Refusal | null {
  return firstFault(
    () => textFault('instrument.venueId', terms.venueId, ID_LENGTH_MAX),
    () => textFault('instrument.symbol', terms.symbol, ID_LENGTH_MAX),
    () => textFault('instrument.venueSymbol', terms.venueSymbol, ID_LENGTH_MAX),
    () => textFault('instrument.name', terms.name, NAME_LENGTH_MAX),
    () => textFault('instrument.calendar', terms.calendar, NAME_LENGTH_MAX),
    () =>
      terms.id === `${terms.venueId}:${terms.symbol}`
        ? null
        : badInput('instrument.id', 'must be venueId:symbol'),
    () => wordFault('instrument.assetClass', terms.assetClass, ASSET_CLASSES),
    () => wordFault('instrument.funding', terms.funding, FUNDING_STYLES),
    () => wordFault('instrument.settlement', terms.settlement, ['CASH', 'PHYSICAL']),
    () => (terms.right === null ? null : wordFault('instrument.right', terms.right, OPTION_RIGHTS)),
    () => currencyFault('instrument.currency', terms.currency),
    () =>
      terms.expiry === null || parseInstant(terms.expiry) !== null
        ? null
        : badInput('instrument.expiry', 'must be an instant such as 2026-12-18T21:00:00Z'),
  )
}
