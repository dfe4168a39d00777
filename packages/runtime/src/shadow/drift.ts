/** How far the simulation strayed from what the real market would have made of the same orders. Pure. */
import type { Side } from '@quarterdeck/sdk'
import type { ShadowDrift } from './shadow.ts'

/** One order, both ways. */
export interface DriftSample {
  readonly side: Side
  readonly quantityLots: number
  readonly simulatedLots: number
  readonly simulatedTickLots: bigint
  readonly simulatedAt: number | null
  readonly printedLots: number
  readonly printedTickLots: bigint
  readonly printedAt: number | null
}

const BASIS_POINTS = 10_000

/** Orders count alike, whatever they are worth: each by the share of it that filled. */
export function driftOf(samples: readonly DriftSample[]): ShadowDrift {
  let simulated = 0
  let printed = 0
  let weighed = 0
  let weights = 0
  const delays: number[] = []
  for (const sample of samples) {
    simulated += sample.simulatedLots / sample.quantityLots
    printed += sample.printedLots / sample.quantityLots
    const weight = Math.min(sample.simulatedLots, sample.printedLots) / sample.quantityLots
    const worse = worseBasisPoints(sample)
    if (worse !== null && weight > 0) {
      weighed += worse * weight
      weights += weight
    }
    if (sample.simulatedAt !== null && sample.printedAt !== null)
      delays.push((sample.simulatedAt - sample.printedAt) / 1_000)
  }
  return {
    orders: samples.length,
    fillRatio: printed > 0 ? simulated / printed : null,
    priceDriftBps: weights > 0 ? weighed / weights : null,
    timeDriftMs: median(delays),
  }
}

/** What the simulation paid more (or got less) than the market's own; null: one of them filled nothing, or at a price of zero. */
function worseBasisPoints(sample: DriftSample): number | null {
  if (sample.simulatedLots === 0 || sample.printedLots === 0) return null
  const simulated = Number(sample.simulatedTickLots) / sample.simulatedLots
  const printed = Number(sample.printedTickLots) / sample.printedLots
  if (printed === 0) return null
  const more = ((simulated - printed) / Math.abs(printed)) * BASIS_POINTS
  return sample.side === 'BUY' ? more : -more
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
