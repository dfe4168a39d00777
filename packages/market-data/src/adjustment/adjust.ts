/**
 * Makes a raw series comparable over splits and dividends, by multiplying what lies before each of them.
 *
 * Backward adjustment: the last bar keeps its price, and earlier ones are divided by the split ratio and reduced by the
 * part of the price that was paid out, as CRSP and Yahoo do it (https://help.yahoo.com/kb/SLN28256.html: "pre-split data is
 * multiplied by 0.5", "pre-dividend data is multiplied by 1 - dividend / close of the day before"). Quandl's WIKI
 * set measures the dividend by the close of the ex-date instead; both bases are offered, because either is found in
 * other people's files. Volume follows splits only.
 */
import { BAR_FIELDS, createBarColumns, firstRowAtOrAfter, type BarColumns } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import {
  actionsInOrder,
  checkCorporateAction,
  type CashDividend,
  type CorporateAction,
} from './corporate-action.ts'

export const ADJUSTMENTS = ['none', 'splits', 'splits-and-dividends'] as const
/** `none` is the raw series; `splits` keeps dividends in the prices; `splits-and-dividends` is a total-return series. */
export type Adjustment = (typeof ADJUSTMENTS)[number]

/**
 * What a dividend is measured by. `PREVIOUS_CLOSE` (CRSP, Yahoo, LEAN): factor 1 - D / C of the bar before.
 * `EX_CLOSE` (Quandl WIKI): factor C / (C + D) with C of the first bar of the ex-date.
 */
export type DividendBasis = 'PREVIOUS_CLOSE' | 'EX_CLOSE'

export interface AdjustOptions {
  readonly adjustment: Adjustment
  readonly dividendBasis?: DividendBasis
  /**
   * Actions up to this instant count (microseconds UTC); the time of the last bar unless given. A dividend after the last bar
   * needs a reference price of its own.
   */
  readonly asOf?: number
}

/** What each bar is multiplied by: prices by `price`, volume by `volume`. */
export interface AdjustmentFactors {
  readonly price: Float64Array
  readonly volume: Float64Array
}

const NOTHING: AdjustmentFactors = { price: new Float64Array(), volume: new Float64Array() }

/** Adjusted copies of the columns; the columns themselves for `none`. Bars must be in order of time. */
export function adjustBars(
  bars: BarColumns,
  actions: readonly CorporateAction[],
  options: AdjustOptions,
): BarColumns {
  if (!ADJUSTMENTS.includes(options.adjustment)) {
    throw new MarketDataError(
      'BAD_OPTION',
      `adjustment "${options.adjustment}" is none of ${ADJUSTMENTS.join(', ')}`,
      { field: 'adjustment' },
    )
  }
  if (options.adjustment === 'none') return bars
  const factors = adjustmentFactors(bars, actions, options)
  const adjusted = createBarColumns(bars.length)
  for (const field of BAR_FIELDS) {
    const [from, to] = [bars[field], adjusted[field]]
    if (field === 'time') to.set(from)
    else {
      const factor = field === 'volume' ? factors.volume : factors.price
      for (let row = 0; row < bars.length; row += 1) to[row] = from[row]! * factor[row]!
    }
  }
  return adjusted
}

/** The factors of each bar: products over all later actions. */
export function adjustmentFactors(
  bars: BarColumns,
  actions: readonly CorporateAction[],
  { adjustment, dividendBasis = 'PREVIOUS_CLOSE', asOf }: AdjustOptions,
): AdjustmentFactors {
  for (const action of actions) checkCorporateAction(action)
  if (bars.length === 0) return NOTHING
  const until = asOf ?? bars.time[bars.length - 1]!
  const price = new Float64Array(bars.length).fill(1)
  const volume = new Float64Array(bars.length).fill(1)
  let end = bars.length
  let later = { price: 1, volume: 1 }
  const fillFrom = (row: number): void => {
    price.fill(later.price, row, end)
    volume.fill(later.volume, row, end)
    end = row
  }
  const counted = adjustment === 'none' ? [] : actions.filter((one) => one.exTime <= until)
  for (const action of actionsInOrder(counted).toReversed()) {
    const row = firstRowAtOrAfter(bars.time, action.exTime)
    if (row === 0) continue
    fillFrom(row)
    if (action.kind === 'SPLIT') {
      later = { price: later.price / action.ratio, volume: later.volume * action.ratio }
    } else if (adjustment === 'splits-and-dividends') {
      const split = splitRatioAt(counted, action.exTime)
      later = { ...later, price: later.price * dividendFactor(bars, row, { action, split, dividendBasis }) }
    }
  }
  fillFrom(0)
  return { price, volume }
}

/** Product of the splits at an instant: a close of the day before is in shares of before them. */
function splitRatioAt(actions: readonly CorporateAction[], exTime: number): number {
  return actions.reduce(
    (ratio, one) => (one.kind === 'SPLIT' && one.exTime === exTime ? ratio * one.ratio : ratio),
    1,
  )
}

interface Paid {
  readonly action: CashDividend
  readonly split: number
  readonly dividendBasis: DividendBasis
}

function dividendFactor(bars: BarColumns, row: number, { action, split, dividendBasis }: Paid): number {
  const { amount, referencePrice } = action
  const past = row === bars.length
  if (past && referencePrice === undefined) {
    throw new MarketDataError('BAD_OPTION', 'a dividend after the last bar needs its referencePrice', {
      field: 'referencePrice',
    })
  }
  if (dividendBasis === 'EX_CLOSE') {
    const close = referencePrice ?? bars.close[row]!
    return close / (close + amount)
  }
  const close = referencePrice ?? bars.close[row - 1]! / split
  if (!(amount < close)) {
    const day = new Date(action.exTime / 1000).toISOString().slice(0, 10)
    throw new MarketDataError(
      'BAD_OPTION',
      `dividend ${amount} of ${day} must be below the price of ${close} that it is paid from`,
      { field: 'amount' },
    )
  }
  return 1 - amount / close
}
