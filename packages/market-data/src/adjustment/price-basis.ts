/**
 * In which shares prices are given, and which splits and dividends then still have to happen to whoever holds them: an action is
 * in the prices or happens to the account, never both and never neither.
 */
import type { BarColumns } from '../columns/bar-columns.ts'
import { adjustBars } from './adjust.ts'
import type { CorporateAction } from './corporate-action.ts'

export const PRICE_BASES = ['RAW', 'SPLIT', 'ADJUSTED'] as const
/**
 * RAW: as they were traded; splits and dividends happen. SPLIT: in the shares of the last bar; dividends happen, in those shares.
 * ADJUSTED: a total-return series; nothing happens any more.
 */
export type PriceBasis = (typeof PRICE_BASES)[number]

export interface PricedBars {
  readonly bars: BarColumns
  /** What is not in the prices, up to the last bar, in order of time. */
  readonly actions: readonly CorporateAction[]
}

/** Raw bars on a basis. `RAW` gives the columns themselves. */
export function priceBars(
  bars: BarColumns,
  actions: readonly CorporateAction[],
  basis: PriceBasis,
): PricedBars {
  const last = bars.time[bars.length - 1] ?? Number.NEGATIVE_INFINITY
  const known = actions.filter(({ exTime }) => exTime <= last)
  switch (basis) {
    case 'RAW':
      return { bars, actions: known }
    case 'SPLIT':
      return { bars: adjustBars(bars, known, { adjustment: 'splits' }), actions: inLastShares(known) }
    case 'ADJUSTED':
      return { bars: adjustBars(bars, known, { adjustment: 'splits-and-dividends' }), actions: [] }
  }
}

/** Dividends for each share as counted after all splits. */
function inLastShares(actions: readonly CorporateAction[]): readonly CorporateAction[] {
  return actions.flatMap((action) => {
    if (action.kind === 'SPLIT') return []
    const shares = actions.reduce(
      (product, other) =>
        other.kind === 'SPLIT' && other.exTime > action.exTime ? product * other.ratio : product,
      1,
    )
    const { referencePrice } = action
    const reference = referencePrice === undefined ? {} : { referencePrice: referencePrice / shares }
    return [{ ...action, amount: action.amount / shares, ...reference }]
  })
}
