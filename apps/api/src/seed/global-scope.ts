/**
 * What the platform organization put on everybody, brought to whoever lacks it: an organization founded since, or one that was
 * down when the word went round.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Actor, RiskLimits, SwitchScope } from '@quarterdeck/engine'
import type { CommandRequest, Runtime } from '@quarterdeck/runtime'
import type { IdentityStore } from '../identity/store.ts'

export interface GlobalScopeOptions {
  readonly runtime: Pick<Runtime, 'submit'>
  readonly prisma: IdentityStore
  /** An organization that could not be told; the others are told all the same. */
  readonly onFault: (error: unknown, organizationId: string) => void
}

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'global-scope', name: 'Platform-wide scope', userId: null }

/**
 * Copies engaged GLOBAL switches and the GLOBAL policy of the platform organization's book into every book that lacks them, as
 * commands like any other. A switch is never released here: engaged elsewhere alone, it may be the one press that came through
 * while the platform's own book was down, and lifting it takes a person.
 */
export async function reconcileGlobalScope({ runtime, prisma, onFault }: GlobalScopeOptions): Promise<void> {
  const platform = await prisma.organization.findFirst({ where: { platform: true }, select: { id: true } })
  if (platform === null) return
  const others = await prisma.organization.findMany({
    where: { id: { not: platform.id } },
    select: { id: true },
  })
  const wanted = await globalScopeOf(prisma, platform.id)
  await Promise.all(
    others.map(async ({ id }) => {
      try {
        for (const request of missing(wanted, await globalScopeOf(prisma, id))) {
          const { outcome } = await runtime.submit(id, SYSTEM, request)
          if (outcome.kind === 'REFUSED') throw new Error(`${request.type} was refused: ${outcome.message}`)
        }
      } catch (error) {
        onFault(error, id)
      }
    }),
  )
}

interface GlobalScope {
  readonly engaged: {
    readonly reason: string
    readonly cancelOpenOrders: boolean
    readonly allowReduceOnly: boolean
  } | null
  readonly policy: { readonly version: number; readonly limits: unknown } | null
}

async function globalScopeOf(prisma: IdentityStore, organizationId: string): Promise<GlobalScope> {
  const scope = 'GLOBAL'
  const [engaged, policy] = await Promise.all([
    prisma.killSwitch.findFirst({ where: { organizationId, scope, phase: { not: 'RELEASED' } } }),
    prisma.riskPolicyVersion.findFirst({ where: { organizationId, scope, current: true } }),
  ])
  return { engaged, policy }
}

function missing(wanted: GlobalScope, present: GlobalScope): readonly CommandRequest[] {
  const scope = 'GLOBAL' satisfies SwitchScope
  const requests: CommandRequest[] = []
  if (wanted.engaged !== null && present.engaged === null) {
    const { reason, cancelOpenOrders, allowReduceOnly } = wanted.engaged
    requests.push({
      type: 'EngageKillSwitch',
      scope,
      targetId: null,
      reason,
      cancelOpenOrders,
      allowReduceOnly,
    })
  }
  if (wanted.policy !== null && !isDeepStrictEqual(wanted.policy.limits, present.policy?.limits)) {
    const limits = wanted.policy.limits as RiskLimits
    const expectedVersion = present.policy?.version ?? null
    requests.push({ type: 'PutRiskPolicy', scope, targetId: null, expectedVersion, limits })
  }
  return requests
}
