/** What happens to a person's second factor, told to the audit log of every organization that the person is a member of. */
import type { Actor } from '@quarterdeck/engine'
import type { Runtime } from '@quarterdeck/runtime'
import { globalId } from '../../schema/global-id.ts'
import type { IdentityStore } from '../store.ts'

export type FactorEvent =
  | { readonly kind: 'ENABLED' | 'DISABLED' | 'CODES_RENEWED' | 'LOCKED' }
  | { readonly kind: 'BACKUP_CODE_USED'; readonly left: number }

export interface Subject {
  readonly id: string
  readonly name: string
}

/** Resolves once it is written; rejects where it cannot be, and then nothing may be changed. */
export type FactorTrail = (subject: Subject, event: FactorEvent) => Promise<void>

export const FACTOR_ACTIONS = {
  ENABLED: 'secondFactor.enable',
  DISABLED: 'secondFactor.disable',
  CODES_RENEWED: 'secondFactor.renewCodes',
  BACKUP_CODE_USED: 'secondFactor.useBackupCode',
  LOCKED: 'secondFactor.lock',
} as const satisfies Record<FactorEvent['kind'], string>

export function createFactorTrail(store: IdentityStore, runtime: Runtime): FactorTrail {
  return async ({ id, name }, event) => {
    const actor: Actor = { kind: 'USER', id, name, userId: id }
    const members = await store.member.findMany({
      where: { userId: id },
      select: { organizationId: true },
      orderBy: { organizationId: 'asc' },
    })
    const change = changeOf(event)
    const request = {
      type: 'RecordAudit',
      action: FACTOR_ACTIONS[event.kind],
      summary: sentence(name, event),
      before: change === null ? null : JSON.stringify(factorChange(id, !change)),
      after: change === null ? null : JSON.stringify(factorChange(id, change)),
    } as const
    for (const { organizationId } of members) {
      const { outcome } = await runtime.submit(organizationId, actor, request)
      if (outcome.kind === 'REFUSED') throw new Error(`The audit log took no entry: ${outcome.message}`)
    }
  }
}

/** Whether a person has a factor, as entries say it. */
export function factorChange(userId: string, secondFactor: boolean) {
  return { userId: globalId('User', userId), secondFactor }
}

/** Whether the person has a factor afterwards; null: that does not change. */
function changeOf({ kind }: FactorEvent): boolean | null {
  if (kind === 'ENABLED') return true
  return kind === 'DISABLED' ? false : null
}

function sentence(name: string, event: FactorEvent): string {
  switch (event.kind) {
    case 'ENABLED':
      return `${name} set up a second factor`
    case 'DISABLED':
      return `${name} removed the second factor`
    case 'CODES_RENEWED':
      return `${name} made new backup codes`
    case 'BACKUP_CODE_USED':
      return `${name} used a backup code; ${event.left} are left`
    case 'LOCKED':
      return `Too many wrong codes: the second factor of ${name} is locked for a while`
  }
}
