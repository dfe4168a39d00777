/** Following strategies: builds and deployments conflated by what they are, log lines one by one and resumable. */
import { START, formatCursor, parseCursor } from '../../data/cursor.ts'
import type { Deployment as DeploymentRow } from '../../generated/prisma/client.ts'
import type { VersionMove } from '../../data/strategy-data.ts'
import { InvalidInput } from '../../problem/problem.ts'
import { boundedStream } from '../../subscription/bounded-stream.ts'
import { conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { Deployment, StrategyVersion } from '../refs.ts'
import { DeploymentLogLine, type LogLineShape } from '../type/deployment-log.ts'
import { followable, followedOrganization } from './field.ts'
import { lookForMoves } from './look-on.ts'

const DEPLOYMENT_PATH = ['deploymentId']

interface DeploymentArgument {
  readonly deploymentId: string
}

function followedDeployment({ deploymentId }: DeploymentArgument, { data }: Context): Promise<DeploymentRow> {
  return data.deployments.find(requireId('Deployment', deploymentId, DEPLOYMENT_PATH), DEPLOYMENT_PATH)
}

builder.subscriptionFields((t) => ({
  deploymentStatus: t.field({
    type: Deployment,
    description: 'Deployments: first each as it is now, then whenever what is seen of one changed.',
    args: { organizationId: t.arg.id({ required: true, description: 'Whose deployments.' }) },
    ...followable('strategy:read'),
    subscribe: (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      return conflatedStream<{ readonly id: string }>(context, async (sink) => {
        const strategies = await context.runtime.strategies()
        const shown = new Map<string, string>()
        for await (const all of strategies.watch(organizationId, sink.signal))
          for (const seen of all) {
            const text = JSON.stringify(seen)
            if (shown.get(seen.deploymentId) === text) continue
            shown.set(seen.deploymentId, text)
            sink.put(seen.deploymentId, { id: seen.deploymentId })
          }
      })
    },
    resolve: ({ id }, _args, { data }) => data.deployments.find(id),
  }),
  deploymentLogs: t.field({
    type: DeploymentLogLine,
    description:
      'Lines of a deployment, as it logs them. With `after`, first those that are kept past that cursor.',
    args: {
      deploymentId: t.arg.id({ required: true, description: 'The deployment.' }),
      after: t.arg({
        type: 'Cursor',
        description: 'Resume after this line: nothing missed, nothing twice; "0": from the oldest kept.',
      }),
    },
    authScopes: async (_root, args, context) => {
      context.require()
      const { organizationId } = await followedDeployment(args, context)
      return { can: { action: 'strategy:logs', organizationId } }
    },
    extensions: { action: 'strategy:logs' },
    subscribe: async (_root, args, context) => {
      const { id, organizationId } = await followedDeployment(args, context)
      const afterId =
        args.after == null ? await context.data.runs.newestLogId(id) : lineOf(args.after, organizationId)
      return boundedStream<LogLineShape>(context, formatCursor(organizationId, afterId), async (sink) => {
        const strategies = await context.runtime.strategies()
        for await (const lines of strategies.tail(organizationId, id, afterId, sink.signal)) {
          for (const line of lines) {
            if (sink.signal.aborted) return
            const cursor = formatCursor(organizationId, line.id)
            await sink.push({ ...line, organizationId, id: BigInt(line.id) }, cursor)
          }
        }
      })
    },
    resolve: (line) => line,
  }),
  strategyVersionChanged: t.field({
    type: StrategyVersion,
    description: 'Versions, whenever the build of one moves.',
    args: { organizationId: t.arg.id({ required: true, description: 'Whose versions.' }) },
    ...followable('strategy:read'),
    subscribe: (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      return conflatedStream<VersionMove>(context, (sink) =>
        lookForMoves(
          sink.signal,
          (at) => context.data.strategies.versionsChangedSince(organizationId, at),
          (version) => sink.put(version.id, version),
        ),
      )
    },
    resolve: ({ id }, _args, { data }) => data.strategies.version(id),
  }),
}))

function lineOf(after: string, organizationId: string): number {
  if (after === START) return 0
  const place = parseCursor(after)
  if (place?.organizationId !== organizationId)
    throw new InvalidInput("after must be a cursor of this organization: this one is another's", ['after'])
  return Number(place.at.split('-')[0])
}
