/** Following workflows: a run is sent whenever it or one of its steps moves, conflated by the run. */
import { conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import { WorkflowRun } from '../refs.ts'
import { followable, followedOrganization } from './field.ts'

/** Who begins a run and follows it then misses nothing of it, whatever the clock of the database says. */
const LOOKED_BACK_MS = 60_000

builder.subscriptionFields((t) => ({
  workflowRunChanged: t.field({
    type: WorkflowRun,
    description:
      'Runs of workflows: first each that goes on or ended within the last minute, then whenever one moves.',
    args: { organizationId: t.arg.id({ required: true, description: 'Whose runs.' }) },
    ...followable('workflow:read'),
    subscribe: (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      return conflatedStream<{ readonly id: string }>(context, async (sink) => {
        const workflows = await context.runtime.workflows()
        const changes = workflows.changes(organizationId, sink.signal)[Symbol.asyncIterator]()
        let seen: ReadonlyMap<string, string> = new Map()
        while (!sink.signal.aborted) {
          // Asked for before it is looked: what moves meanwhile is looked at once more.
          const changed = changes.next()
          const endedSince = new Date(Date.now() - LOOKED_BACK_MS)
          const moves = await context.data.workflows.moves(organizationId, endedSince)
          const now = new Map(moves.map((move) => [move.id, JSON.stringify(move)]))
          for (const [id, state] of now) if (seen.get(id) !== state) sink.put(id, { id })
          seen = now
          await changed
        }
      })
    },
    resolve: ({ id }, _args, { data }) => data.workflows.run(id),
  }),
}))
