/**
 * Tenant isolation in one place: a Prisma client that belongs to one principal.
 *
 * Every read of a table with an organization is narrowed to the principal's organizations, whatever the query forgot;
 * people are visible through a shared organization only; credentials and sessions not at all; nothing writes.
 */
import type { Principal } from '../access/principal.ts'
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'

const READS: ReadonlySet<string> = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
])

/** Tables that no GraphQL resolver may read, whoever asks. */
const SEALED: ReadonlySet<string> = new Set([
  'Session',
  'Credential',
  'SecondFactor',
  'Verification',
  'BookSnapshot',
  'Partition',
  'OutboxEntry',
  'BacktestArtifact',
  'StrategyArtifact',
  'StrategyUpload',
  'DeploymentTape',
  'DeploymentCheckpoint',
  'ConnectionCredential',
  'OrganizationKey',
])

interface Filtered {
  where?: object
}

export type TenantClient = ReturnType<typeof bind>

const bound = new WeakMap<Principal, TenantClient>()

/** The client for this principal's reads; made once per principal. */
export function tenantClient(prisma: PrismaClient, principal: Principal): TenantClient {
  const known = bound.get(principal)
  if (known !== undefined) return known
  const client = bind(prisma, principal)
  bound.set(principal, client)
  return client
}

function bind(prisma: PrismaClient, principal: Principal) {
  const organizationIds = [...principal.memberships.keys()]
  return prisma.$extends({
    name: 'tenant',
    query: {
      async $allOperations({ model, operation, args, query }) {
        if (model === undefined || !READS.has(operation) || SEALED.has(model)) {
          throw new Error(
            `Invariant: the API reads through the tenant's client only, it does no ${model ?? 'raw'}.${operation}`,
          )
        }
        const filter = wall(model, organizationIds)
        const { where, ...rest } = args as Filtered
        // A unique look-up needs its unique field at the top, so the wall stands beside it instead of around it.
        return query({ ...rest, where: { ...where, AND: [filter, ...andOf(where)] } })
      },
    },
  })
}

function wall(model: string, organizationIds: readonly string[]): object {
  const inside = { in: [...organizationIds] }
  if (model === Prisma.ModelName.Organization) return { id: inside }
  if (model === Prisma.ModelName.User) return { members: { some: { organizationId: inside } } }
  return { organizationId: inside }
}

function andOf(where: object | undefined): readonly object[] {
  const and = (where as { AND?: object | readonly object[] } | undefined)?.AND
  if (and === undefined) return []
  return Array.isArray(and) ? (and as readonly object[]) : [and as object]
}
