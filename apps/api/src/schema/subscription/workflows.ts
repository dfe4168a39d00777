/** Following workflows: a run is sent whenever it or one of its steps moves, conflated by the run. */
import type { RunMove } from '../../data/workflow-data.ts'
import { conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import { WorkflowRun } from '../refs.ts'
import { followable, followedOrganization } from './field.ts'

builder.subscriptionFields((t) => ({
  workflowRunChanged: t.field({
    type: WorkflowRun,
    description: 'Runs of workflows: first each that goes on, then whenever one moves.',
    args: { organizationId: t.arg.id({ required: true, description: 'Whose runs.' }) },
    ...followable('workflow:read'),
    subscribe: (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      return conflatedStream<{ readonly id: string }>(context, async (sink) => {
        const workflows = await context.runtime.workflows()
        const changes = workflows.changes(organizationId, sink.signal)[Symbol.asyncIterator]()
        let seen: ReadonlyMap<string, string> | null = null
        while (!sink.signal.aborted) {
          // Asked for before it is looked: what moves meanwhile is looked at once more.
          const changed = changes.next()
          const moves = await context.data.workflows.moves(organizationId)
          for (const move of moves) if (isNews(move, seen)) sink.put(move.id, { id: move.id })
          seen = new Map(moves.map((move) => [move.id, JSON.stringify(move)]))
          await changed
        }
      })
    },
    resolve: ({ id }, _args, { data }) => data.workflows.run(id),
  }),
}))

/** Whether a run is other than it was seen; on the first look: whether it goes on. */
function isNews(move: RunMove, seen: ReadonlyMap<string, string> | null): boolean {
  return seen === null ? move.status === 'RUNNING' : seen.get(move.id) !== JSON.stringify(move)
}
