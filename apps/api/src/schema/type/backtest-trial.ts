/** One parameter set of a sweep and what came of it: the points of a heat map. */
import type { BacktestTrial } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { TrialStatus } from '../research-enums.ts'
import { Figure, ParameterValue, figuresOf, parametersOf } from './backtest-result.ts'

export const BacktestTrialType = builder.objectRef<BacktestTrial>('BacktestTrial').implement({
  description: 'One parameter set of a sweep.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Its place among the trials, from 0.' }),
    status: t.field({
      type: TrialStatus,
      description: 'How it ended.',
      resolve: ({ status }) => status as 'FAILED',
    }),
    parameters: t.field({
      type: [ParameterValue],
      description: 'The parameters that vary, with their values.',
      resolve: ({ parameters }) => parametersOf(parameters),
    }),
    figures: t.field({
      type: [Figure],
      description: 'Its figures; only the named ones, or all.',
      args: { names: t.arg.stringList({ description: 'Names of figures.' }) },
      resolve: async ({ figures }, { names }) =>
        (await figuresOf(figures)).filter(({ name }) => names == null || names.includes(name)),
    }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it failed; null: it did not.' }),
  }),
})
