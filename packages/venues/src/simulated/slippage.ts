/** How much worse than quoted a taker trades: the declared model. A price limit is never broken by it. */

/** Null-like NONE; a count of ticks; or a share of the price in hundredths of a percent, rounded up to a tick. */
export type SlippageModel =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'TICKS'; readonly ticks: number }
  | { readonly kind: 'BASIS_POINTS'; readonly basisPoints: number }

export const NO_SLIPPAGE: SlippageModel = { kind: 'NONE' }

/** What is wrong with a model, or null. */
export function slippageFault(model: SlippageModel): string | null {
  if (model.kind === 'TICKS' && !(Number.isSafeInteger(model.ticks) && model.ticks >= 0))
    return `slippage.ticks must be a whole number of ticks, 0 or more, not ${model.ticks}`
  if (model.kind === 'BASIS_POINTS' && !(model.basisPoints >= 0 && model.basisPoints <= 10_000))
    return `slippage.basisPoints must be from 0 to 10000, not ${model.basisPoints}`
  return null
}

/** Ticks by which a taker who meets `priceTicks` trades worse. */
export function slippageTicks(model: SlippageModel, priceTicks: number): number {
  if (model.kind === 'TICKS') return model.ticks
  if (model.kind === 'BASIS_POINTS') return Math.ceil((Math.abs(priceTicks) * model.basisPoints) / 10_000)
  return 0
}
