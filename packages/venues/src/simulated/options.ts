/** How a simulated venue behaves: its declared models, each with its default. Everything random comes from `seed`. */

import type { Micros } from '@quarterdeck/engine'
import type { CommissionModel } from './commission.ts'
import { NO_SLIPPAGE } from './slippage.ts'
import type { SlippageModel } from './slippage.ts'

/** A MARKET order trades no further than this from the touch that it met, in hundredths: 5 %. What is left is canceled. */
export const MARKET_PROTECTION_PERCENT = 5

/** Finished orders that a venue remembers, so that a repeated PLACE is the same order. The oldest is forgotten first. */
export const FINISHED_REMEMBERED_MAX = 10_000

/** Uniform delay of a message, in microseconds, both ends included. 0 to 0: none. */
export interface LatencyModel {
  readonly minMicros: Micros
  readonly maxMicros: Micros
}

/**
 * Liquidity behind the touch, made up anew for each quote from the seed. Level k lies k steps behind the touch and
 * shows the displayed size times 1 + growthPercent * k / 100, give or take a quarter.
 */
export interface DepthModel {
  readonly levels: number
  /** Distance between levels in hundredths of a percent of the touch, at least one tick. */
  readonly stepBasisPoints: number
  readonly growthPercent: number
  /** True: the last level has no end. */
  readonly lastIsEndless: boolean
}

export interface SimulationOptions {
  readonly seed: number
  /** From us to the venue. */
  readonly requestLatency: LatencyModel
  /** From the venue to us. */
  readonly reportLatency: LatencyModel
  readonly depth: DepthModel
  /** What is behind the touch: made up as `depth` says, or the levels of a recorded order book, which then tells the whole market. */
  readonly liquidity: 'MADE_UP' | 'RECORDED'
  /** How deep IOC and FOK orders reach: into the depth like any other, or the displayed size only. */
  readonly immediateReach: 'DEPTH' | 'DISPLAYED'
  /** What a stop that the market has passed already does when it arrives: trade at once, or be rejected. */
  readonly stopsInTheMarket: 'TRIGGER' | 'REJECT'
  /**
   * AT_ONCE: an order meets the market that is shown when it arrives. NEXT_QUOTE: the first one shown after that. NEXT_BAR: as
   * AT_ONCE, but that a bar's close is history once it is shown: what arrives then meets the next bar, as in a backtest.
   */
  readonly entry: 'AT_ONCE' | 'NEXT_QUOTE' | 'NEXT_BAR'
  /** Whether a resting order trades when its price is touched, or only once the market has gone through it. */
  readonly restingFills: 'ON_TOUCH' | 'WHEN_PASSED'
  /** Lots that an order gets whose price was passed: all of its own, or at most what was displayed. */
  readonly passedFills: 'WHOLE' | 'DISPLAYED'
  /** What becomes of the rest of an unpriced DAY or GTC order once nothing is offered: canceled, or it waits for the next quote. */
  readonly unfilledMarket: 'CANCEL' | 'NEXT_QUOTE'
  /** Finished orders that are remembered, so that a repeated PLACE is the same order; 0 where nobody repeats any. */
  readonly finishedRemembered: number
  readonly slippage: SlippageModel
  readonly commission: CommissionModel
}

const NO_LATENCY: LatencyModel = { minMicros: 0, maxMicros: 0 }

export const DEFAULT_SIMULATION: SimulationOptions = {
  seed: 1,
  requestLatency: { minMicros: 1_000, maxMicros: 4_000 },
  reportLatency: { minMicros: 1_000, maxMicros: 4_000 },
  depth: { levels: 8, stepBasisPoints: 1, growthPercent: 50, lastIsEndless: false },
  liquidity: 'MADE_UP',
  immediateReach: 'DEPTH',
  stopsInTheMarket: 'TRIGGER',
  entry: 'AT_ONCE',
  restingFills: 'ON_TOUCH',
  passedFills: 'WHOLE',
  unfilledMarket: 'CANCEL',
  finishedRemembered: FINISHED_REMEMBERED_MAX,
  slippage: NO_SLIPPAGE,
  commission: { kind: 'INSTRUMENT' },
}

/** No delay and nothing behind the touch: what is displayed is all there is. */
export const DISPLAYED_ONLY: SimulationOptions = {
  ...DEFAULT_SIMULATION,
  requestLatency: NO_LATENCY,
  reportLatency: NO_LATENCY,
  depth: { levels: 0, stepBasisPoints: 0, growthPercent: 0, lastIsEndless: false },
}
