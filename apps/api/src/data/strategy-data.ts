/** Strategies, their versions and deployments, and what is recorded of these, as one principal may see them. */
import DataLoader from 'dataloader'
import { notFound } from '../problem/problem.ts'
import type {
  Deployment,
  DeploymentLog,
  DeploymentRun,
  ParityReport,
  Prisma,
  Strategy,
  StrategyVersion,
} from '../generated/prisma/client.ts'
import { exactOrNull, minus } from './exact.ts'
import { type Page, type PageArguments, pageOf } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** A deployment by id, with whose it is. */
export interface DeploymentRef {
  readonly id: string
  readonly organizationId: string
}

export interface LogFilter {
  readonly levels: readonly string[]
  /** Found in the message, whatever its case; empty: all. */
  readonly text: string
  /** Null: of every run. */
  readonly run: number | null
}

export interface StrategyData {
  strategies(organizationId: string, args: PageArguments): Promise<Page<Strategy>>
  /** NOT_FOUND where there is none for this caller; so all that name one thing. */
  strategy(id: string, path?: readonly string[]): Promise<Strategy>
  versions(strategy: Strategy, args: PageArguments): Promise<Page<StrategyVersion>>
  newestVersion(strategyId: string): Promise<StrategyVersion | null>
  version(id: string, path?: readonly string[]): Promise<StrategyVersion>
  /** Versions that moved at or after an instant, oldest change first. */
  versionsChangedSince(organizationId: string, at: Date): Promise<readonly StrategyVersion[]>
  deployments(
    where: OfOrganization<Prisma.DeploymentWhereInput>,
    args: PageArguments,
  ): Promise<Page<Deployment>>
  newestDeployments(strategyId: string, take: number): Promise<readonly Deployment[]>
  /** What its deployments shall do, each combination once. */
  standings(strategyId: string): Promise<readonly Standing[]>
  deployment(id: string, path?: readonly string[]): Promise<Deployment>
  /** What its own fills come to, by instrument. */
  holdings(deployment: DeploymentRef): Promise<readonly Holding[]>
  runs(deployment: DeploymentRef, args: PageArguments): Promise<Page<DeploymentRun>>
  run(deploymentId: string, run: number | null): Promise<DeploymentRun | null>
  logs(deployment: DeploymentRef, filter: LogFilter, args: PageArguments): Promise<Page<DeploymentLog>>
  /** Id of the newest log line; 0: there is none. */
  newestLogId(deploymentId: string): Promise<number>
  reports(
    where: OfOrganization<Prisma.ParityReportWhereInput>,
    args: PageArguments,
  ): Promise<Page<ParityReport>>
  report(id: string, path?: readonly string[]): Promise<ParityReport>
}

/** What a deployment shall do, and with whose money. */
export type Standing = Pick<Deployment, 'desired' | 'mode' | 'quarantineReason'>

/** What the fills of a deployment come to in one instrument; exact decimals. */
export interface Holding {
  readonly instrumentId: string
  readonly quantity: string
  readonly bought: string
  readonly sold: string
}

const CHANGES_MAX = 200

export function createStrategyData(client: TenantClient): StrategyData {
  const strategies = byId((ids) => client.strategy.findMany({ where: { id: { in: ids } } }))
  const versions = byId((ids) => client.strategyVersion.findMany({ where: { id: { in: ids } } }))
  const deployments = byId((ids) => client.deployment.findMany({ where: { id: { in: ids } } }))
  const standings = new DataLoader<string, readonly Standing[]>(async (strategyIds) => {
    const found = await client.deployment.groupBy({
      by: ['strategyId', 'desired', 'mode', 'quarantineReason'],
      where: { strategyId: { in: [...strategyIds] } },
    })
    return strategyIds.map((id) => found.filter(({ strategyId }) => strategyId === id))
  })

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
    deployments: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.deployment.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.deployment.count({ where }),
      }),
    newestDeployments: (strategyId, take) =>
      client.deployment.findMany({ where: { strategyId }, orderBy: { seq: 'desc' }, take }),
    standings: (strategyId) => standings.load(strategyId),
    async deployment(id, path) {
      const found = await deployments.load(id)
      if (found === null) throw notFound('Deployment', path)
      return found
    },
    async holdings({ id: deploymentId, organizationId }) {
      const sums = await client.fill.groupBy({
        by: ['instrumentId', 'side'],
        where: { organizationId, voided: false, order: { deploymentId } },
        _sum: { quantity: true },
        orderBy: [{ instrumentId: 'asc' }, { side: 'asc' }],
      })
      return holdingsOf(
        sums.map(({ instrumentId, side, _sum }) => ({
          instrumentId,
          side,
          quantity: exactOrNull(_sum.quantity) ?? '0',
        })),
      )
    },
    runs: ({ id: deploymentId, organizationId }, args) =>
      pageOf<DeploymentRun, number>(args, {
        organizationId,
        parse: wholeNumber,
        placeOf: ({ run }) => String(run),
        // Newest first: "after" in the list is older.
        load: ({ after, before, take, fromEnd }) =>
          client.deploymentRun.findMany({
            where: {
              deploymentId,
              run: {
                ...(after === null ? {} : { lt: after }),
                ...(before === null ? {} : { gt: before }),
              },
            },
            orderBy: { run: fromEnd ? 'asc' : 'desc' },
            take,
          }),
        count: () => client.deploymentRun.count({ where: { deploymentId } }),
      }),
    run: (deploymentId, run) =>
      client.deploymentRun.findFirst({
        where: { deploymentId, ...(run === null ? {} : { run }) },
        orderBy: { run: 'desc' },
      }),
    logs: (deployment, filter, args) => {
      const where = logWhere(deployment, filter)
      return pageOf<DeploymentLog, bigint>(args, {
        organizationId: deployment.organizationId,
        parse: (at) => (/^\d{1,18}$/.test(at) ? BigInt(at) : null),
        placeOf: ({ id }) => String(id),
        load: ({ after, before, take, fromEnd }) =>
          client.deploymentLog.findMany({
            where: {
              AND: [
                where,
                after === null ? {} : { id: { lt: after } },
                before === null ? {} : { id: { gt: before } },
              ],
            },
            orderBy: { id: fromEnd ? 'asc' : 'desc' },
            take,
          }),
        count: () => client.deploymentLog.count({ where }),
      })
    },
    async newestLogId(deploymentId) {
      const newest = await client.deploymentLog.findFirst({
        where: { deploymentId },
        orderBy: { id: 'desc' },
        select: { id: true },
      })
      return Number(newest?.id ?? 0)
    },
    reports: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.parityReport.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.parityReport.count({ where }),
      }),
    async report(id, path) {
      const found = await client.parityReport.findFirst({ where: { id } })
      if (found === null) throw notFound('ParityReport', path)
      return found
    },
  }
}

/** What LIKE reads as these very characters: Prisma passes its wildcards through. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Loads rows by id, many at once; null: there is none for this caller. */
function byId<Row extends { readonly id: string }>(load: (ids: string[]) => Promise<readonly Row[]>) {
  return new DataLoader<string, Row | null>(async (ids) => {
    const found = new Map((await load([...ids])).map((row) => [row.id, row]))
    return ids.map((id) => found.get(id) ?? null)
  })
}

interface SideSum {
  readonly instrumentId: string
  readonly side: string
  readonly quantity: string
}

function holdingsOf(sums: readonly SideSum[]): Holding[] {
  const byInstrument = Map.groupBy(sums, ({ instrumentId }) => instrumentId)
  return [...byInstrument].map(([instrumentId, sides]) => {
    const sum = (side: string) => sides.find((one) => one.side === side)?.quantity ?? '0'
    const [bought, sold] = [sum('BUY'), sum('SELL')]
    return { instrumentId, quantity: minus(bought, sold), bought, sold }
  })
}

function logWhere(
  { id: deploymentId, organizationId }: DeploymentRef,
  { levels, text, run }: LogFilter,
): Prisma.DeploymentLogWhereInput {
  return {
    organizationId,
    deploymentId,
    ...(run === null ? {} : { run }),
    ...(levels.length === 0 ? {} : { level: { in: [...levels] } }),
    ...(text === '' ? {} : { message: { contains: literally(text), mode: 'insensitive' } }),
  }
}

function wholeNumber(at: string): number | null {
  return /^\d{1,9}$/.test(at) ? Number(at) : null
}
