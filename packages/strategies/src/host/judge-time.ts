/**
 * Whether a runner that says nothing is at fault: it loops (processor time), sleeps (time that was its own to use), or waits for its
 * turn on a busy machine, which is nobody's fault.
 */

import type { ProcessorFigures } from './process-figures.ts'
import type { RunnerEnd } from './runner-process.ts'
import type { RunnerLimits } from './runner-limits.ts'

export type Verdict = Pick<RunnerEnd, 'kind' | 'message'>

export interface Moment {
  /** Milliseconds, of the host's own clock. */
  readonly at: number
  /** Null: the system does not show them, and the clock alone judges. */
  readonly figures: ProcessorFigures | null
}

/** What became of the time since it last said something, or was asked something with nothing else to do. */
export function judgeTime(
  since: Moment,
  now: Moment,
  isAsked: boolean,
  limits: Pick<RunnerLimits, 'callbackCpuMs' | 'callbackWallMs'>,
): Verdict | null {
  const { callbackCpuMs, callbackWallMs } = limits
  const passed = now.at - since.at
  const isShown = since.figures !== null && now.figures !== null
  const used = isShown ? now.figures.usedMs - since.figures.usedMs : 0
  const waited = isShown ? now.figures.waitedMs - since.figures.waitedMs : 0
  if (used > callbackCpuMs)
    return stalled(
      isAsked
        ? `a callback did not return within ${callbackCpuMs} ms of processor time`
        : 'it worked although nothing was asked of it',
    )
  if (isAsked && passed - waited > callbackWallMs)
    return stalled(`a callback did not return within ${callbackWallMs} ms`)
  return null
}

function stalled(message: string): Verdict {
  return { kind: 'STALLED', message }
}
