/**
 * Moves a position's lots in the packed rows, and with them the sums that are still valued at the newest marks.
 *
 * Lots are summed as whole numbers, so they never drift. Money sums move by the difference, and the error that each move can
 * add is kept beside them; once it is large, the sum is dropped and taken afresh when next needed.
 */

import type { PositionState } from '../book/book.ts'
import { toNumber } from './instrument-row.ts'
import {
  ACCOUNT,
  ACCOUNT_STRIDE,
  INSTRUMENT,
  INSTRUMENT_STRIDE,
  MODE_LOTS,
  MODE_LOTS_STRIDE,
  POSITION,
  POSITION_STRIDE,
  ROUNDOFF,
  SUM,
  SUM_STRIDE,
  WHOLE_MAX,
} from './layout.ts'
import type { RiskRows } from './rows.ts'

/** Share of a sum that its error may reach before it is taken afresh. */
const ERROR_SHARE_MAX = 1e-10

/** Roundings in one move of a sum, generously. */
const MOVE_ROUNDINGS = 16

/** Takes over the position's lots; the row exists. */
export function movePosition(risk: RiskRows, position: PositionState): void {
  const rows = risk.positions
  const row = position.index * POSITION_STRIDE
  const accountRow = position.accountIndex * ACCOUNT_STRIDE
  const mode = risk.accounts[accountRow + ACCOUNT.mode]!
  const modeRow = mode * ACCOUNT_STRIDE
  const cost = toNumber(position.cost)
  const lots = rows[row + POSITION.lots]!
  if (lots !== position.lots || rows[row + POSITION.cost] !== cost) {
    risk.accounts[accountRow + ACCOUNT.equityVersion] = -1
    risk.modes[modeRow + ACCOUNT.equityVersion] = -1
  }
  const highBefore = lots + rows[row + POSITION.buy]!
  const lowBefore = lots - rows[row + POSITION.sell]!
  const high = position.lots + position.workingBuyLots
  const low = position.lots - position.workingSellLots
  const worstBefore = Math.max(Math.abs(highBefore), Math.abs(lowBefore))
  const worst = Math.max(Math.abs(high), Math.abs(low))

  const cell = (mode * risk.instrumentCapacity + position.instrumentIndex) * MODE_LOTS_STRIDE
  moveModeLots(risk, mode, cell, row, position, worst - worstBefore)
  rows[row + POSITION.lots] = position.lots
  rows[row + POSITION.buy] = position.workingBuyLots
  rows[row + POSITION.sell] = position.workingSellLots
  rows[row + POSITION.cost] = cost

  const instrument = position.instrumentIndex * INSTRUMENT_STRIDE
  const group = SUM_STRIDE * (1 + risk.instruments[instrument + INSTRUMENT.assetClass]!)
  const { accounts, modes } = risk
  const currency = risk.instruments[instrument + INSTRUMENT.currency]!
  if (worst === 0 || worstBefore === 0) {
    // The age of the oldest rate in a sum is not kept in step: a line that comes or goes through a rate has it taken afresh.
    if (currency !== accounts[accountRow + ACCOUNT.currency])
      accounts[accountRow + ACCOUNT.exposureVersion] = -1
    if (currency !== risk.baseCode) modes[modeRow + ACCOUNT.exposureVersion] = -1
  }
  moveSums(
    accounts,
    accountRow,
    group,
    rows[row + POSITION.value]!,
    worst,
    worstBefore,
    high - highBefore,
    low - lowBefore,
  )
  const modeValue = risk.modeLots[cell + MODE_LOTS.value]!
  moveSums(modes, modeRow, group, modeValue, worst, worstBefore, high - highBefore, low - lowBefore)
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

function moveSums(
  rows: Float64Array,
  row: number,
  group: number,
  value: number,
  worst: number,
  worstBefore: number,
  highChange: number,
  lowChange: number,
): void {
  if (rows[row + ACCOUNT.exposureVersion] === -1) return
  if (worst === worstBefore && highChange === 0 && lowChange === 0) return
  if (Number.isNaN(value)) {
    rows[row + ACCOUNT.exposureVersion] = -1
    return
  }
  const total = row + ACCOUNT.exposure
  const gross = (worst - worstBefore) * value
  for (let at = total; at <= total + group; at += group) {
    rows[at + SUM.gross] = rows[at + SUM.gross]! + gross
    rows[at + SUM.high] = rows[at + SUM.high]! + highChange * value
    rows[at + SUM.low] = rows[at + SUM.low]! + lowChange * value
  }
  const moved = Math.abs(rows[total + SUM.gross]!) + (worst + worstBefore) * value
  const error = rows[row + ACCOUNT.exposureError]! + moved * MOVE_ROUNDINGS * ROUNDOFF
  rows[row + ACCOUNT.exposureError] = error
  if (error > rows[total + SUM.gross]! * ERROR_SHARE_MAX) rows[row + ACCOUNT.exposureVersion] = -1
}
