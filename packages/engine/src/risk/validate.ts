/** Border check of a policy's limits: what it lets through, the gate can compile and compare without a further question. */

import { ASSET_CLASSES, parseDecimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, ORDER_RATE_RING } from '../book/book.ts'
import type { Refusal } from '../book/outcome.ts'
import { NO_LIMITS, type RiskLimits } from '../book/policy.ts'

/** Largest number of orders that a limit on open orders may name. */
export const OPEN_ORDERS_MAX = 1_000_000

/** Largest age of a quote that a policy may accept: a day. */
export const QUOTE_AGE_MS_MAX = 86_400_000

/** Largest rate per second: the newest requests are kept in a ring of ORDER_RATE_RING. */
export const ORDERS_PER_SECOND_MAX = ORDER_RATE_RING - 1

const AMOUNTS = [
  'maxOrderQuantity',
  'maxOrderNotional',
  'maxPositionQuantity',
  'maxPositionNotional',
  'maxGrossExposure',
  'maxNetExposure',
  'maxDailyLoss',
] as const

/** Shares and ratios, each with its largest sensible value: beyond it somebody meant percent. */
const RATIOS = { priceCollar: 1, maxLeverage: 1000, maxConcentration: 1000, maxDrawdown: 1 } as const

const COUNTS = {
  maxOpenOrders: { min: 0, max: OPEN_ORDERS_MAX },
  maxOrdersPerSecond: { min: 0, max: ORDERS_PER_SECOND_MAX },
  maxQuoteAgeMs: { min: 1, max: QUOTE_AGE_MS_MAX },
} as const

/** The first fault of the limits, naming the field as `limits.maxOrderNotional`; null where they are good. */
export function validateLimits(limits: RiskLimits): Refusal | null {
  for (const name of Object.keys(limits)) {
    if (!Object.hasOwn(NO_LIMITS, name))
      return refuse(name, `is not a limit; limits are ${Object.keys(NO_LIMITS).join(', ')}`)
  }
  for (const name of AMOUNTS) {
    const fault = amountFault(limits[name], null)
    if (fault !== null) return refuse(name, fault)
  }
  for (const name of ['priceCollar', 'maxLeverage', 'maxConcentration', 'maxDrawdown'] as const) {
    const fault = amountFault(limits[name], RATIOS[name])
    if (fault !== null) return refuse(name, fault)
  }
  for (const name of ['maxOpenOrders', 'maxOrdersPerSecond', 'maxQuoteAgeMs'] as const) {
    const fault = countFault(limits[name], COUNTS[name])
    if (fault !== null) return refuse(name, fault)
  }
  if (limits.restricted !== null && typeof limits.restricted !== 'boolean') {
    return refuse('restricted', 'must be true, false or null')
  }
  return capsFault(limits)
}

function amountFault(value: unknown, max: number | null): string | null {
  if (value === null) return null
  if (typeof value !== 'string') return 'must be a decimal string such as "1000.50", or null'
  const parsed = parseDecimal(value, MONEY_SCALE)
  if (!parsed.ok) return parsed.message
  if (parsed.units < 0n) return `must not be negative; it is ${value}`
  if (max === null) return null
  return parsed.units > BigInt(max) * 10n ** BigInt(MONEY_SCALE)
    ? `must be from 0 to ${max}, as a ratio (0.05 is 5 %); it is ${value}`
    : null
}

function countFault(value: unknown, bounds: { readonly min: number; readonly max: number }): string | null {
  if (value === null) return null
  const isCount =
    typeof value === 'number' && Number.isSafeInteger(value) && value >= bounds.min && value <= bounds.max
  return isCount
    ? null
    : `must be a whole number from ${bounds.min} to ${bounds.max}, or null; it is ${String(value)}`
}

function capsFault(limits: RiskLimits): Refusal | null {
  const caps = limits.assetClassCaps
  if (caps === null) return null
  if (!Array.isArray(caps)) return refuse('assetClassCaps', 'must be a list of caps, or null')
  const seen = new Set<string>()
  for (const [position, cap] of limits.assetClassCaps?.entries() ?? []) {
    const path = `assetClassCaps.${position}`
    if (!ASSET_CLASSES.includes(cap.assetClass)) {
      return refuse(`${path}.assetClass`, `must be one of ${ASSET_CLASSES.join(', ')}`)
    }
    if (seen.has(cap.assetClass))
      return refuse(`${path}.assetClass`, `names ${cap.assetClass} a second time; one cap per class`)
    seen.add(cap.assetClass)
    const fault = cap.maxExposure === null ? 'must be a decimal string' : amountFault(cap.maxExposure, null)
    if (fault !== null) return refuse(`${path}.maxExposure`, fault)
  }
  return null
}

function refuse(name: string, message: string): Refusal {
  return {
    kind: 'REFUSED',
    code: 'BAD_USER_INPUT',
    field: `limits.${name}`,
    message: `limits.${name} ${message}`,
  }
}
