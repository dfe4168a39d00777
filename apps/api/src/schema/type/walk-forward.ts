/** What a walk-forward found: its windows, what each chose, how that fared before and after, and the equity of the tests. */
import type { WalkForwardFindings, WalkForwardStep, WalkForwardTerms } from '@quarterdeck/runtime'
import type { Backtest as BacktestRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { WalkForwardKind } from '../research-enums.ts'
import { EquityPointType, ParameterValue, parametersOf } from './backtest-result.ts'
import { definedNumber } from './dataset-detail.ts'
import { pointsOf } from './dataset.ts'

type Span = WalkForwardStep['window']['train']

const SpanType = builder.objectRef<Span>('WalkForwardSpan').implement({
  description: 'A stretch of the data.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Where it begins.' }),
    to: t.expose('to', { type: 'DateTime', description: 'Where it ends, not included.' }),
  }),
})

const WindowType = builder.objectRef<WalkForwardStep>('WalkForwardWindow').implement({
  description: 'One training and the test after it.',
  fields: (t) => ({
    train: t.field({
      type: SpanType,
      description: 'What parameters are chosen on.',
      resolve: ({ window }) => window.train,
    }),
    test: t.field({
      type: SpanType,
      description: 'What the chosen ones are tried on.',
      resolve: ({ window }) => window.test,
    }),
    tried: t.exposeInt('tried', { description: 'Parameter sets that its training has tried so far.' }),
    chosen: t.field({
      type: [ParameterValue],
      nullable: true,
      description: 'The best of them; null: the training is not done, or nothing could be chosen.',
      resolve: ({ chosen }) => (chosen === null ? null : parametersOf(chosen)),
    }),
    trainScore: t.exposeFloat('trainScore', {
      nullable: true,
      description: 'The objective of what was chosen, on the training.',
    }),
    testScore: t.exposeFloat('testScore', {
      nullable: true,
      description: 'And on the test; null: it is not done, failed, or the figure is not defined for it.',
    }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why the test gave nothing.' }),
  }),
})

/** A walk-forward with what was asked for and what was found. */
export interface ShownWalkForward {
  readonly row: BacktestRow
  readonly asked: WalkForwardTerms['walkForward']
  readonly found: WalkForwardFindings
}

export const WalkForward = builder.objectRef<ShownWalkForward>('BacktestWalkForward').implement({
  description: 'What a walk-forward asked for and has found so far.',
  fields: (t) => ({
    kind: t.field({
      type: WalkForwardKind,
      description: 'What its windows train on.',
      resolve: ({ asked }) => asked.kind,
    }),
    train: t.string({ description: 'Length of a training.', resolve: ({ asked }) => asked.train }),
    test: t.string({ description: 'Length of a test.', resolve: ({ asked }) => asked.test }),
    step: t.string({
      nullable: true,
      description: "From one test to the next; null: the test's length.",
      resolve: ({ asked }) => asked.step,
    }),
    purge: t.string({
      nullable: true,
      description: 'Left out between training and test; null: nothing.',
      resolve: ({ asked }) => asked.purge,
    }),
    embargo: t.string({
      nullable: true,
      description: 'Left out too; null: nothing.',
      resolve: ({ asked }) => asked.embargo,
    }),
    windows: t.field({
      type: [WindowType],
      description: 'Its windows in order of time.',
      resolve: ({ found }) => [...found.steps],
    }),
    trainMean: t.float({
      nullable: true,
      description: 'Mean score of the trainings whose test is done; null: none is.',
      resolve: ({ found }) => definedNumber(found.summary?.trainMean ?? Number.NaN),
    }),
    testMean: t.float({
      nullable: true,
      description: 'Mean score of those tests.',
      resolve: ({ found }) => definedNumber(found.summary?.testMean ?? Number.NaN),
    }),
    efficiency: t.float({
      nullable: true,
      description: 'Mean test score over mean training score; null: training gained nothing.',
      resolve: ({ found }) => definedNumber(found.summary?.efficiency ?? Number.NaN),
    }),
    consistency: t.float({
      nullable: true,
      description: 'Share of the tests whose score is above zero.',
      resolve: ({ found }) => definedNumber(found.summary?.consistency ?? Number.NaN),
    }),
    heldOutEquity: t.field({
      type: [EquityPointType],
      description:
        'Equity of the tests one after the other, as if the money had stayed, thinned: what no choice has seen.',
      args: { first: t.arg.int({ defaultValue: 500, description: 'At most so many points, 1 to 2000.' }) },
      resolve: async ({ row: { id, organizationId } }, { first }, { runtime }) => [
        ...(await (await runtime.research()).backtests.heldOutEquity(organizationId, id, pointsOf(first))),
      ],
    }),
  }),
})
