/**
 * Which way an order, a fill or a trade goes. The venue says it twice, of the outcome and of the book; records of an earlier
 * interface say what was bought or sold of which outcome.
 */

import type { Side } from '@quarterdeck/sdk'
import { textOrNull, WireFault, type WireObject } from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { BOOK_SIDE, OUTCOME_SIDE } from './words.ts'

/** `prefix`: what stands before the names where they are of the taker of a public trade. Throws where no direction is told. */
export function sideOf(from: WireObject, heard: Heard, prefix: '' | 'taker_' = ''): Side {
  const book = textOrNull(from, `${prefix}book_side`)
  const outcome = textOrNull(from, `${prefix}outcome_side`)
  const side =
    book !== null
      ? mapped(BOOK_SIDE, book, heard)
      : outcome !== null
        ? mapped(OUTCOME_SIDE, outcome, heard)
        : earlierSide(from, heard, prefix)
  if (side === null) throw new WireFault(`${prefix}book_side is neither bid nor ask`)
  return side
}

/** Buying YES and selling NO are bids; selling YES and buying NO are offers. */
function earlierSide(from: WireObject, heard: Heard, prefix: string): Side | null {
  const outcome = textOrNull(from, `${prefix}side`)
  if (outcome === null) return null
  const bought = mapped(OUTCOME_SIDE, outcome, heard)
  const isSale = prefix === '' && from['action'] === 'sell'
  if (bought === null || !isSale) return bought
  return bought === 'BUY' ? 'SELL' : 'BUY'
}
