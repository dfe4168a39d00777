/** Walks forward: searches each training stretch, and tries what it chose on the stretch after it. */
import { bestTrial } from './bayesian.ts'
import { runSearch, type Proposer } from './method.ts'
import type { ParameterSet } from './space.ts'
import type { StudyTrial } from './study.ts'
import {
  summarizeWalkForward,
  type TimeSpan,
  type WalkForwardSummary,
  type WalkForwardWindow,
} from './walk-forward.ts'

export interface WalkForwardStep {
  readonly window: WalkForwardWindow
  /** Null: every trial of the training failed, and nothing was tried after it. */
  readonly chosen: ParameterSet | null
  /** NaN where nothing was chosen or the test failed. */
  readonly train: number
  readonly test: number
}

export interface WalkForwardResult {
  readonly steps: readonly WalkForwardStep[]
  /** Over the steps whose training and test both finished. */
  readonly summary: WalkForwardSummary
  /** Returns of all tests one after the other: the only ones that no choice has seen. */
  readonly heldOut: Float64Array
}

/** Runs parameter sets over a span; one trial for each, in their order. */
export type EvaluateSpan = (sets: readonly ParameterSet[], span: TimeSpan) => Promise<readonly StudyTrial[]>

export async function walkForward(
  windows: readonly WalkForwardWindow[],
  propose: Proposer<StudyTrial>,
  evaluate: EvaluateSpan,
): Promise<WalkForwardResult> {
  const steps: WalkForwardStep[] = []
  const heldOut: number[] = []
  for (const window of windows) {
    const trained = bestTrial(await runSearch(propose, (sets) => evaluate(sets, window.train)))
    const tested = trained && (await evaluate([trained.parameters], window.test))[0]
    if (tested) heldOut.push(...Array.from(tested.returns))
    steps.push({
      window,
      chosen: trained?.parameters ?? null,
      train: trained?.score ?? Number.NaN,
      test: tested?.score ?? Number.NaN,
    })
  }
  const finished = steps.filter(({ train, test }) => !Number.isNaN(train) && !Number.isNaN(test))
  return { steps, summary: summarizeWalkForward(finished), heldOut: Float64Array.from(heldOut) }
}
