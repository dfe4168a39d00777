/** A numbered rule that every adapter keeps for what its matrix claims. */

import { capabilitiesFor, type Capabilities } from '../contract/capabilities.ts'
import type { ConformanceRig, ConformanceStage, StagedFault } from './rig.ts'

export interface ConformanceCase {
  readonly id: `VC-${number}`
  /** The rule, in the domain's words. */
  readonly rule: string
  /** Why it does not apply to a venue; null: it does. */
  readonly leftOut: (capabilities: Capabilities) => string | null
  /** Null: it can be run anywhere. Else what has to be arranged. */
  readonly needs: 'STAGE' | StagedFault | null
  /** Rejects where the rule is broken. */
  readonly run: (rig: ConformanceRig) => Promise<void>
}

export const ALWAYS = (): null => null

/** Why a case cannot be run here; null: it can. */
export function leftOutBecause(
  { leftOut, needs }: ConformanceCase,
  { reads, stage, market: { assetClass } }: ConformanceRig,
): string | null {
  const { capabilities } = reads
  const claimed = leftOut(assetClass === undefined ? capabilities : capabilitiesFor(capabilities, assetClass))
  if (claimed !== null) return claimed
  if (needs === null) return null
  if (stage === null) return 'it needs a simulator'
  return needs === 'STAGE' || stage.faults.has(needs)
    ? null
    : `${reads.venueId} does not have this fault: ${needs}`
}

/** The stage of a case that needs one. */
export function stageOf({ stage }: ConformanceRig): ConformanceStage {
  if (stage === null) throw new Error('Invariant: a case that needs a stage is run with one')
  return stage
}
