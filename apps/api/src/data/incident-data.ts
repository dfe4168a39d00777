/** Incidents of deployments, their drills, and what playbooks may do, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type { IncidentDrill, Prisma, StrategyIncident } from '../generated/prisma/client.ts'
import { type Page, type PageArguments } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** An incident without its bundle, which is long. */
export type IncidentRow = Omit<StrategyIncident, 'bundle'>

const SHORT = { bundle: true } as const

export interface IncidentData {
  page(
    where: OfOrganization<Prisma.StrategyIncidentWhereInput>,
    args: PageArguments,
  ): Promise<Page<IncidentRow>>
  /** NOT_FOUND where there is none for this caller. */
  incident(id: string, path?: readonly string[]): Promise<IncidentRow>
  /** JSON; null: it could not be gathered. */
  bundle(id: string): Promise<string | null>
  drills(
    where: OfOrganization<Prisma.IncidentDrillWhereInput>,
    args: PageArguments,
  ): Promise<Page<IncidentDrill>>
  /** NOT_FOUND where there is none for this caller. */
  drill(id: string, path?: readonly string[]): Promise<IncidentDrill>
  /** What playbooks may do without asking; null: nobody has said. */
  automation(organizationId: string): Promise<string | null>
}

export function createIncidentData(client: TenantClient): IncidentData {
  return {
    page: (where, args) =>
      seqPageOf<IncidentRow>(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.strategyIncident.findMany({ where: { AND: [where, { seq }] }, orderBy, take, omit: SHORT }),
        count: () => client.strategyIncident.count({ where }),
      }),
    async incident(id, path) {
      const found = await client.strategyIncident.findFirst({ where: { id }, omit: SHORT })
      if (found === null) throw notFound('Incident', path)
      return found
    },
    async bundle(id) {
      const found = await client.strategyIncident.findFirst({ where: { id }, select: { bundle: true } })
      return found?.bundle == null ? null : JSON.stringify(found.bundle)
    },
    drills: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.incidentDrill.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.incidentDrill.count({ where }),
      }),
    async drill(id, path) {
      const found = await client.incidentDrill.findFirst({ where: { id } })
      if (found === null) throw notFound('IncidentDrill', path)
      return found
    },
    async automation(organizationId) {
      const found = await client.incidentSetting.findFirst({ where: { organizationId } })
      return found?.automation ?? null
    },
  }
}
