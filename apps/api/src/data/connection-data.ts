/** Connections to venues, what comparing books with them showed, and its differences, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type {
  Connection,
  Prisma,
  ReconciliationBreak,
  ReconciliationRun,
} from '../generated/prisma/client.ts'
import { byId } from './by-id.ts'
import type { Page, PageArguments } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

export interface ConnectionData {
  /** Oldest first. */
  connections(organizationId: string): Promise<readonly Connection[]>
  /** NOT_FOUND where there is none for this caller; so all that name one thing. */
  connection(id: string, path?: readonly string[]): Promise<Connection>
  /** Null: it is gone. */
  connectionIfThere(id: string): Promise<Connection | null>
  runs(
    where: OfOrganization<Prisma.ReconciliationRunWhereInput>,
    args: PageArguments,
  ): Promise<Page<ReconciliationRun>>
  run(id: string): Promise<ReconciliationRun>
  breaks(
    where: OfOrganization<Prisma.ReconciliationBreakWhereInput>,
    args: PageArguments,
  ): Promise<Page<ReconciliationBreak>>
  break(id: string, path?: readonly string[]): Promise<ReconciliationBreak>
}

export function createConnectionData(client: TenantClient): ConnectionData {
  const connections = byId((ids) => client.connection.findMany({ where: { id: { in: ids } } }))
  return {
    connections: (organizationId) =>
      client.connection.findMany({
        where: { organizationId },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      }),
    async connection(id, path) {
      const found = await connections.load(id)
      if (found === null) throw notFound('VenueLink', path)
      return found
    },
    connectionIfThere: (id) => connections.load(id),
    runs: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.reconciliationRun.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.reconciliationRun.count({ where }),
      }),
    async run(id) {
      const found = await client.reconciliationRun.findFirst({ where: { id } })
      if (found === null) throw notFound('ReconciliationRun')
      return found
    },
    breaks: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.reconciliationBreak.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.reconciliationBreak.count({ where }),
      }),
    async break(id, path) {
      const found = await client.reconciliationBreak.findFirst({ where: { id } })
      if (found === null) throw notFound('ReconciliationBreak', path)
      return found
    },
  }
}
