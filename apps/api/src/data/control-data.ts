/** Policies, kill switches, the audit log, alerts and membership, as one principal may see them. */
import { notFound } from '../problem/problem.ts'
import type { Alert, AuditEntry, KillSwitch, Prisma, RiskPolicyVersion } from '../generated/prisma/client.ts'
import type { Page, PageArguments } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

export interface ControlData {
  policies(organizationId: string): Promise<readonly RiskPolicyVersion[]>
  /** Every version of a policy, newest first; NOT_FOUND where there is none. */
  policyVersions(policyId: string): Promise<readonly RiskPolicyVersion[]>
  killSwitches(organizationId: string): Promise<readonly KillSwitch[]>
  killSwitch(id: string, path?: readonly string[]): Promise<KillSwitch>
  auditLog(where: OfOrganization<Prisma.AuditEntryWhereInput>, args: PageArguments): Promise<Page<AuditEntry>>
  auditEntry(organizationId: string, seq: bigint): Promise<AuditEntry | null>
  alerts(organizationId: string, args: PageArguments): Promise<Page<Alert>>
  isMember(organizationId: string, userId: string): Promise<boolean>
}

/** Released switches stay in the list until this many newer ones exist; the audit log keeps all. */
const SWITCHES_SHOWN_MAX = 200

export function createControlData(client: TenantClient): ControlData {
  return {
    policies: (organizationId) =>
      client.riskPolicyVersion.findMany({
        where: { organizationId, current: true },
        orderBy: [{ seq: 'asc' }],
      }),
    async policyVersions(policyId) {
      const found = await client.riskPolicyVersion.findMany({
        where: { policyId },
        orderBy: { version: 'desc' },
      })
      if (found.length === 0) throw notFound('RiskPolicy')
      return found
    },
    killSwitches: (organizationId) =>
      client.killSwitch.findMany({
        where: { organizationId },
        orderBy: { seq: 'desc' },
        take: SWITCHES_SHOWN_MAX,
      }),
    async killSwitch(id, path) {
      const found = await client.killSwitch.findFirst({ where: { id } })
      if (found === null) throw notFound('KillSwitch', path)
      return found
    },
    auditLog: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.auditEntry.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.auditEntry.count({ where }),
      }),
    auditEntry: (organizationId, seq) => client.auditEntry.findFirst({ where: { organizationId, seq } }),
    alerts: (organizationId, args) =>
      seqPageOf(args, {
        organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.alert.findMany({ where: { organizationId, seq }, orderBy, take }),
        count: () => client.alert.count({ where: { organizationId } }),
      }),
    async isMember(organizationId, userId) {
      return (await client.member.count({ where: { organizationId, userId } })) > 0
    },
  }
}
