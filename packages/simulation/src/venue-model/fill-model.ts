/**
 * How orders meet recorded data: the declared models of a backtest, each with its default. What the venue itself does with them is
 * written in packages/venues/SPEC.md (SV); how bars drive it, in `kernel/`.
 */

import type { Decimal, InstrumentId } from '@quarterdeck/sdk'
import { DEFAULT_SIMULATION, INTRABAR_RULES, slippageFault } from '@quarterdeck/venues'
import type {
  CommissionModel,
  IntrabarRule,
  LatencyModel,
  SimulationOptions,
  SlippageModel,
} from '@quarterdeck/venues'

/** The spread of the quotes that are made from prices; recorded quotes have their own. The odd tick goes above the price. */
export type SpreadModel =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'TICKS'; readonly ticks: number }
  /** Hundredths of a percent of the price, rounded up to a tick. */
  | { readonly kind: 'BASIS_POINTS'; readonly basisPoints: number }

export interface FillModel {
  /**
   * NEXT_OPEN: an order that was decided on a closed bar meets the next bar, from its open on, never the bar that was seen.
   * THIS_CLOSE: it meets the close that was seen, as if it had been sent just before.
   */
  readonly entry: 'NEXT_OPEN' | 'THIS_CLOSE'
  /** Which extreme of a bar its market came to first: nobody knows, so it is declared. */
  readonly intrabar: IntrabarRule
  readonly spread: SpreadModel
  readonly slippage: SlippageModel
  readonly commission: CommissionModel
  /** Share of a bar's volume that all orders together may take, above 0 to 1; null: as much as they want. */
  readonly participation: Decimal | null
  /** Whether a resting order trades when its price is touched, or only once the market has gone through it. */
  readonly restingFills: 'ON_TOUCH' | 'WHEN_PASSED'
  /** From us to the venue, and from the venue to us. */
  readonly requestLatency: LatencyModel
  readonly reportLatency: LatencyModel
}

const NO_LATENCY: LatencyModel = { minMicros: 0, maxMicros: 0 }

/** The next open, no spread, no slippage, the instrument's own fees, all the volume that is wanted, fills on touch, no delay. */
export const DEFAULT_FILLS: FillModel = {
  entry: 'NEXT_OPEN',
  intrabar: 'NEAREST_FIRST',
  spread: { kind: 'NONE' },
  slippage: { kind: 'NONE' },
  commission: { kind: 'INSTRUMENT' },
  participation: null,
  restingFills: 'ON_TOUCH',
  requestLatency: NO_LATENCY,
  reportLatency: NO_LATENCY,
}

/** One model for all instruments, and what differs for some. */
export interface FillModels extends Partial<FillModel> {
  readonly byInstrument?: Readonly<Record<InstrumentId, Partial<FillModel>>>
}

/** The model of one instrument. */
export function fillModelOf(models: FillModels, instrumentId: InstrumentId): FillModel {
  const { byInstrument, ...all } = models
  return { ...DEFAULT_FILLS, ...all, ...byInstrument?.[instrumentId] }
}

/** What is wrong with a model, naming the field and what is allowed; null: nothing. */
export function fillModelFault(model: FillModel): string | null {
  const { intrabar, spread, participation } = model
  if (!INTRABAR_RULES.includes(intrabar))
    return `intrabar must be one of ${INTRABAR_RULES.join(', ')}, not ${String(intrabar)}`
  const slippage = slippageFault(model.slippage)
  if (slippage !== null) return slippage
  if (spread.kind === 'TICKS' && !(Number.isSafeInteger(spread.ticks) && spread.ticks >= 0))
    return `spread.ticks must be a whole number of ticks, 0 or more, not ${spread.ticks}`
  if (spread.kind === 'BASIS_POINTS' && !(spread.basisPoints >= 0 && spread.basisPoints <= 10_000))
    return `spread.basisPoints must be from 0 to 10000, not ${spread.basisPoints}`
  if (participation !== null && !(Number(participation) > 0 && Number(participation) <= 1))
    return `participation must be above 0 and at most 1, not ${participation}`
  for (const field of ['requestLatency', 'reportLatency'] as const) {
    const { minMicros, maxMicros } = model[field]
    if (
      !(
        Number.isSafeInteger(minMicros) &&
        Number.isSafeInteger(maxMicros) &&
        0 <= minMicros &&
        minMicros <= maxMicros
      )
    )
      return `${field} must be whole microseconds with 0 <= minMicros <= maxMicros`
  }
  return null
}

/** The simulated venue's options that make a model true. */
export function venueOptionsOf(
  model: FillModel,
  seed: number,
  liquidity: SimulationOptions['liquidity'] = 'MADE_UP',
): SimulationOptions {
  const limited = model.participation !== null
  return {
    ...DEFAULT_SIMULATION,
    seed,
    requestLatency: model.requestLatency,
    reportLatency: model.reportLatency,
    // What a bar offers is all there is: depth behind its prices is in the spread and the slippage.
    depth: { levels: 0, stepBasisPoints: 0, growthPercent: 0, lastIsEndless: false },
    // Requests never go astray here, so nobody sends one twice.
    finishedRemembered: 0,
    restingFills: model.restingFills,
    liquidity,
    passedFills: limited || liquidity === 'RECORDED' ? 'DISPLAYED' : 'WHOLE',
    unfilledMarket: limited ? 'NEXT_QUOTE' : 'CANCEL',
    slippage: model.slippage,
    commission: model.commission,
  }
}
