/** What was asked for with a deployment, as one digest: what a repeat must match. Parameters are too long to be kept twice. */

import { sha256Hex } from '../digest/sha256.ts'
import { canonicalJson } from '../snapshot/canonical.ts'
import type { StrategyDeployed } from '../book/event.ts'

export type AskedFor = Pick<
  StrategyDeployed,
  | 'strategyId'
  | 'name'
  | 'accountId'
  | 'version'
  | 'params'
  | 'instrumentIds'
  | 'seed'
  | 'isolation'
  | 'ordersPerMinuteMax'
>

export function askedDigest(asked: AskedFor): string {
  const { strategyId, name, accountId, seed, isolation } = asked
  const { version, params, instrumentIds, ordersPerMinuteMax } = asked
  const terms = { version, params, instrumentIds, ordersPerMinuteMax }
  return sha256Hex(canonicalJson({ strategyId, name, accountId, seed, isolation, ...terms }))
}
