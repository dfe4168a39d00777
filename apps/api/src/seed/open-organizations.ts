/** What every start owes the organizations, before anybody is served: a partition each, a whole audit log, the platform's word. */
import type { Logger, Runtime } from '@quarterdeck/runtime'
import type { IdentityStore } from '../identity/store.ts'
import { recordFounding } from './founding-record.ts'
import { reconcileGlobalScope } from './global-scope.ts'
import { recordRemovals } from './removal-record.ts'

export interface OpeningOptions {
  readonly runtime: Pick<Runtime, 'openPartition' | 'submit'>
  readonly prisma: IdentityStore
  readonly logger: Logger
}

/** Opens every organization. One that takes no commands now is logged and caught up with at the next start. */
export async function openOrganizations({ runtime, prisma, logger }: OpeningOptions): Promise<void> {
  const onFault = (error: unknown, organizationId: string) =>
    logger.error({ err: error, organizationId }, 'An organization could not be brought up to date')
  const organizations = await prisma.organization.findMany({ select: { id: true, baseCurrency: true } })
  for (const { id, baseCurrency } of organizations) {
    // It has no partition yet where it was founded while no server ran.
    await runtime.openPartition(id, { baseCurrency })
    const record = { runtime, prisma, organizationId: id }
    await recordFounding(record)
      .then(() => recordRemovals(record))
      .catch((error: unknown) => onFault(error, id))
  }
  await reconcileGlobalScope({ runtime, prisma, onFault })
}
