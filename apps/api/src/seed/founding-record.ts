/** Writes members and keys that were made outside the API, at the set-up of an organization, into its audit log. */
import type { Actor } from '@quarterdeck/engine'
import type { CommandRequest, Runtime } from '@quarterdeck/runtime'
import type { IdentityStore } from '../identity/store.ts'
import { globalId } from '../schema/global-id.ts'

export interface FoundingRecordOptions {
  readonly runtime: Pick<Runtime, 'submit'>
  readonly prisma: IdentityStore
  /** An organization whose partition is open. */
  readonly organizationId: string
}

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'founding', name: 'Set-up', userId: null }

/** Records each member and key that the audit log does not name yet; again: no change. Throws where one is not taken. */
export async function recordFounding(options: FoundingRecordOptions): Promise<void> {
  const { runtime, prisma, organizationId } = options
  const recorded = await recordedIds(prisma, organizationId)
  for (const { id, request } of await foundedBy(prisma, organizationId)) {
    if (recorded.has(id)) continue
    const { outcome } = await runtime.submit(organizationId, SYSTEM, request)
    if (outcome.kind === 'REFUSED') throw new Error(`${id} was not recorded: ${outcome.message}`)
  }
}

/** Ids of the members and keys that the log says something of. */
async function recordedIds(prisma: IdentityStore, organizationId: string): Promise<ReadonlySet<string>> {
  const entries = await prisma.auditEntry.findMany({
    where: { organizationId, action: { in: ['member.add', 'member.setRole', 'apiKey.create'] } },
    select: { after: true },
  })
  const ids = entries.map(({ after }) => {
    const subject = JSON.parse(after ?? '{}') as { readonly id?: string; readonly userId?: string }
    return subject.userId ?? subject.id ?? ''
  })
  return new Set(ids)
}

interface Founded {
  readonly id: string
  readonly request: CommandRequest
}

async function foundedBy(prisma: IdentityStore, organizationId: string): Promise<readonly Founded[]> {
  const where = { organizationId }
  const orderBy = [{ createdAt: 'asc' as const }, { id: 'asc' as const }]
  const members = await prisma.member.findMany({ where, orderBy, include: { user: true } })
  // A revoked one may be a key that never came to work because the log did not take it.
  const keys = await prisma.apiKey.findMany({ where: { ...where, revokedAt: null }, orderBy })
  return [
    ...members.map(({ user, role }) => {
      const userId = globalId('User', user.id)
      return {
        id: userId,
        request: addition('member.add', `Made ${user.name} a member as ${role}`, { userId, role }),
      }
    }),
    ...keys.map(({ id: keyId, name, role, prefix, expiresAt }) => {
      const id = globalId('ApiKey', keyId)
      const after = { id, name, role, prefix, expiresAt }
      return { id, request: addition('apiKey.create', `Created API key "${name}" as ${role}`, after) }
    }),
  ]
}

function addition(action: string, summary: string, after: object): CommandRequest {
  return { type: 'RecordAudit', action, summary, before: null, after: JSON.stringify(after) }
}
