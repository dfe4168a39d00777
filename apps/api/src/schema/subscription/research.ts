/** Following jobs and backtests: sent whenever they move, conflated by what they are. */
import type { Backtest as BacktestRow, ResearchJob } from '../../generated/prisma/client.ts'
import { notFound } from '../../problem/problem.ts'
import { type LatestSink, conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { Backtest, Job } from '../refs.ts'
import { followable, followedOrganization } from './field.ts'

/** How often the rows are looked at: whoever works on them may be another machine. */
const LOOKED_EVERY_MS = 400
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
        await lookOn(sink, async () => {
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
      return conflatedStream<ResearchJob>(context, async (sink) => {
        let since = new Date()
        const seen = new Map<string, string>()
        await lookOn(sink, async () => {
          for (const job of await context.data.research.jobsChangedSince(organizationId, since)) {
            since = job.updatedAt
            const state = `${job.updatedAt.getTime()} ${job.status}`
            if (seen.get(job.id) === state) continue
            seen.set(job.id, state)
            sink.put(job.id, job)
          }
          return 'MORE'
        })
      })
    },
    resolve: (job) => job,
  }),
}))

/** Looks again and again until the reader is gone, or a look says that there is nothing more to see. */
async function lookOn({ signal }: LatestSink<object>, look: () => Promise<'MORE' | 'DONE'>): Promise<void> {
  while (!signal.aborted) {
    if ((await look()) === 'DONE') return
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, LOOKED_EVERY_MS)
      signal.addEventListener('abort', done)
    })
  }
}
