/** What the fills of one deployment come to: its own share of what its account holds. */
import type { Deployment as DeploymentRow } from '../../generated/prisma/client.ts'
import type { Holding } from '../../data/deployment-data.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Instrument, instrumentOf } from './instrument.ts'

export const DeploymentPosition = builder.objectRef<Holding>('DeploymentPosition').implement({
  description: 'What the fills of a deployment come to in one instrument.',
  fields: (t) => ({
    instrument: t.field({
      type: Instrument,
      description: 'What is held.',
      resolve: ({ instrumentId }, _args, context) => instrumentOf(context, instrumentId),
    }),
    quantity: t.expose('quantity', { type: 'Decimal', description: 'Signed: short is negative.' }),
    bought: t.expose('bought', { type: 'Decimal', description: 'Quantity of all its buys.' }),
    sold: t.expose('sold', { type: 'Decimal', description: 'Quantity of all its sells.' }),
  }),
})

export async function ownPositions(
  { id, organizationId }: DeploymentRow,
  { data }: Context,
): Promise<Holding[]> {
  const holdings = await data.deployments.holdings({ id, organizationId })
  return holdings.filter(({ quantity }) => quantity !== '0')
}
