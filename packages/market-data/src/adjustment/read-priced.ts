/** Reads bars of the store on a basis of prices, with what then still happens to an account. */
import type { SeriesKey, TimeRange } from '../series/series-key.ts'
import type { BarKind } from '../series/series-key.ts'
import type { MarketStore } from '../store/market-store.ts'
import { priceBars, type PriceBasis, type PricedBars } from './price-basis.ts'

/** Adjusted prices are those of the range's own last bar: what came after it is not known there. */
export async function readPricedBars(
  store: MarketStore,
  key: SeriesKey & { readonly kind: BarKind },
  of: { readonly prices: PriceBasis; readonly range?: TimeRange },
): Promise<PricedBars> {
  return priceBars(await store.read(key, of.range), store.actionsOf(key), of.prices)
}
