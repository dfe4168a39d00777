/** SLOW: stops its process for as long as the rule takes to see it, at most until its watchdog would end it. */
import type { Timer } from '../../../../clock/clock.ts'
import { DrillImpossible, type Inject, SLACK, hostedRun } from '../drill.ts'

/** Short of the six seconds in which an input must be answered. */
const FROZEN_MS_MAX = 5_500
/** How long the market may take to send it something to be slow about. */
const INPUT_PATIENCE = 90e6

export const freezeRunner: Inject = async (parts) => {
  const { drilled, until, clock } = parts
  const { pid } = hostedRun(parts)
  let thaw: Timer | null = null
  const wake = () => {
    thaw?.cancel()
    if (drilled.observed().pid === pid) process.kill(pid, 'SIGCONT')
  }
  const before = drilled.observed().inputs
  process.kill(pid, 'SIGSTOP')
  try {
    const isAsked = await until(() => drilled.observed().unansweredFor !== null, INPUT_PATIENCE)
    if (!isAsked) throw new DrillImpossible(`nothing was sent to it since input ${before}`)
  } catch (error) {
    wake()
    throw error
  }
  thaw = clock.after(FROZEN_MS_MAX, wake)
  return {
    done: 'its process was stopped while an input waited for its answer',
    patience: SLACK,
    lift: () => {
      wake()
      return Promise.resolve()
    },
  }
}
