/** Puts a fair price on the instrument's grid as a quote: bid below ask, inside the bounds, with sizes on lot. */

import type { Instrument } from '@quarterdeck/sdk'
import type { PriceGrid } from '../price-grid.ts'
import type { Chance } from './chance.ts'
import type { MarketProfile } from './profile.ts'

export interface MadeQuote {
  readonly bidTicks: number
  readonly askTicks: number
  readonly bidLots: number
  readonly askLots: number
}

/** Shares and contracts are shown in round lots of a hundred where a size reaches it. */
const ROUND_LOT = 100

/** Everything about an instrument that a quote depends on but the moment. */
export interface Quoted {
  readonly instrument: Instrument
  readonly grid: PriceGrid
  readonly profile: MarketProfile
}

export function makeQuote(
  quoted: Quoted,
  fair: number,
  moment: { readonly spreadFactor: number; readonly chance: Chance },
): MadeQuote {
  const { grid, profile } = quoted
  const { chance } = moment
  const fairTicks = fair / grid.tickSize
  // Most quotes show the usual spread, some a wider one.
  const width =
    moment.spreadFactor *
    (0.85 + 0.3 * chance.uniform() + (chance.uniform() < 0.1 ? chance.exponential(0.5) : 0))
  const spread = Math.max(profile.spreadTicksMin, Math.round((profile.spreadBp / 1e4) * fairTicks * width))
  const { bidTicks, askTicks } = withinBounds(Math.floor(fairTicks - (spread - 1) / 2), spread, grid)
  return {
    bidTicks,
    askTicks,
    bidLots: displayedLots(quoted, fair, chance),
    askLots: displayedLots(quoted, fair, chance),
  }
}

/** Bid and ask nearest to the wish that the bounds allow; never crossed, never at zero. */
function withinBounds(
  wishedBid: number,
  spread: number,
  grid: PriceGrid,
): { bidTicks: number; askTicks: number } {
  const lowest = Math.max(1, grid.minTicks)
  const bidTicks = Math.min(Math.max(wishedBid, lowest), grid.maxTicks - 1)
  const askTicks = Math.min(Math.max(wishedBid + spread, bidTicks + 1), grid.maxTicks)
  return { bidTicks, askTicks }
}

function displayedLots({ instrument, grid, profile }: Quoted, fair: number, chance: Chance): number {
  const unit = Math.max(fair, grid.tickSize) * Number(instrument.multiplier) * grid.lotSize
  // Yen per dollar and the like: sizes of a pair are in its base currency, whatever its price is in.
  const perLot = instrument.assetClass === 'FX' ? grid.lotSize : unit
  const wished = (profile.displayedNotional / perLot) * Math.exp(0.7 * chance.normal())
  const lots = Math.min(Math.max(Math.round(wished), grid.minLots), grid.maxLots)
  const whole = instrument.quantityIncrement === '1' && lots >= ROUND_LOT
  return whole ? Math.round(lots / ROUND_LOT) * ROUND_LOT : lots
}
