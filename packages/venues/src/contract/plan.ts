/**
 * Decides what a venue makes of an order: sends it as it is, brings it about in other ways, or refuses it with the reason.
 *
 * Pure. Every part of the terms is asked of the matrix: the type with its time in force first, then each flag; the first
 * refusal is the answer, and all emulations together are the way.
 */

import type { Ability, Capabilities, Emulation } from './capabilities.ts'
import type { OrderTerms } from './writes.ts'

export type Plan =
  | { readonly kind: 'NATIVE' }
  | { readonly kind: 'EMULATED'; readonly how: readonly Emulation[]; readonly notes: readonly string[] }
  | { readonly kind: 'REFUSED'; readonly reason: string }

type Asked = Pick<
  OrderTerms,
  'orderType' | 'timeInForce' | 'postOnly' | 'reduceOnly' | 'limitPrice' | 'stopPrice' | 'expiresAt'
>

const AS_IT_IS: Plan = Object.freeze({ kind: 'NATIVE' })

export function plan(order: Asked, capabilities: Capabilities): Plan {
  const fault = termsFault(order)
  if (fault !== null) return { kind: 'REFUSED', reason: fault }
  const asked: readonly Ability[] = [
    typeAbility(order, capabilities),
    ...(order.postOnly ? [capabilities.postOnly] : []),
    ...(order.reduceOnly ? [capabilities.reduceOnly] : []),
  ]
  const how: Emulation[] = []
  const notes: string[] = []
  for (const ability of asked) {
    if (ability.kind === 'REFUSED') return { kind: 'REFUSED', reason: ability.reason }
    if (ability.kind === 'NATIVE' || how.includes(ability.how)) continue
    how.push(ability.how)
    notes.push(ability.note)
  }
  return how.length === 0 ? AS_IT_IS : { kind: 'EMULATED', how, notes }
}

function typeAbility({ orderType, timeInForce }: Asked, { name, orders }: Capabilities): Ability {
  const byTime = orders[orderType]
  if (byTime === undefined) return { kind: 'REFUSED', reason: `${name} has no ${orderType} orders` }
  return (
    byTime[timeInForce] ?? {
      kind: 'REFUSED',
      reason: `${name} has no ${orderType} orders with time in force ${timeInForce}; it has ${Object.keys(byTime).join(', ')}`,
    }
  )
}

/** Terms that no venue can be asked for. */
function termsFault({
  orderType,
  timeInForce,
  postOnly,
  limitPrice,
  stopPrice,
  expiresAt,
}: Asked): string | null {
  const needsLimit = orderType === 'LIMIT' || orderType === 'STOP_LIMIT'
  const needsStop = orderType === 'STOP' || orderType === 'STOP_LIMIT' || orderType === 'MARKET_IF_TOUCHED'
  if (needsLimit !== (limitPrice !== null))
    return `limitPrice ${needsLimit ? 'is required for' : 'has no meaning for'} ${orderType}`
  if (needsStop !== (stopPrice !== null))
    return `stopPrice ${needsStop ? 'is required for' : 'has no meaning for'} ${orderType}`
  if ((timeInForce === 'GTD') !== (expiresAt !== null))
    return `expiresAt ${timeInForce === 'GTD' ? 'is required for' : 'has no meaning for'} ${timeInForce}`
  if (postOnly && (orderType !== 'LIMIT' || timeInForce === 'IOC' || timeInForce === 'FOK'))
    return 'postOnly needs a LIMIT order that may rest'
  return null
}
