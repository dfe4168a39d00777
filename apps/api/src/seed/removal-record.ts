/** Writes second factors that the operator removed while no server ran into the audit log. */
import type { Actor } from '@quarterdeck/engine'
import { FACTOR_ACTIONS, factorChange } from '../identity/second-factor/trail.ts'
import { globalId } from '../schema/global-id.ts'
import type { FoundingRecordOptions } from './founding-record.ts'

const OPERATOR: Actor = { kind: 'SYSTEM', id: 'operator', name: 'Operator', userId: null }

/** Records each member who has no factor any more by the rows, but still has one by the log; again: no change. */
export async function recordRemovals({
  runtime,
  prisma,
  organizationId,
}: FoundingRecordOptions): Promise<void> {
  const entries = await prisma.auditEntry.findMany({
    where: { organizationId, action: { in: [FACTOR_ACTIONS.ENABLED, FACTOR_ACTIONS.DISABLED] } },
    select: { after: true },
    orderBy: { seq: 'asc' },
  })
  const has = new Map<string, boolean>()
  for (const { after } of entries) {
    const { userId, secondFactor } = JSON.parse(after ?? '{}') as Partial<ReturnType<typeof factorChange>>
    if (userId !== undefined) has.set(userId, secondFactor === true)
  }
  const members = await prisma.member.findMany({
    where: { organizationId, user: { twoFactorEnabled: false } },
    include: { user: true },
  })
  for (const { user } of members) {
    if (has.get(globalId('User', user.id)) !== true) continue
    const { outcome } = await runtime.submit(organizationId, OPERATOR, {
      type: 'RecordAudit',
      action: FACTOR_ACTIONS.DISABLED,
      summary: `The operator removed the second factor of ${user.name}`,
      before: JSON.stringify(factorChange(user.id, true)),
      after: JSON.stringify(factorChange(user.id, false)),
    })
    if (outcome.kind === 'REFUSED') throw new Error(`The removal was not recorded: ${outcome.message}`)
  }
}
