/**
 * Which way an order, a fill or a trade goes: the venue says the same bit of the book and of the outcome. Records of an earlier
 * interface say it in other members, or say what was bought or sold of which outcome.
 */

import type { Side } from '@quarterdeck/sdk'
import { textOrNull, WireFault, type WireObject } from '../wire/fields.ts'
import { mapped, type Heard, type WordTable } from '../wire/word-table.ts'
import { BOOK_SIDE, OUTCOME_SIDE } from './words.ts'

type SideMember = readonly [field: string, table: WordTable<Side | null>]

/** Where a direction is told, the surest first. */
const OWN_SIDE: readonly SideMember[] = [
  ['book_side', BOOK_SIDE],
  ['outcome_side', OUTCOME_SIDE],
  ['purchased_side', OUTCOME_SIDE],
]
const TAKER_SIDE: readonly SideMember[] = [
  ['taker_book_side', BOOK_SIDE],
  ['taker_outcome_side', OUTCOME_SIDE],
  ['taker_side', OUTCOME_SIDE],
]
const OUTCOME: readonly SideMember[] = [['side', OUTCOME_SIDE]]

/** The direction of an order or a fill of ours. Throws where none is told: a guess would turn a position around. */
export function sideOf(from: WireObject, heard: Heard): Side {
  return found(told(from, heard, OWN_SIDE) ?? flagged(from) ?? dealt(from, heard))
}

/** The direction of who came to the book. */
export function takerSideOf(from: WireObject, heard: Heard): Side {
  return found(told(from, heard, TAKER_SIDE))
}

/** The first of these members that is there. */
function told(from: WireObject, heard: Heard, members: readonly SideMember[]): Side | null {
  for (const [field, table] of members) {
    const word = textOrNull(from, field)
    if (word !== null) return mapped(table, word, heard)
  }
  return null
}

function flagged({ is_yes }: WireObject): Side | null {
  if (typeof is_yes !== 'boolean') return null
  return is_yes ? 'BUY' : 'SELL'
}

/** Buying YES and selling NO are bids; selling YES and buying NO are offers. Either word alone says nothing. */
function dealt(from: WireObject, heard: Heard): Side | null {
  const { action } = from
  const outcome = told(from, heard, OUTCOME)
  if (outcome === null || (action !== 'buy' && action !== 'sell')) return null
  if (action === 'buy') return outcome
  return outcome === 'BUY' ? 'SELL' : 'BUY'
}

function found(side: Side | null): Side {
  if (side === null) throw new WireFault('no direction is told that is known')
  return side
}
