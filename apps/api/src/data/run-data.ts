/** What is recorded of deployments: their runs, what they logged, and comparisons, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type { DeploymentLog, DeploymentRun, ParityReport, Prisma } from '../generated/prisma/client.ts'
import type { DeploymentRef } from './deployment-data.ts'
import { type Page, type PageArguments, type PageWindow, pageOf } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** A run without what its session was opened with, which is long. */
export type RunRow = Omit<DeploymentRun, 'opening'>

const SHORT = { opening: true } as const

export interface LogFilter {
  readonly levels: readonly string[]
  /** Found in the message, whatever its case; empty: all. */
  readonly text: string
  /** Null: of every run. */
  readonly run: number | null
}

export interface RunData {
  runs(deployment: DeploymentRef, args: PageArguments): Promise<Page<RunRow>>
  /** The newest unless told; null: there is none. */
  run(deploymentId: string, run: number | null): Promise<RunRow | null>
  logs(deployment: DeploymentRef, filter: LogFilter, args: PageArguments): Promise<Page<DeploymentLog>>
  /** Id of the newest log line; 0: there is none. */
  newestLogId(deploymentId: string): Promise<number>
  reports(
    where: OfOrganization<Prisma.ParityReportWhereInput>,
    args: PageArguments,
  ): Promise<Page<ParityReport>>
  /** NOT_FOUND where there is none for this caller. */
  report(id: string, path?: readonly string[]): Promise<ParityReport>
}

export function createRunData(client: TenantClient): RunData {
  return {
    runs: ({ id: deploymentId, organizationId }, args) =>
      pageOf<RunRow, number>(args, {
        organizationId,
        parse: (at) => (/^\d{1,9}$/.test(at) ? Number(at) : null),
        placeOf: ({ run }) => String(run),
        load: (window) => {
          const { where: run, order, take } = newestFirst(window)
          return client.deploymentRun.findMany({
            where: { deploymentId, run },
            orderBy: { run: order },
            take,
          })
        },
        count: () => client.deploymentRun.count({ where: { deploymentId } }),
      }),
    run: (deploymentId, run) =>
      client.deploymentRun.findFirst({
        where: { deploymentId, ...(run === null ? {} : { run }) },
        omit: SHORT,
        orderBy: { run: 'desc' },
      }),
    logs: (deployment, filter, args) => {
      const where = logWhere(deployment, filter)
      return pageOf<DeploymentLog, bigint>(args, {
        organizationId: deployment.organizationId,
        parse: (at) => (/^\d{1,18}$/.test(at) ? BigInt(at) : null),
        placeOf: ({ id }) => String(id),
        load: (window) => {
          const { where: id, order, take } = newestFirst(window)
          return client.deploymentLog.findMany({ where: { ...where, id }, orderBy: { id: order }, take })
        },
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

/** In a list that starts with the newest, "after" is older. */
function newestFirst<Key>({ after, before, take, fromEnd }: PageWindow<Key>) {
  return {
    where: { ...(after === null ? {} : { lt: after }), ...(before === null ? {} : { gt: before }) },
    order: fromEnd ? ('asc' as const) : ('desc' as const),
    take,
  }
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

/** What LIKE reads as these very characters: Prisma passes its wildcards through. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
