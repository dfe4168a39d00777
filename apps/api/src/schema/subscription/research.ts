/** Following jobs and backtests: sent whenever they move, conflated by what they are. */
import type { Backtest as BacktestRow, ResearchJob } from '../../generated/prisma/client.ts'
import { notFound } from '../../problem/problem.ts'
import { conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { Backtest, Job } from '../refs.ts'
import { followable, followedOrganization } from './field.ts'
import { lookForMoves, lookOn } from './look-on.ts'

const BACKTEST_PATH = ['backtestId']

builder.subscriptionFields((t) => ({
  backtestProgress: t.field({
    type: Backtest,
    description:
      'A backtest or sweep as it is now and whenever it moves, with its partial results; ends when it has ended.',
    args: {
      organizationId: t.arg.id({ required: true, description: 'Whose backtest.' }),
      backtestId: t.arg.id({ required: true, description: 'The backtest.' }),
    },
    ...followable('backtest:read'),
    subscribe: async (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      const id = requireId('Backtest', args.backtestId, BACKTEST_PATH)
      const found = await context.data.research.backtest(id, BACKTEST_PATH)
      if (found.organizationId !== organizationId) throw notFound('Backtest', BACKTEST_PATH)
      return conflatedStream<BacktestRow>(context, async (sink) => {
        let seen = -1
        await lookOn(sink.signal, async () => {
          const row = await context.data.research.backtest(id)
          const moved = row.updatedAt.getTime()
          // The end is sent even where it came within the millisecond of what was sent last.
          if (moved !== seen || row.endedAt !== null) sink.put(id, row)
          seen = moved
          return row.endedAt === null ? 'MORE' : 'DONE'
        })
      })
    },
    resolve: (backtest) => backtest,
  }),
  jobUpdates: t.field({
    type: Job,
    description: 'Imports and updates, whenever one moves.',
    args: { organizationId: t.arg.id({ required: true, description: 'Whose jobs.' }) },
    ...followable('dataset:read'),
    subscribe: (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      return conflatedStream<ResearchJob>(context, (sink) =>
        lookForMoves(
          sink.signal,
          (at) => context.data.research.jobsChangedSince(organizationId, at),
          (job) => sink.put(job.id, job),
        ),
      )
    },
    resolve: (job) => job,
  }),
}))
