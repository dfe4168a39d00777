/** Splits and cash dividends of an instrument: what turns a raw price series into a comparable one. */
import { MarketDataError } from '../market-data-error.ts'

/** More shares for the same company: `ratio` new shares for each old one (7 for 7:1, 0.05 for a 1:20 consolidation). */
export interface Split {
  readonly kind: 'SPLIT'
  /** From this instant (microseconds UTC) prices are those of new shares; midnight UTC of the ex-date for daily bars. */
  readonly exTime: number
  readonly ratio: number
}

export interface CashDividend {
  readonly kind: 'CASH_DIVIDEND'
  /** From this instant (microseconds UTC) a buyer no longer gets the dividend. */
  readonly exTime: number
  /** Per share as counted on the ex-date: after a split of the same date. In the currency of the prices. */
  readonly amount: number
  /**
   * The price that the dividend is a part of, in shares of the ex-date; where it is absent it is read from the bars.
   * Needed for intraday bars, whose last price before the ex-date need not be the official close.
   */
  readonly referencePrice?: number
}

export type CorporateAction = Split | CashDividend

/** Refuses actions that no price series can be adjusted by, naming the fault. */
export function checkCorporateAction(action: CorporateAction): void {
  const [field, value] = action.kind === 'SPLIT' ? ['ratio', action.ratio] : ['amount', action.amount]
  if (!(value > 0 && value < Infinity)) {
    throw new MarketDataError('BAD_OPTION', `${field} of a ${action.kind} must be above 0, not ${value}`, {
      field,
    })
  }
  if (!Number.isSafeInteger(action.exTime)) {
    throw new MarketDataError('BAD_OPTION', `exTime must be whole microseconds, not ${action.exTime}`, {
      field: 'exTime',
    })
  }
  if (action.kind !== 'CASH_DIVIDEND' || action.referencePrice === undefined) return
  if (!(action.referencePrice > 0 && action.referencePrice < Infinity)) {
    throw new MarketDataError('BAD_OPTION', `referencePrice must be above 0, not ${action.referencePrice}`, {
      field: 'referencePrice',
    })
  }
}

/** The actions in the order in which they took effect; on one date the split comes first. */
export function actionsInOrder(actions: readonly CorporateAction[]): readonly CorporateAction[] {
  const rank = (action: CorporateAction): number => (action.kind === 'SPLIT' ? 0 : 1)
  return actions.toSorted((a, b) => a.exTime - b.exTime || rank(a) - rank(b))
}
