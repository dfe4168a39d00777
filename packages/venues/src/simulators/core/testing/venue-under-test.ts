/** A venue as the suites meet it that are the same for all: its stand-in in several moods. */

import type { VenueSandbox } from '../../../conformance/sandbox/sandbox.ts'
import type { SimulatedRig } from './rig.ts'

export interface VenueUnderTest {
  /** For people. */
  readonly name: string
  readonly sandbox: VenueSandbox
  /** Under the venue's own limits. */
  open(): Promise<SimulatedRig>
  /** Without limits, and with so much patience with an answer. */
  openFree(timeoutMs: number): Promise<SimulatedRig>
  /** Without limits, in haste, and as odd as this venue can be. */
  openChaotic(seed: number): Promise<SimulatedRig>
  readonly cuts: {
    /** Of the bytes at which a failure has to be waited for, every so-manieth is tried. */
    readonly waitedStride: number
    /** Of the bytes of an answer at which it is cut; absent: every one. */
    readonly answerStride?: number
    /** How often each fate of an order is met at least. */
    readonly fatesMin: number
  }
}
