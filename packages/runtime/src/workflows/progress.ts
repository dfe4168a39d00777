/** How far a run of a workflow is: which steps can begin, and when it is over. Pure. */
import type { WorkflowStep } from './definition.ts'

export type StepStatus = 'PENDING' | 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'CANCELLED'
export type RunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'

export type StepStates = ReadonlyMap<string, StepStatus>

const OVER: ReadonlySet<StepStatus> = new Set(['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'])

/** Steps that wait for nothing any more. */
export function ready(steps: readonly WorkflowStep[], states: StepStates): readonly string[] {
  return steps
    .filter(
      ({ id, needs }) =>
        states.get(id) === 'PENDING' && needs.every((need) => states.get(need) === 'SUCCEEDED'),
    )
    .map(({ id }) => id)
}

/** Steps that can never begin, since one that they wait for did not succeed. */
export function hopeless(steps: readonly WorkflowStep[], states: StepStates): readonly string[] {
  const lost = new Set<string>()
  // As often as a loss can be handed on.
  for (let round = 0; round < steps.length; round += 1)
    for (const { id, needs } of steps) {
      const isLost = needs.some((need) => {
        const status = states.get(need)
        return lost.has(need) || status === 'FAILED' || status === 'SKIPPED' || status === 'CANCELLED'
      })
      if (states.get(id) === 'PENDING' && isLost) lost.add(id)
    }
  return [...lost]
}

/** The whole run's status, once the hopeless are skipped. */
export function statusOf(states: StepStates): RunStatus {
  const all = [...states.values()]
  if (all.some((status) => !OVER.has(status))) return 'RUNNING'
  if (all.includes('FAILED')) return 'FAILED'
  return all.includes('CANCELLED') ? 'CANCELLED' : 'SUCCEEDED'
}

/** Steps to begin anew when a run is taken up where it failed: all that did not succeed. */
export function toRestart(states: StepStates): readonly string[] {
  return [...states].filter(([, status]) => status !== 'SUCCEEDED').map(([id]) => id)
}
