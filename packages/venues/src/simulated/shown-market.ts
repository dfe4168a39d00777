/** What a listing has to know of the market outside of our own orders, however it came to know it. */

import type { SideCode } from './matching/codes.ts'

/** How far an order may reach: into what is behind the displayed size, or the displayed size only. */
export type Reach = 'DEPTH' | 'DISPLAYED'

export interface ShownMarket {
  /** The newest trade print; NaN: none is known. */
  lastTicks: number
  /** Whether anything was ever shown, a market without prices included. */
  isShown(): boolean
  /** The best price of a side, consumed or not; NaN: none. */
  touch(side: SideCode): number
  /** Lots that an order which comes to rest at a price has in front of it. */
  joining(side: SideCode, ticks: number): number
  /** Lots that stand at a price now, where that is known: at the prices up to `knownTo`, as a side trades. */
  standing(side: SideCode, ticks: number): number
  knownTo(side: SideCode): number
  /** The best price that a side still offers; NaN: nothing is left within that reach. */
  offeredTicks(side: SideCode, reach: Reach): number
  /** Lots left at the offered price. */
  offeredLots(side: SideCode): number
  /** Takes lots at the offered price, at most what is left there. */
  take(side: SideCode, lots: number): void
  /** Lots that a side offers at `limitTicks` or better for the taker. */
  availableWithin(side: SideCode, limitTicks: number, reach: Reach): number
}
