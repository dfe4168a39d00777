/** Room for more accounts, instruments and currencies in the packed rows; what they hold stays. */

import { MODES } from '@quarterdeck/sdk'
import { ACCOUNT_STRIDE, INSTRUMENT_STRIDE, MODE_LOTS_STRIDE } from './layout.ts'
import type { RiskRows } from './rows.ts'

/** The same content with room for at least `length` doubles; room doubles, so that growing is rare. */
export function grown(rows: Float64Array, length: number): Float64Array {
  if (rows.length >= length) return rows
  const roomier = new Float64Array(Math.max(length, rows.length * 2))
  roomier.set(rows)
  return roomier
}

export function growAccounts(risk: RiskRows, accounts: number): void {
  risk.accounts = grown(risk.accounts, accounts * ACCOUNT_STRIDE)
  risk.available = grown(risk.available, accounts * risk.currencyStride)
}

export function growInstruments(risk: RiskRows, instruments: number): void {
  if (instruments <= risk.instrumentCapacity) return
  const capacity = Math.max(16, instruments, risk.instrumentCapacity * 2)
  risk.instruments = grown(risk.instruments, capacity * INSTRUMENT_STRIDE)
  const modeLots = new Float64Array(MODES.length * capacity * MODE_LOTS_STRIDE)
  for (let mode = 0; mode < MODES.length; mode += 1) {
    const from = mode * risk.instrumentCapacity * MODE_LOTS_STRIDE
    const until = from + risk.instrumentCapacity * MODE_LOTS_STRIDE
    modeLots.set(risk.modeLots.subarray(from, until), mode * capacity * MODE_LOTS_STRIDE)
  }
  risk.modeLots = modeLots
  risk.instrumentCapacity = capacity
}

/** Widens the rows by currency until every known currency has its column. */
export function fitCurrencies(risk: RiskRows): void {
  const needed = risk.currencies.names.length
  if (needed <= risk.currencyStride) return
  const narrow = risk.currencyStride
  while (risk.currencyStride < needed) risk.currencyStride *= 2
  risk.available = widened(risk.available, narrow, risk.currencyStride)
}

function widened(rows: Float64Array, narrow: number, wide: number): Float64Array {
  const accounts = rows.length / narrow
  const wider = new Float64Array(accounts * wide)
  for (let account = 0; account < accounts; account += 1) {
    wider.set(rows.subarray(account * narrow, (account + 1) * narrow), account * wide)
  }
  return wider
}
