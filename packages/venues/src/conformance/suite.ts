/** The numbered conformance suite, and a way to run it anywhere: against a simulator in tests, or a venue's own sandbox. */

import { leftOutBecause, type ConformanceCase } from './case.ts'
import { READ_CASES } from './read-cases.ts'
import type { OpenRig } from './rig.ts'
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
  readonly verdict: 'PASSED' | 'FAILED' | 'LEFT_OUT'
  /** Why it failed or was left out; empty: it passed. */
  readonly message: string
}

/** Runs one case on a rig of its own. Never rejects. */
export async function runCase(one: ConformanceCase, openRig: OpenRig): Promise<ConformanceVerdict> {
  const rig = await openRig()
  const verdict = (kind: ConformanceVerdict['verdict'], message: string): ConformanceVerdict => ({
    id: one.id,
    rule: one.rule,
    verdict: kind,
    message,
  })
  try {
    const because = leftOutBecause(one, rig)
    if (because !== null) return verdict('LEFT_OUT', because)
    await one.run(rig)
    return verdict('PASSED', '')
  } catch (error) {
    return verdict('FAILED', error instanceof Error ? error.message : String(error))
  } finally {
    await rig.close()
  }
}

/** Runs all, one after the other. */
export async function runConformance(openRig: OpenRig): Promise<readonly ConformanceVerdict[]> {
  const verdicts: ConformanceVerdict[] = []
  for (const one of CONFORMANCE_CASES) verdicts.push(await runCase(one, openRig))
  return verdicts
}
