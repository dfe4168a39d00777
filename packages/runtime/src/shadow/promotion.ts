/** Whether an account may move on: each criterion of the policy with what is and what is asked. Pure. */
import type { PromotionCriterion, ShadowDrift } from './shadow.ts'
import { FILL_RATIO_UNBOUNDED, type PromotionTerms } from './promotion-policy.ts'

/** How an account stands in its stage, as far as a policy asks. */
export interface StageFacts {
  readonly days: number
  readonly orders: number
  /** Null: nothing of the stage is scored against the real market. */
  readonly drift: ShadowDrift | null
  /** Whether the simulation filled where the market would have filled nothing at all: no ratio says how far apart that is. */
  readonly simulatedAlone: boolean
  readonly openBreaks: number
  readonly openIncidents: number
  /** From the day's highest equity, 0 to 1; null: the account cannot be valued now. */
  readonly drawdownShare: number | null
}

export function criteriaOf(policy: PromotionTerms, facts: StageFacts): readonly PromotionCriterion[] {
  return [
    criterion(
      'DAYS',
      facts.days.toFixed(1),
      `at least ${policy.daysInStage}`,
      facts.days >= policy.daysInStage,
    ),
    criterion(
      'ORDERS',
      String(facts.orders),
      `at least ${policy.ordersInStage}`,
      facts.orders >= policy.ordersInStage,
    ),
    ...(facts.drift === null ? [] : driftCriteria(policy, facts.drift, facts.simulatedAlone)),
    criterion('NO_OPEN_BREAK', `${facts.openBreaks} open`, 'none open', facts.openBreaks === 0),
    criterion('NO_INCIDENT', `${facts.openIncidents} open`, 'none open', facts.openIncidents === 0),
    drawdownCriterion(policy, facts),
  ]
}

/** Criteria that take a live account back when they are broken; the others only keep it from moving on. */
export const DEMOTING: ReadonlySet<PromotionCriterion['name']> = new Set([
  'NO_OPEN_BREAK',
  'NO_INCIDENT',
  'DRAWDOWN',
])

function driftCriteria(
  policy: PromotionTerms,
  { fillRatio, priceDriftBps }: ShadowDrift,
  simulatedAlone: boolean,
): PromotionCriterion[] {
  const { fillRatioMin, fillRatioMax, priceDriftBpsMax } = policy
  // Orders that neither side filled tell nothing of the simulation: ORDERS asks for enough that do.
  const isRatioMet =
    fillRatio === null
      ? !simulatedAlone || fillRatioMax >= FILL_RATIO_UNBOUNDED
      : fillRatio >= fillRatioMin && fillRatio <= fillRatioMax
  const observed = simulatedAlone ? 'the market would have filled nothing' : figure(fillRatio, 3)
  const isPriceMet = priceDriftBps === null || Math.abs(priceDriftBps) <= priceDriftBpsMax
  return [
    criterion('FILL_RATIO', observed, `from ${fillRatioMin} to ${fillRatioMax}`, isRatioMet),
    criterion(
      'PRICE_DRIFT',
      figure(priceDriftBps, 2),
      `at most ${priceDriftBpsMax} bps either way`,
      isPriceMet,
    ),
  ]
}

/** What cannot be valued is not within its bound, unless the bound is everything. */
function drawdownCriterion(
  { drawdownMaxShare }: PromotionTerms,
  { drawdownShare }: StageFacts,
): PromotionCriterion {
  const isMet = drawdownMaxShare >= 1 || (drawdownShare !== null && drawdownShare <= drawdownMaxShare)
  const observed = drawdownShare === null ? 'cannot be valued now' : `${(drawdownShare * 100).toFixed(2)} %`
  const asked = `at most ${drawdownMaxShare * 100} % of the day's high`
  return { ...criterion('DRAWDOWN', observed, asked, isMet), known: drawdownShare !== null }
}

function figure(value: number | null, digits: number): string {
  return value === null ? 'nothing to compare' : value.toFixed(digits)
}

function criterion(
  name: PromotionCriterion['name'],
  observed: string,
  required: string,
  met: boolean,
): PromotionCriterion {
  return { name, observed, required, met, known: true }
}
