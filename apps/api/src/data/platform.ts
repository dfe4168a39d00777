/**
 * What the platform's own people may reach beyond their organization: the other tenants, for scope GLOBAL and nothing else.
 * Only ids and what the platform itself put there come out of here, never a tenant's data.
 */
import type { PrismaClient } from '../generated/prisma/client.ts'

export interface Platform {
  /** Every organization but this one. */
  others(organizationId: string): Promise<readonly string[]>
  /** GLOBAL switches that are engaged in an organization. */
  globalSwitches(organizationId: string): Promise<readonly string[]>
  /** The GLOBAL policy in force in an organization; null: it has none. */
  globalPolicy(organizationId: string): Promise<{ readonly version: number; readonly limits: unknown } | null>
}

export function createPlatform(prisma: PrismaClient): Platform {
  return {
    async others(organizationId) {
      const rows = await prisma.organization.findMany({
        where: { id: { not: organizationId } },
        select: { id: true },
      })
      return rows.map(({ id }) => id)
    },
    async globalSwitches(organizationId) {
      const where = { organizationId, scope: 'GLOBAL', phase: { not: 'RELEASED' } }
      const rows = await prisma.killSwitch.findMany({ where, select: { id: true } })
      return rows.map(({ id }) => id)
    },
    globalPolicy(organizationId) {
      const where = { organizationId, scope: 'GLOBAL', current: true }
      return prisma.riskPolicyVersion.findFirst({ where, select: { version: true, limits: true } })
    },
  }
}
