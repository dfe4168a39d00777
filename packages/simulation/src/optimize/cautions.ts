/** Warnings in words: what about a result should make its owner doubt it. */
import { axisSize, placeOf, type ParameterSet, type SearchAxis } from './space.ts'

export interface StudyEvidence {
  /** Parameter sets that were tried in all. */
  readonly trials: number
  /** Closed trades of the chosen one. */
  readonly trades: number
  /** Parameters that were varied. */
  readonly parameters: number
  /** Probabilities from 0 to 1; null: not computed. */
  readonly deflatedSharpe: number | null
  readonly overfittingProbability: number | null
  readonly realityCheckPValue: number | null
  readonly walkForwardEfficiency: number | null
  /** Sharpe ratios of the same parameters; null: not computed. */
  readonly sharpeInSample: number | null
  readonly sharpeOutOfSample: number | null
  /** Share of the profit that its best trades made, the best twentieth of them. */
  readonly bestTradesShare: number | null
  /** Mean score of the trials beside the chosen one over its own. */
  readonly neighbourShare: number | null
}

export type CautionCode =
  | 'FEW_TRADES'
  | 'FEW_TRADES_PER_PARAMETER'
  | 'SHARPE_NOT_SIGNIFICANT'
  | 'PROBABLY_OVERFIT'
  | 'BEST_OF_MANY'
  | 'FADES_OUT_OF_SAMPLE'
  | 'WALK_FORWARD_WEAK'
  | 'FEW_TRADES_CARRY_ALL'
  | 'LONELY_PEAK'
  | 'TOO_GOOD'
  | 'AT_THE_EDGE'

export interface Caution {
  readonly code: CautionCode
  readonly text: string
}

/** The bounds above or below which a caution is given, in one place. */
export const CAUTION_BOUNDS = {
  tradesMin: 30,
  tradesPerParameterMin: 20,
  deflatedSharpeMin: 0.95,
  overfittingMax: 0.5,
  pValueMax: 0.05,
  fadingShare: 0.5,
  efficiencyMin: 0.5,
  bestTradesShareMax: 1,
  neighbourShareMin: 0.5,
  sharpeMax: 4,
} as const

/** All that applies, gravest first. */
export function cautionsOf(evidence: StudyEvidence): Caution[] {
  const bounds = CAUTION_BOUNDS
  const cautions: Caution[] = []
  const add = (code: CautionCode, text: string): void => {
    cautions.push({ code, text })
  }
  const { trials, trades, parameters, sharpeInSample, sharpeOutOfSample } = evidence
  if (above(evidence.overfittingProbability, bounds.overfittingMax))
    add(
      'PROBABLY_OVERFIT',
      `In ${percent(evidence.overfittingProbability)} of the splits of the history, the set that won in one half came out in the lower half of the other: choosing by this backtest is no better than chance.`,
    )
  if (below(evidence.deflatedSharpe, bounds.deflatedSharpeMin))
    add(
      'SHARPE_NOT_SIGNIFICANT',
      `${trials > 1 ? `After ${trials} trials the` : 'The'} probability that the Sharpe ratio is more than luck is ${percent(evidence.deflatedSharpe)}; ${percent(bounds.deflatedSharpeMin)} is the usual bar.`,
    )
  if (above(evidence.realityCheckPValue, bounds.pValueMax))
    add(
      'BEST_OF_MANY',
      `The best of ${trials} sets without any skill would do as well with a probability of ${percent(evidence.realityCheckPValue)}.`,
    )
  if (above(sharpeInSample, 0) && below(sharpeOutOfSample, (sharpeInSample ?? 0) * bounds.fadingShare))
    add(
      'FADES_OUT_OF_SAMPLE',
      `The Sharpe ratio falls from ${number(sharpeInSample)} where the parameters were chosen to ${number(sharpeOutOfSample)} where they were not.`,
    )
  if (below(evidence.walkForwardEfficiency, bounds.efficiencyMin))
    add(
      'WALK_FORWARD_WEAK',
      `Walking forward keeps ${percent(evidence.walkForwardEfficiency)} of what training promised; below ${percent(bounds.efficiencyMin)} the parameters follow the noise.`,
    )
  if (trades < bounds.tradesMin)
    add(
      'FEW_TRADES',
      `${trades} trades say little: figures of fewer than ${bounds.tradesMin} trades are mostly chance.`,
    )
  else if (parameters > 0 && trades < parameters * bounds.tradesPerParameterMin)
    add(
      'FEW_TRADES_PER_PARAMETER',
      `${trades} trades for ${parameters} varied parameters: at least ${parameters * bounds.tradesPerParameterMin} are wanted.`,
    )
  if (above(evidence.bestTradesShare, bounds.bestTradesShareMax))
    add(
      'FEW_TRADES_CARRY_ALL',
      `Without the best twentieth of its trades it would have lost: they made ${percent(evidence.bestTradesShare)} of the profit.`,
    )
  if (below(evidence.neighbourShare, bounds.neighbourShareMin))
    add(
      'LONELY_PEAK',
      `The parameters beside the chosen ones reach ${percent(evidence.neighbourShare)} of its score: a real edge has good neighbours.`,
    )
  if (above(sharpeInSample, bounds.sharpeMax))
    add(
      'TOO_GOOD',
      `A Sharpe ratio of ${number(sharpeInSample)} is rare enough to look for a mistake first: look-ahead, missing costs, prices nobody could trade at.`,
    )
  return cautions
}

/** A chosen set that lies at the end of a range: the optimum may lie beyond it. */
export function edgeCautions(axes: readonly SearchAxis[], chosen: ParameterSet): Caution[] {
  const places = placeOf(axes, chosen)
  return axes.flatMap((axis, i) => {
    const size = axisSize(axis)
    if (size < 3 || ('values' in axis && axis.values.some((value) => typeof value !== 'number'))) return []
    const margin = Math.max(1 / size, 0.01)
    const place = places[i] ?? 0.5
    if (place >= margin && place <= 1 - margin) return []
    const text = `${axis.name} = ${chosen[axis.name]} lies at the end of its range: the best value may lie beyond it, or there is none.`
    return [{ code: 'AT_THE_EDGE' as const, text }]
  })
}

/** Share of all profit that the best twentieth of the trades made; null without a profit. */
export function bestTradesShare(profits: ArrayLike<number>): number | null {
  const sorted = Float64Array.from(profits).sort().toReversed()
  const total = sorted.reduce((a, b) => a + b, 0)
  const best = sorted.subarray(0, Math.ceil(sorted.length / 20)).reduce((a, b) => a + b, 0)
  return total > 0 ? best / total : null
}

function above(value: number | null, bound: number): boolean {
  return value !== null && value > bound
}

function below(value: number | null, bound: number): boolean {
  return value !== null && value < bound
}

function percent(share: number | null): string {
  return `${Number(((share ?? 0) * 100).toFixed(1))} %`
}

function number(value: number | null): string {
  return (value ?? 0).toFixed(2)
}
