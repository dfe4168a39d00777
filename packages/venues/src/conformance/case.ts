/** A numbered rule that every adapter keeps for what its matrix claims. */

import type { AssetClass } from '@quarterdeck/sdk'
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
  /**
   * What it does at a venue beside orders of its own that rest: it trades, takes back every order of the account, or asks for more
   * than the account can pay. Absent: nothing.
   */
  readonly reach?: 'TRADES' | 'EVERY_ORDER' | 'BEYOND_FUNDS'
  /** Rejects where the rule is broken. */
  readonly run: (rig: ConformanceRig) => Promise<void>
}

export const ALWAYS = (): null => null

/** NOT_CLAIMED: the venue's matrix does not say that it can. SIMULATOR_ONLY: what it needs cannot be arranged here. */
export interface LeftOut {
  readonly verdict: 'NOT_CLAIMED' | 'SIMULATOR_ONLY'
  readonly message: string
}

/** Where a case is to be run: at whom, in which class, and whether anything can be arranged there. */
export interface CasePlace {
  readonly capabilities: Capabilities
  /** Absent: classes do not differ. */
  readonly assetClass?: AssetClass | undefined
  readonly stage: ConformanceStage | null
}

/** Why a case cannot be run here; null: it can. */
export function leftOutBecause(
  { leftOut, needs }: ConformanceCase,
  { capabilities, assetClass, stage }: CasePlace,
): LeftOut | null {
  const message = leftOut(assetClass === undefined ? capabilities : capabilitiesFor(capabilities, assetClass))
  if (message !== null) return { verdict: 'NOT_CLAIMED', message }
  if (needs === null) return null
  if (stage === null)
    return { verdict: 'SIMULATOR_ONLY', message: 'what it needs can be arranged at a simulator alone' }
  return needs === 'STAGE' || stage.faults.has(needs)
    ? null
    : { verdict: 'NOT_CLAIMED', message: `${capabilities.venueId} does not have this fault: ${needs}` }
}

/** The stage of a case that needs one. */
export function stageOf({ stage }: ConformanceRig): ConformanceStage {
  if (stage === null) throw new Error('Invariant: a case that needs a stage is run with one')
  return stage
}
