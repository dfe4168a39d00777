/**
 * Reads LEAN factor files as corporate actions.
 *
 * A row (date, price factor, split factor, reference price) says what prices up to and including its date are multiplied
 * by; the change to the next row is what happened between: the dividend as a part of the reference price, and the split
 * (form: https://github.com/QuantConnect/Lean, Data/equity/readme.md).
 */
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { actionsInOrder, type CorporateAction } from './corporate-action.ts'

const ROW = /^(\d{4})(\d{2})(\d{2}),([\d.]+),([\d.]+)(?:,([\d.]+))?$/

/** Smaller changes than this are the six or seven digits that the file is rounded to. */
const FACTOR_STEP = 1e-9

interface FactorRow {
  readonly date: number
  readonly price: number
  readonly split: number
  readonly reference: number
}

/** The actions in order. Ex-dates are the day after a row's date, at midnight UTC: no bar lies between. */
export function readLeanFactorFile(text: string, file = 'factor file'): readonly CorporateAction[] {
  const rows = text
    .split(/\r?\n/)
    .map((line, index) => (line === '' ? null : factorRow(line, { file, row: index + 1 })))
    .filter((row) => row !== null)
  const actions: CorporateAction[] = []
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1]
    if (next === undefined) continue
    const exTime = row.date + DAY_MICROS
    const ratio = next.split / row.split
    const kept = row.price / next.price
    if (Math.abs(ratio - 1) > FACTOR_STEP) actions.push({ kind: 'SPLIT', exTime, ratio })
    if (1 - kept > FACTOR_STEP) {
      const referencePrice = row.reference / ratio
      actions.push({ kind: 'CASH_DIVIDEND', exTime, amount: (1 - kept) * referencePrice, referencePrice })
    }
  }
  return actionsInOrder(actions)
}

function factorRow(line: string, place: { file: string; row: number }): FactorRow {
  const [, year, month, day, price, split, reference] = ROW.exec(line) ?? []
  const row = {
    date: Date.UTC(Number(year), Number(month) - 1, Number(day)) * 1000,
    price: Number(price),
    split: Number(split),
    reference: Number(reference ?? 1),
  }
  if (!(row.price > 0 && row.split > 0)) {
    throw new MarketDataError('BAD_ROW', 'is no "date,price factor,split factor,reference price"', place)
  }
  return row
}
