/** Lines that deployments logged. */
import type { DeploymentLog as DeploymentLogRow } from '../../generated/prisma/client.ts'
import { formatCursor } from '../../data/cursor.ts'
import { builder } from '../builder.ts'
import { StrategyLogLevel } from '../strategy-enums.ts'

/** A line from its row, or as it came: times of both are written the same way. */
export type LogLineShape = Omit<DeploymentLogRow, 'at'> & { readonly at: Date | number }

export const DeploymentLogLine = builder.objectRef<LogLineShape>('DeploymentLogLine').implement({
  description: 'A line that a deployment logged.',
  fields: (t) => ({
    cursor: t.field({
      type: 'Cursor',
      description: 'Where it stands among the lines of its organization: resume `deploymentLogs` after it.',
      resolve: ({ organizationId, id }) => formatCursor(organizationId, id),
    }),
    run: t.exposeInt('run', { description: 'The run that said it.' }),
    at: t.expose('at', { type: 'DateTime', description: "When, by the session's clock." }),
    level: t.field({
      type: StrategyLogLevel,
      description: 'How much it matters.',
      resolve: ({ level }) => level as 'INFO',
    }),
    message: t.exposeString('message', { description: 'What it said.' }),
  }),
})
