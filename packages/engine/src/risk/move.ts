/**
 * Moves a position's lots in the packed rows, and gives notice to the sums in which they count: whoever reads those next values
 * the line anew.
 *
 * Lots are summed as whole numbers, so they never drift.
 */

import type { Book, PositionState } from '../book/book.ts'
import {
  ACCOUNT,
  ACCOUNT_STRIDE,
  MODE_LOTS,
  MODE_LOTS_STRIDE,
  POSITION,
  POSITION_STRIDE,
  WHOLE_MAX,
} from './layout.ts'
import type { RiskRows } from './rows.ts'
import { positionMoved } from './sums/account-sums.ts'
import { modeLotsMoved } from './sums/mode-sums.ts'
import { accountWorthMoved } from './sums/mode-worth.ts'

/** Takes over the position's lots and cost; the row exists. */
export function movePosition(book: Book, position: PositionState): void {
  const { risk } = book
  const rows = risk.positions
  const row = position.index * POSITION_STRIDE
  const accountRow = position.accountIndex * ACCOUNT_STRIDE
  const mode = risk.accounts[accountRow + ACCOUNT.mode]!
  const modeRow = mode * ACCOUNT_STRIDE
  const { lots, cost, workingBuyLots, workingSellLots } = position
  const line = risk.sums.lines[position.index]
  const lotsBefore = rows[row + POSITION.lots]!
  const highBefore = lotsBefore + rows[row + POSITION.buy]!
  const lowBefore = lotsBefore - rows[row + POSITION.sell]!
  const isWorthMoved = lotsBefore !== lots || line?.cost !== cost
  const isMoved =
    isWorthMoved ||
    rows[row + POSITION.buy] !== workingBuyLots ||
    rows[row + POSITION.sell] !== workingSellLots
  if (!isMoved || line === undefined) return
  line.cost = cost
  positionMoved(book, position)
  risk.accounts[accountRow + ACCOUNT.exposureVersion] = -1
  if (isWorthMoved) {
    risk.accounts[accountRow + ACCOUNT.equityVersion] = -1
    risk.modes[modeRow + ACCOUNT.equityVersion] = -1
    accountWorthMoved(risk, position.accountIndex, mode)
  }
  const worstBefore = Math.max(Math.abs(highBefore), Math.abs(lowBefore))
  const worst = Math.max(Math.abs(lots + workingBuyLots), Math.abs(lots - workingSellLots))
  const cell = (mode * risk.instrumentCapacity + position.instrumentIndex) * MODE_LOTS_STRIDE
  moveModeLots(risk, mode, cell, row, position, worst - worstBefore)
  modeLotsMoved(book, mode, position.instrumentIndex)
  risk.modes[modeRow + ACCOUNT.exposureVersion] = -1
  rows[row + POSITION.lots] = lots
  rows[row + POSITION.buy] = workingBuyLots
  rows[row + POSITION.sell] = workingSellLots
}

function moveModeLots(
  risk: RiskRows,
  mode: number,
  cell: number,
  row: number,
  position: PositionState,
  worstChange: number,
): void {
  const cells = risk.modeLots
  const rows = risk.positions
  const lots = cells[cell + MODE_LOTS.lots]! + position.lots - rows[row + POSITION.lots]!
  const buy = cells[cell + MODE_LOTS.buy]! + position.workingBuyLots - rows[row + POSITION.buy]!
  const sell = cells[cell + MODE_LOTS.sell]! + position.workingSellLots - rows[row + POSITION.sell]!
  const worst = cells[cell + MODE_LOTS.worst]! + worstChange
  cells[cell + MODE_LOTS.lots] = lots
  cells[cell + MODE_LOTS.buy] = buy
  cells[cell + MODE_LOTS.sell] = sell
  cells[cell + MODE_LOTS.worst] = worst
  if (worst > WHOLE_MAX || buy > WHOLE_MAX || sell > WHOLE_MAX || Math.abs(lots) > WHOLE_MAX) {
    risk.modes[mode * ACCOUNT_STRIDE + ACCOUNT.beyondWhole] = Number.NaN
  }
}
