/** The decision on an order request: every check that ran, with what it saw, what it allows and what is left. */

import type { Decimal, Mode } from '@quarterdeck/sdk'
import type { PolicyScope } from './policy.ts'
import type { Micros } from './command.ts'

/**
 * Names of the checks, in the order in which they run and are shown. Only orders of deployments have a `deploymentOrderRate`, and
 * only those of LIVE accounts a `capitalStage` and a `positionDispute`.
 */
export const CHECK_NAMES = [
  'tradingMode',
  'liveGate',
  'capitalStage',
  'killSwitch',
  'instrumentActive',
  'marketHours',
  'quoteAvailable',
  'quoteAge',
  'fxRate',
  'restricted',
  'positionDispute',
  'orderQuantity',
  'orderNotional',
  'priceCollar',
  'positionQuantity',
  'positionNotional',
  'availableCash',
  'openOrders',
  'orderRate',
  'deploymentOrderRate',
  'grossExposure',
  'netExposure',
  'leverage',
  'concentration',
  'assetClassCap',
  'dailyLoss',
  'drawdown',
] as const
export type CheckName = (typeof CHECK_NAMES)[number]

export type Verdict = 'PASSED' | 'FAILED' | 'SKIPPED'

export interface CheckRecord {
  readonly name: CheckName
  /** Scope of the policy that set the limit; SYSTEM: the rule stands without a policy. */
  readonly scope: PolicyScope | 'SYSTEM'
  readonly targetId: string | null
  /** Version of that policy; null for SYSTEM. */
  readonly policyVersion: number | null
  readonly verdict: Verdict
  readonly observed: Decimal | null
  readonly limit: Decimal | null
  /** limit - observed; negative where the limit is broken. */
  readonly headroom: Decimal | null
  /** One sentence a person can act on; says why where a check was skipped. */
  readonly message: string
}

/** The market that a decision saw. */
export interface ReferenceQuote {
  readonly bidTicks: number | null
  readonly askTicks: number | null
  readonly lastTicks: number | null
  /** When we received it. */
  readonly receivedAt: Micros
}

export interface Decision {
  readonly requestedMode: Mode
  readonly effectiveMode: Mode
  readonly outcome: 'ALLOWED' | 'BLOCKED'
  readonly summary: string
  /** Counter of the book's policy set: rises by one with every policy change. 0: no policy was ever put. */
  readonly policyVersion: number
  readonly reference: ReferenceQuote | null
  readonly checks: readonly CheckRecord[]
}
