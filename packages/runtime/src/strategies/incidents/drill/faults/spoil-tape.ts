/** DRIFT: compares its newest run with its replay by a copy of the tape in which one decision is another. */
import type { TapeEntry } from '../../../run/tape.ts'
import { DrillImpossible, type Inject, SLACK } from '../drill.ts'

export const spoilTape: Inject = async ({ drilled, actor, deploymentId, compareSpoiled, compare }) => {
  if (drilled.observed().inputs === 0) throw new DrillImpossible('it was told nothing yet')
  await compareSpoiled(actor, deploymentId)
  return {
    done: 'its newest run was compared by a copy of its tape with one decision changed',
    patience: SLACK,
    lift: () => compare(actor, deploymentId),
  }
}

/** A copy in which the last input made it want something else: nothing, where it wanted something. */
export function spoiled(entries: readonly TapeEntry[]): readonly TapeEntry[] {
  const last = entries.at(-1)
  if (last === undefined) return entries
  const wanted = last.intents.some(({ type }) => type !== 'Log')
  const intents: TapeEntry['intents'] = wanted ? [] : [{ type: 'CancelTimer', name: 'drill' }]
  return [...entries.slice(0, -1), { ...last, intents }]
}
