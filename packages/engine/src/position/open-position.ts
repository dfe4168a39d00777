/** The (account, instrument) pair of an order: made when the pair is first used, found by one number afterwards. */

import type { Book, PositionState } from '../book/book.ts'

/** Key of a pair: both indexes are below 2^20, so the key is exact in a double. */
export function pairKey(accountIndex: number, instrumentIndex: number): number {
  return accountIndex * 2 ** 20 + instrumentIndex
}

/** The position of a pair; null where the account never used the instrument. */
export function positionOf(book: Book, accountIndex: number, instrumentIndex: number): PositionState | null {
  const index = book.positionIndexByPair.get(pairKey(accountIndex, instrumentIndex))
  return index === undefined ? null : (book.positions[index] ?? null)
}

/** The position of a pair, made flat where there was none. */
export function openPosition(book: Book, accountIndex: number, instrumentIndex: number): PositionState {
  const known = positionOf(book, accountIndex, instrumentIndex)
  if (known !== null) return known
  const position: PositionState = {
    index: book.positions.length,
    accountIndex,
    instrumentIndex,
    lots: 0,
    cost: 0n,
    realizedPnl: 0n,
    fees: 0n,
    marginUsed: 0n,
    workingBuyLots: 0,
    workingSellLots: 0,
    foreignBuyLots: 0,
    foreignSellLots: 0,
    adjustments: [],
    transferred: 0n,
    dispute: null,
  }
  book.positions.push(position)
  book.positionIndexByPair.set(pairKey(accountIndex, instrumentIndex), position.index)
  return position
}
