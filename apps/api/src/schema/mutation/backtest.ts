/** Running and cancelling backtests, sweeps and walk-forwards. */
import type { Backtest as BacktestRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import {
  RunBacktestInput,
  RunSweepInput,
  auditedTerms,
  backtestTerms,
  sweepTerms,
} from '../input/backtest-input.ts'
import { RunWalkForwardInput, walkForwardTerms } from '../input/walk-forward-input.ts'
import { Backtest } from '../refs.ts'
import { asProblem } from '../as-problem.ts'
import { audited } from './audited.ts'
import { guarded, namedOrganization, problems } from './field.ts'

const INPUT = ['input']
const BACKTEST_PATH = ['input', 'backtestId']

const CancelBacktestInput = builder.inputType('CancelBacktestInput', {
  description: 'Which backtest to cancel.',
  fields: (t) => ({ backtestId: t.id({ required: true, description: 'The backtest or sweep.' }) }),
})

const payload = <Name extends string>(name: Name) =>
  builder.objectRef<{ readonly backtest: BacktestRow }>(name).implement({
    description: 'The backtest; follow it with `backtestProgress`.',
    fields: (t) => ({ backtest: t.expose('backtest', { type: Backtest, description: 'The backtest.' }) }),
  })

const RunBacktestPayload = payload('RunBacktestPayload')
const RunSweepPayload = payload('RunSweepPayload')
const RunWalkForwardPayload = payload('RunWalkForwardPayload')
const CancelBacktestPayload = payload('CancelBacktestPayload')

/** The backtest that an input names. */
function namedBacktest(input: { readonly backtestId: string }, { data }: Context): Promise<BacktestRow> {
  return data.research.backtest(requireId('Backtest', input.backtestId, BACKTEST_PATH), BACKTEST_PATH)
}

builder.mutationFields((t) => ({
  runBacktest: t.field({
    type: RunBacktestPayload,
    description: 'Plays a strategy over datasets.',
    args: { input: t.arg({ type: RunBacktestInput, required: true, description: 'What to play.' }) },
    ...guarded('backtest:run', namedOrganization),
    errors: problems('RunBacktestResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const terms = backtestTerms(input, INPUT)
      const summary = `Started a backtest of ${terms.strategy}`
      const asking = { organizationId, actor: context.require().actor }
      const id = await audited(
        context,
        { organizationId, action: 'backtest.run', summary, after: auditedTerms(terms) },
        () => asProblem(async () => (await context.runtime.research()).backtests.run(asking, terms), INPUT),
      )
      return { backtest: await context.data.research.backtest(id) }
    },
  }),
  runSweep: t.field({
    type: RunSweepPayload,
    description: 'Plays a strategy with many parameter sets, shared out among all workers.',
    args: { input: t.arg({ type: RunSweepInput, required: true, description: 'What to play and vary.' }) },
    ...guarded('backtest:run', (input: { backtest: { organizationId: string } }, context) =>
      namedOrganization(input.backtest, context),
    ),
    errors: problems('RunSweepResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input.backtest, context)
      const terms = await sweepTerms(input, INPUT)
      const summary = `Started a sweep of ${terms.strategy}`
      const asking = { organizationId, actor: context.require().actor }
      const id = await audited(
        context,
        { organizationId, action: 'backtest.sweep', summary, after: auditedTerms(terms) },
        () => asProblem(async () => (await context.runtime.research()).backtests.sweep(asking, terms), INPUT),
      )
      return { backtest: await context.data.research.backtest(id) }
    },
  }),
  runWalkForward: t.field({
    type: RunWalkForwardPayload,
    description:
      'Chooses parameters on a stretch of the data and tries them on the stretch that follows, again and again.',
    args: {
      input: t.arg({
        type: RunWalkForwardInput,
        required: true,
        description: 'What to play, vary and hold out.',
      }),
    },
    ...guarded('backtest:run', (input: { sweep: { backtest: { organizationId: string } } }, context) =>
      namedOrganization(input.sweep.backtest, context),
    ),
    errors: problems('RunWalkForwardResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input.sweep.backtest, context)
      const terms = await walkForwardTerms(input, INPUT)
      const summary = `Started a walk-forward of ${terms.strategy}`
      const asking = { organizationId, actor: context.require().actor }
      const id = await audited(
        context,
        { organizationId, action: 'backtest.walk-forward', summary, after: auditedTerms(terms) },
        () =>
          asProblem(
            async () => (await context.runtime.research()).backtests.walkForward(asking, terms),
            INPUT,
          ),
      )
      return { backtest: await context.data.research.backtest(id) }
    },
  }),
  cancelBacktest: t.field({
    type: CancelBacktestPayload,
    description: 'Ends a backtest or sweep; one that has ended already stays as it is.',
    args: { input: t.arg({ type: CancelBacktestInput, required: true, description: 'Which backtest.' }) },
    ...guarded(
      'backtest:cancel',
      async (input: { backtestId: string }, context) => (await namedBacktest(input, context)).organizationId,
    ),
    errors: problems('CancelBacktestResult'),
    resolve: async (_root, { input }, context) => {
      const backtest = await namedBacktest(input, context)
      if (backtest.endedAt !== null) return { backtest }
      const { organizationId } = backtest
      const summary = `Cancelled the backtest "${backtest.name}"`
      await audited(context, { organizationId, action: 'backtest.cancel', summary }, () =>
        asProblem(
          async () => (await context.runtime.research()).backtests.cancel(organizationId, backtest.id),
          INPUT,
        ),
      )
      return { backtest: await namedBacktest(input, context) }
    },
  }),
}))
