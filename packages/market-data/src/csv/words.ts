/** Columns whose values are words and become numbers: who took, which side, whether it is a snapshot. */
import { DEPTH_FLAGS } from '../columns/tick-columns.ts'
import type { Sample } from './sample.ts'

/** What each word means, in lower case. */
export type WordTable = Readonly<Record<string, number>>

const TAKERS: WordTable = { b: 1, buy: 1, buyer: 1, s: -1, sell: -1, seller: -1 }
/** Whether the buyer waited: then the seller took. */
const WAITED: WordTable = { true: -1, '1': -1, false: 1, '0': 1 }
/** As a store exports it. */
const SIGNS: WordTable = { '1': 1, '1.0': 1, '0': 0, '0.0': 0, '-1': -1, '-1.0': -1 }
const BOOK_SIDES: WordTable = { ...TAKERS, ...SIGNS, bid: 1, bids: 1, a: -1, ask: -1, asks: -1, offer: -1 }
const { SNAPSHOT } = DEPTH_FLAGS
const SNAPSHOT_WORDS: WordTable = {
  true: SNAPSHOT,
  '1': SNAPSHOT,
  snap: SNAPSHOT,
  snapshot: SNAPSHOT,
  false: 0,
  '0': 0,
  set: 0,
  update: 0,
  l2update: 0,
  delta: 0,
}

/** The words of the columns of a sample that hold words; `columns` are the positions of the fields. */
export function wordsOf(
  sample: Sample,
  columns: Readonly<Record<string, number>>,
): Readonly<Record<string, WordTable>> {
  const words: Record<string, WordTable> = {}
  const { aggressor, side, flags } = columns
  if (aggressor !== undefined) words['aggressor'] = takers(sample, aggressor)
  if (side !== undefined) words['side'] = BOOK_SIDES
  if (flags !== undefined && !isFlags(sample, flags)) words['flags'] = SNAPSHOT_WORDS
  return words
}

/** Whether a column holds the flags of our own exports. */
export function isFlags(sample: Sample, column: number): boolean {
  return sample.header?.[column] === 'flags'
}

function takers(sample: Sample, column: number): WordTable {
  if (/^[bs]/i.test(sample.rows[0]?.[column] ?? '')) return TAKERS
  return sample.header?.[column] === 'aggressor' ? SIGNS : WAITED
}
