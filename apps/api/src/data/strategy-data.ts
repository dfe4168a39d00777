/** Strategies and their versions, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type { Strategy, StrategyVersion } from '../generated/prisma/client.ts'
import { byId } from './by-id.ts'
import type { Page, PageArguments } from './page.ts'
import { seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

export interface StrategyData {
  strategies(organizationId: string, args: PageArguments): Promise<Page<Strategy>>
  /** NOT_FOUND where there is none for this caller; so all that name one thing. */
  strategy(id: string, path?: readonly string[]): Promise<Strategy>
  versions(strategy: Strategy, args: PageArguments): Promise<Page<StrategyVersion>>
  newestVersion(strategyId: string): Promise<StrategyVersion | null>
  version(id: string, path?: readonly string[]): Promise<StrategyVersion>
  /** Versions that moved at or after an instant, oldest change first. */
  versionsChangedSince(organizationId: string, at: Date): Promise<readonly StrategyVersion[]>
}

const CHANGES_MAX = 200

export function createStrategyData(client: TenantClient): StrategyData {
  const strategies = byId((ids) => client.strategy.findMany({ where: { id: { in: ids } } }))
  const versions = byId((ids) => client.strategyVersion.findMany({ where: { id: { in: ids } } }))
  return {
    strategies: (organizationId, args) =>
      seqPageOf(args, {
        organizationId,
        newestFirst: false,
        load: ({ where: seq, orderBy, take }) =>
          client.strategy.findMany({ where: { organizationId, seq }, orderBy, take }),
        count: () => client.strategy.count({ where: { organizationId } }),
      }),
    async strategy(id, path) {
      const found = await strategies.load(id)
      if (found === null) throw notFound('Strategy', path)
      return found
    },
    versions: ({ id: strategyId, organizationId }, args) =>
      seqPageOf(args, {
        organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.strategyVersion.findMany({ where: { organizationId, strategyId, seq }, orderBy, take }),
        count: () => client.strategyVersion.count({ where: { organizationId, strategyId } }),
      }),
    newestVersion: (strategyId) =>
      client.strategyVersion.findFirst({ where: { strategyId }, orderBy: { number: 'desc' } }),
    async version(id, path) {
      const found = await versions.load(id)
      if (found === null) throw notFound('StrategyVersion', path)
      return found
    },
    versionsChangedSince: (organizationId, at) =>
      client.strategyVersion.findMany({
        where: { organizationId, updatedAt: { gte: at } },
        orderBy: [{ updatedAt: 'asc' }, { seq: 'asc' }],
        take: CHANGES_MAX,
      }),
  }
}
