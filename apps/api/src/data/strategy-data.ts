/** Strategies and their versions, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type { Strategy, StrategyVersion } from '../generated/prisma/client.ts'
import { byId } from './by-id.ts'
import type { Page, PageArguments } from './page.ts'
import { seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** A version without what is long: its log and manifest, which lists would carry for nothing. */
export type VersionRow = Omit<StrategyVersion, 'log' | 'manifest'>

/** Where the build of a version is: all that is looked at again and again. */
export type VersionMove = Pick<StrategyVersion, 'id' | 'status' | 'updatedAt'>

export type ReadyVersion = Pick<StrategyVersion, 'id' | 'strategyId' | 'number' | 'manifest'>

const SHORT = { log: true, manifest: true } as const

export interface StrategyData {
  strategies(organizationId: string, args: PageArguments): Promise<Page<Strategy>>
  /** NOT_FOUND where there is none for this caller; so all that name one thing. */
  strategy(id: string, path?: readonly string[]): Promise<Strategy>
  versions(strategy: Strategy, args: PageArguments): Promise<Page<VersionRow>>
  newestVersion(strategyId: string): Promise<VersionRow | null>
  version(id: string, path?: readonly string[]): Promise<VersionRow>
  /** What the build of a version said. */
  buildLog(versionId: string): Promise<string>
  /** The newest version of each strategy that is ready, with its manifest; the first 200 strategies. */
  newestReady(organizationId: string): Promise<readonly ReadyVersion[]>
  /** Versions that moved at or after an instant, oldest change first. */
  versionsChangedSince(organizationId: string, at: Date): Promise<readonly VersionMove[]>
}

const CHANGES_MAX = 200
const READY_SHOWN_MAX = 200

export function createStrategyData(client: TenantClient): StrategyData {
  const strategies = byId((ids) => client.strategy.findMany({ where: { id: { in: ids } } }))
  const versions = byId((ids) => client.strategyVersion.findMany({ where: { id: { in: ids } }, omit: SHORT }))
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
          client.strategyVersion.findMany({
            where: { organizationId, strategyId, seq },
            omit: SHORT,
            orderBy,
            take,
          }),
        count: () => client.strategyVersion.count({ where: { organizationId, strategyId } }),
      }),
    newestVersion: (strategyId) =>
      client.strategyVersion.findFirst({ where: { strategyId }, omit: SHORT, orderBy: { number: 'desc' } }),
    async version(id, path) {
      const found = await versions.load(id)
      if (found === null) throw notFound('StrategyVersion', path)
      return found
    },
    async buildLog(versionId) {
      const found = await client.strategyVersion.findFirst({
        where: { id: versionId },
        select: { log: true },
      })
      return found?.log ?? ''
    },
    async newestReady(organizationId) {
      const newest = await client.strategyVersion.groupBy({
        by: ['strategyId'],
        where: { organizationId, status: 'READY' },
        _max: { number: true },
        orderBy: { strategyId: 'asc' },
        take: READY_SHOWN_MAX,
      })
      return client.strategyVersion.findMany({
        where: { OR: newest.map(({ strategyId, _max }) => ({ strategyId, number: _max.number ?? 0 })) },
        select: { id: true, strategyId: true, number: true, manifest: true },
        orderBy: { seq: 'asc' },
      })
    },
    versionsChangedSince: (organizationId, at) =>
      client.strategyVersion.findMany({
        select: { id: true, status: true, updatedAt: true },
        where: { organizationId, updatedAt: { gte: at } },
        orderBy: [{ updatedAt: 'asc' }, { seq: 'asc' }],
        take: CHANGES_MAX,
      }),
  }
}
