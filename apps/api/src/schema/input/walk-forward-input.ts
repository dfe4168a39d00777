/** What a walk-forward is asked for: a sweep, and the windows that it is made in. */
import type { WalkForwardTerms } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { WalkForwardKind } from '../research-enums.ts'
import { RunSweepInput, sweepTerms } from './backtest-input.ts'

export const RunWalkForwardInput = builder.inputType('RunWalkForwardInput', {
  description:
    'What to play and vary, and in which windows. Lengths are a count and one of s, m, h, d, w, such as 365d.',
  fields: (t) => ({
    sweep: t.field({
      type: RunSweepInput,
      required: true,
      description: 'What each window tries; its objective must be a figure of which more is better.',
    }),
    kind: t.field({ type: WalkForwardKind, description: 'What windows train on; ROLLING by default.' }),
    train: t.string({ required: true, description: 'Length of a training; of the first one, if anchored.' }),
    test: t.string({ required: true, description: 'Length of the test after it.' }),
    step: t.string({
      description: "From one test to the next, at least the test's length; that by default.",
    }),
    purge: t.string({
      description: 'Left out before a test, as open trades would reach into it; nothing by default.',
    }),
    embargo: t.string({ description: 'Left out too, as what follows resembles it; nothing by default.' }),
  }),
})

/** The terms as runtime takes them; `root` is where the input stands, for messages. */
export async function walkForwardTerms(
  { sweep, kind, train, test, step, purge, embargo }: typeof RunWalkForwardInput.$inferInput,
  root: readonly string[],
): Promise<WalkForwardTerms> {
  return {
    ...(await sweepTerms(sweep, [...root, 'sweep'])),
    walkForward: {
      kind: kind ?? 'ROLLING',
      train,
      test,
      step: step ?? null,
      purge: purge ?? null,
      embargo: embargo ?? null,
    },
  }
}
