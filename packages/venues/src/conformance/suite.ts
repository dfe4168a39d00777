/** The numbered conformance suite, and a way to run a case of it anywhere: against a simulator in tests, or a venue's own sandbox. */

import { leftOutBecause, type ConformanceCase } from './case.ts'
import { READ_CASES } from './read-cases.ts'
import type { ConformanceRig, OpenRig } from './rig.ts'
import { STREAM_CASES } from './stream-cases.ts'
import { TRUTH_CASES } from './truth-cases.ts'
import { WRITE_CASES } from './write-cases.ts'

export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  ...READ_CASES,
  ...WRITE_CASES,
  ...TRUTH_CASES,
  ...STREAM_CASES,
]

export interface ConformanceVerdict {
  readonly id: string
  readonly rule: string
  /** NOT_CLAIMED: the venue's matrix does not say that it can. SIMULATOR_ONLY, NOT_RUN: the message says why. */
  readonly verdict: 'PASSED' | 'FAILED' | 'NOT_CLAIMED' | 'SIMULATOR_ONLY' | 'NOT_RUN'
  /** Why it did not pass; empty: it did. */
  readonly message: string
}

/** Runs one case on a rig of its own. Never rejects. */
export async function runCase(one: ConformanceCase, openRig: OpenRig): Promise<ConformanceVerdict> {
  let rig: ConformanceRig | null = null
  try {
    rig = await openRig()
    const { reads, stage, market } = rig
    const leftOut = leftOutBecause(one, { ...market, capabilities: reads.capabilities, stage })
    if (leftOut !== null) return verdictOf(one, leftOut.verdict, leftOut.message)
    await one.run(rig)
    return verdictOf(one, 'PASSED')
  } catch (error) {
    return verdictOf(one, 'FAILED', error instanceof Error ? error.message : String(error))
  } finally {
    await rig?.close()
  }
}

export function verdictOf(
  { id, rule }: ConformanceCase,
  verdict: ConformanceVerdict['verdict'],
  message = '',
): ConformanceVerdict {
  return { id, rule, verdict, message }
}
