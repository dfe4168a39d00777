/**
 * What the platform's own people may reach beyond their organization: the other tenants, for scope GLOBAL and nothing else.
 * Only ids and version numbers come out of here, never a tenant's data.
 */
import type { PrismaClient } from '../generated/prisma/client.ts'

export interface Platform {
  /** Every organization but this one. */
  others(organizationId: string): Promise<readonly string[]>
  /** GLOBAL switches that are engaged in an organization. */
  globalSwitches(organizationId: string): Promise<readonly string[]>
  /** Version of an organization's GLOBAL policy; 0: it has none. */
  globalPolicyVersion(organizationId: string): Promise<number>
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
    async globalPolicyVersion(organizationId) {
      const where = { organizationId, scope: 'GLOBAL', current: true }
      const row = await prisma.riskPolicyVersion.findFirst({ where, select: { version: true } })
      return row?.version ?? 0
    },
  }
}
