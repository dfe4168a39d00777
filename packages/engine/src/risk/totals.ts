/**
 * Exposures as the kernel compares them: the exact sums as doubles, each with a bound of its error; taken again only after a
 * line of theirs, or a rate, moved.
 *
 * An exact sum becomes a double with one rounding; products and rates add a few more, of the magnitudes. Exact sums themselves
 * round once per currency and rate (10^-18).
 */

import { ASSET_CLASSES } from '@quarterdeck/sdk'
import type { Book } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { FX_AGE_MAX } from './fx.ts'
import { toNumber } from './instrument-row.ts'
import * as layout from './layout.ts'
import { rateRow } from './rates.ts'
import { accountSums } from './sums/account-sums.ts'
import type { ExposureTotals } from './sums/line.ts'
import { modeExposures } from './sums/mode-sums.ts'

const { ACCOUNT, SUM } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const ACCOUNT_EXPOSURE = ACCOUNT.exposure
const ACCOUNT_EXPOSURE_ERROR = ACCOUNT.exposureError
const ACCOUNT_EXPOSURE_SEEN = ACCOUNT.exposureSeen
const ACCOUNT_EXPOSURE_SEEN_RATES = ACCOUNT.exposureSeenRates
const ACCOUNT_EXPOSURE_UNTIL = ACCOUNT.exposureUntil
const ACCOUNT_EXPOSURE_VERSION = ACCOUNT.exposureVersion
const ACCOUNT_MARK_AT = ACCOUNT.markAt
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const RELATIVE = layout.RELATIVE
const SUM_GROSS = SUM.gross
const SUM_HIGH = SUM.high
const SUM_LOW = SUM.low
const SUM_STRIDE = layout.SUM_STRIDE
const SUMS_END = ACCOUNT_EXPOSURE + SUM_STRIDE * (1 + ASSET_CLASSES.length)

/** Largest rounding of one exact term: half a unit of 10^-18, and of the rate it is converted by, taken generously. */
export const EXACT_STEP = 4e-18

/** Units of `to` per unit of `from`: NaN where there is no rate. */
export function rateBetween(book: Book, market: Market, from: number, to: number): number {
  return from === to ? 1 : book.risk.rates.rate[rateRow(book, market, from, to)]!
}

/** When that rate's quote was received; Infinity where none is needed. */
export function rateTime(book: Book, market: Market, from: number, to: number): number {
  return from === to ? Number.POSITIVE_INFINITY : book.risk.rates.receivedAt[rateRow(book, market, from, to)]!
}

/** Brings an account's exposures up to the market. */
export function sumAccountExposure(book: Book, market: Market, accountIndex: number): void {
  const rows = book.risk.accounts
  const row = accountIndex * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT_EXPOSURE_VERSION] === market.version) return
  const { exposures, markAt } = accountSums(book, market, accountIndex)
  rows[row + ACCOUNT_MARK_AT] = markAt
  takeExposures(book, market, exposures, { rows, row, currency: rows[row + ACCOUNT_CURRENCY]! })
}

/** Brings a mode's exposures up to the market: instrument by instrument, over the lots of all its accounts. */
export function sumModeExposure(book: Book, market: Market, mode: number): void {
  const rows = book.risk.modes
  const row = mode * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT_EXPOSURE_VERSION] === market.version) return
  const exposures = modeExposures(book, market, mode)
  rows[row + ACCOUNT_MARK_AT] = book.risk.sums.modes[mode]!.markAt
  takeExposures(book, market, exposures, { rows, row, currency: book.risk.baseCode })
}

interface Taking {
  readonly rows: Float64Array
  readonly row: number
  readonly currency: number
}

function takeExposures(book: Book, market: Market, totals: ExposureTotals, of: Taking): void {
  const { rows, row, currency } = of
  const { version } = book.risk.rates
  rows[row + ACCOUNT_EXPOSURE_VERSION] = market.version
  if (
    rows[row + ACCOUNT_EXPOSURE_SEEN] === totals.version &&
    rows[row + ACCOUNT_EXPOSURE_SEEN_RATES] === version
  )
    return
  rows[row + ACCOUNT_EXPOSURE_SEEN] = totals.version
  rows[row + ACCOUNT_EXPOSURE_SEEN_RATES] = version
  rows.fill(0, row + ACCOUNT_EXPOSURE, row + SUMS_END)
  let rateAt = Number.POSITIVE_INFINITY
  let error = EXACT_STEP
  let isKnown = totals.unknown === 0
  for (const total of totals.byClass) {
    if (total.lines === 0) continue
    const rate = rateBetween(book, market, total.code, currency)
    if (rate !== rate) isKnown = false
    rateAt = Math.min(rateAt, rateTime(book, market, total.code, currency))
    const gross = toNumber(total.gross) * rate
    const high = toNumber(total.high) * rate
    const low = toNumber(total.low) * rate
    const group = SUM_STRIDE * (1 + total.assetClass)
    for (let at = row + ACCOUNT_EXPOSURE; at <= row + ACCOUNT_EXPOSURE + group; at += group) {
      rows[at + SUM_GROSS] = rows[at + SUM_GROSS]! + gross
      rows[at + SUM_HIGH] = rows[at + SUM_HIGH]! + high
      rows[at + SUM_LOW] = rows[at + SUM_LOW]! + low
    }
    // A rate is rounded as well: at 10^-18, times all that it multiplies.
    error += gross * RELATIVE + EXACT_STEP * (1 + rate + toNumber(total.gross))
  }
  rows[row + ACCOUNT_EXPOSURE_ERROR] = error
  rows[row + ACCOUNT_EXPOSURE_UNTIL] = isKnown ? rateAt + FX_AGE_MAX : Number.NEGATIVE_INFINITY
}
