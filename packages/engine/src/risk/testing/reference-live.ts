/** The second reading of what only orders of LIVE accounts are asked: the live gate, the capital stage, disputes. */

import type { Reference } from './reference.ts'
import { big, type Num } from './reference-market.ts'

/** True: open; null: the account is not LIVE. */
export function isGateOpen(of: Reference): boolean | null {
  const { account, request } = of
  if (account.mode !== 'LIVE') return null
  const { live } = account
  const { connectionHealthy, reconciled, compared, killSwitchesKnown } = request.liveGate
  if (live === null || account.connectionId === null || !isCovered(of)) return false
  if (request.userId === null || !live.userIds.some((userId) => userId === request.userId)) return false
  if (stageShare(of) !== null && !of.reduces()) {
    const levels = ['ACCOUNT', 'ASSET_CLASS', 'INSTRUMENT', 'MODE']
    const hasGross = levels.some((level) => of.limit('maxGrossExposure', level) !== null)
    if (!hasGross || of.limit('maxOrderNotional', 'ORDER') === null) return false
  }
  const mayExit = compared && of.reduces()
  return connectionHealthy && (reconciled || mayExit) && killSwitchesKnown
}

function isCovered({ book, account, request, instrument }: Reference): boolean {
  const { venueId, assetClass, id } = instrument.terms
  const targets = [null, venueId, account.id, request.strategyId, request.userId, assetClass, id]
  return book.policies.some(({ scope, targetId }) => {
    const everywhere = scope === 'GLOBAL' || scope === 'ORGANIZATION'
    return everywhere || (targetId !== null && targets.includes(targetId))
  })
}

/** The share of its limits that an account below the last stage may use; null: no stage holds it back. */
function stageShare({ account }: Reference): Num | null {
  if (account.mode !== 'LIVE' || account.live === null || account.live.stagePercent === 100) return null
  return big(account.live.stagePercent).div(100)
}

/** Whether what is measured is within the stage's share of the limit; null: nothing is asked. `observed` null: not known. */
export function isWithinStage(of: Reference, limit: Num | null, observed: Num | null): boolean | null {
  const share = stageShare(of)
  if (share === null || limit === null) return null
  if (of.reduces()) return true
  return observed !== null && observed.lte(limit.times(share))
}

/** Null: the account is not LIVE. */
export function isUndisputed(of: Reference): boolean | null {
  if (of.account.mode !== 'LIVE') return null
  return (of.own()?.dispute ?? null) === null || of.reduces()
}
