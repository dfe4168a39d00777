/** What only orders of LIVE accounts are asked, exactly and in words. Rules: SPEC.md MO-02, LG-06 to LG-10, AJ-08. */

import { formatDecimal } from '@quarterdeck/sdk'
import { MONEY_SCALE } from '../book/book.ts'
import type { LiveTrading } from '../live/terms.ts'
import { formatInstant } from '../time/instant.ts'
import type { OrderCase } from './case.ts'
import { limitOf, NO_LIMIT_MESSAGE, ruled, skipped, type Judgement } from './judgement.ts'
import type { EffectiveLimit } from './policy.ts'
import { SLOT } from './slots.ts'

export function liveGate(of: OrderCase): Judgement {
  if (of.account.mode !== 'LIVE') return skipped(`a ${of.account.mode} account writes to no live venue`)
  const gate = of.request.liveGate
  const { live, connectionId } = of.account
  const shut: string[] = []
  if (live === null) shut.push('live trading is not enabled for the account')
  else shut.push(...shutFor(of, live))
  if (connectionId === null) shut.push('the account has no connection')
  if (!gate.connectionHealthy) shut.push('the connection is not known to be healthy')
  if (!gate.reconciled && !(of.reduces && gate.compared)) shut.push('the connection is not reconciled')
  if (!gate.killSwitchesKnown) shut.push('the state of the kill switches is not known')
  if (of.cover.policies.length === 0) shut.push('no risk policy covers the order')
  return shut.length === 0
    ? ruled(true, 'every gate to the live venue is open')
    : ruled(false, `shut: ${shut.join('; ')}`)
}

/** What keeps an enabled account shut for this order. */
function shutFor(of: OrderCase, { userIds, stagePercent }: LiveTrading): readonly string[] {
  const { userId } = of.request
  const shut: string[] = []
  if (userId === null) shut.push('nobody is accountable for the order')
  else if (!userIds.includes(userId)) shut.push(`user ${userId} may not trade the account live`)
  if (stagePercent !== 100 && !of.reduces && !isStageLimited(of))
    shut.push(
      `no policy limits both the notional of the order and gross exposure, of which its capital stage of ${stagePercent} % is a share`,
    )
  return shut
}

const GROSS_SLOTS = [
  SLOT.capitalStageAccount,
  SLOT.capitalStageClass,
  SLOT.capitalStageInstrument,
  SLOT.capitalStageMode,
] as const

function isStageLimited(of: OrderCase): boolean {
  return limitOf(of, SLOT.capitalStage) !== null && GROSS_SLOTS.some((slot) => limitOf(of, slot) !== null)
}

/** A limit cut to the share that a stage admits, and how its sentence begins. */
interface Staged {
  readonly limit: EffectiveLimit
  readonly prefix: string
}

/** The stage's share of a limit, rounded down to 10^-18: no exact amount lies between. Or why there is none to judge by. */
export function stagedLimit(of: OrderCase, limit: EffectiveLimit | null): Staged | Judgement {
  const { mode, live } = of.account
  if (mode !== 'LIVE') return skipped(`a ${mode} account has no capital stage`)
  if (live === null) return skipped('the account is not enabled for live trading')
  const { stagePercent } = live
  if (stagePercent === 100) return skipped('at the last capital stage the limits hold whole')
  if (limit === null) return skipped(NO_LIMIT_MESSAGE)
  const units = (limit.units * BigInt(stagePercent)) / 100n
  return {
    limit: { ...limit, units, text: formatDecimal(units, MONEY_SCALE) },
    prefix: `at the ${stagePercent} % capital stage, `,
  }
}

export function positionDispute(of: OrderCase): Judgement {
  if (of.account.mode !== 'LIVE')
    return skipped(`positions of a ${of.account.mode} account are the book's own`)
  const { id } = of.instrument.terms
  const dispute = of.position?.dispute ?? null
  if (dispute === null) return ruled(true, `the position in ${id} is not in dispute`)
  if (of.reduces)
    return ruled(
      true,
      `the position in ${id} is in dispute, but the order only reduces it: ${dispute.reason}`,
    )
  const since = formatInstant(dispute.since)
  return ruled(
    false,
    `the position in ${id} is in dispute since ${since}; only orders that reduce it pass: ${dispute.reason}`,
  )
}
