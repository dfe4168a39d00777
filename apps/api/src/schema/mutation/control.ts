/** Policies and kill switches: the mutations that bound what trading may do. */
import { isDeepStrictEqual } from 'node:util'
import type { RiskLimits as RiskLimitsValue } from '@quarterdeck/engine'
import type { CommandRequest } from '@quarterdeck/runtime'
import { membershipIn } from '../../access/principal.ts'
import type { KillSwitch as KillSwitchRow, RiskPolicyVersion } from '../../generated/prisma/client.ts'
import { Conflict, Forbidden, SecondFactorRequired, notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { AssetClass, KillSwitchScope, RiskPolicyScope } from '../enums.ts'
import { requireId } from '../global-id.ts'
import { KillSwitch, RiskPolicy } from '../refs.ts'
import { storedTarget } from '../scope-target.ts'
import { LIMIT_MEANINGS } from '../type/risk-policy.ts'
import { everywhere } from './everywhere.ts'
import { commit, guarded, namedOrganization, problems, subjectOf } from './field.ts'
import { demandSecondFactor } from './second-factor.ts'

const AssetClassCapInput = builder.inputType('AssetClassCapInput', {
  description: 'A cap on the exposure in one asset class.',
  fields: (t) => ({
    assetClass: t.field({ type: AssetClass, required: true, description: 'The class.' }),
    maxExposure: t.field({ type: 'Decimal', required: true, description: 'Largest gross exposure in it.' }),
  }),
})

const RiskLimitsInput = builder.inputType('RiskLimitsInput', {
  description: 'Limits of a policy; what is left out is not limited by it.',
  fields: (t) => ({
    maxOrderNotional: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxOrderNotional }),
    maxOrderQuantity: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxOrderQuantity }),
    maxPositionQuantity: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxPositionQuantity }),
    maxPositionNotional: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxPositionNotional }),
    maxGrossExposure: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxGrossExposure }),
    maxNetExposure: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxNetExposure }),
    maxLeverage: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxLeverage }),
    maxConcentration: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxConcentration }),
    maxOpenOrders: t.int({ description: LIMIT_MEANINGS.maxOpenOrders }),
    maxOrdersPerSecond: t.int({ description: LIMIT_MEANINGS.maxOrdersPerSecond }),
    maxDailyLoss: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxDailyLoss }),
    maxDrawdown: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.maxDrawdown }),
    priceCollar: t.field({ type: 'Decimal', description: LIMIT_MEANINGS.priceCollar }),
    maxQuoteAgeMs: t.int({ description: LIMIT_MEANINGS.maxQuoteAgeMs }),
    restricted: t.boolean({ description: LIMIT_MEANINGS.restricted }),
    assetClassCaps: t.field({ type: [AssetClassCapInput], description: LIMIT_MEANINGS.assetClassCaps }),
  }),
})

const PutRiskPolicyInput = builder.inputType('PutRiskPolicyInput', {
  description: 'The limits of a scope, whole: they replace what was there.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose policy.' }),
    scope: t.field({ type: RiskPolicyScope, required: true, description: 'What it covers.' }),
    targetId: t.id({ description: 'What the scope points at; left out for GLOBAL and ORGANIZATION.' }),
    expectedVersion: t.int({
      description: 'The version it replaces, 0 or nothing for the first; CONFLICT where another is in force.',
    }),
    limits: t.field({ type: RiskLimitsInput, required: true, description: 'The limits.' }),
  }),
})

const EngageKillSwitchInput = builder.inputType('EngageKillSwitchInput', {
  description: 'What to stop, and how.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose trading.' }),
    scope: t.field({ type: KillSwitchScope, required: true, description: 'What to stop.' }),
    targetId: t.id({ description: 'What the scope points at; left out for GLOBAL and ORGANIZATION.' }),
    reason: t.string({ required: true, description: 'Why; kept in the audit log.' }),
    cancelOpenOrders: t.boolean({ defaultValue: true, description: 'Also cancel the open orders in scope.' }),
    allowReduceOnly: t.boolean({
      defaultValue: false,
      description: 'Let orders through that only reduce risk.',
    }),
  }),
})

const ReleaseKillSwitchInput = builder.inputType('ReleaseKillSwitchInput', {
  description: 'Which switch to release, and why.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose switch.' }),
    killSwitchId: t.id({ required: true, description: 'The switch.' }),
    reason: t.string({ required: true, description: 'Why; kept in the audit log.' }),
  }),
})

const PutRiskPolicyPayload = builder
  .objectRef<{ readonly policy: RiskPolicyVersion }>('PutRiskPolicyPayload')
  .implement({
    description: 'The policy as it is in force now.',
    fields: (t) => ({ policy: t.expose('policy', { type: RiskPolicy, description: 'The policy.' }) }),
  })

const EngageKillSwitchPayload = builder
  .objectRef<{ readonly killSwitch: KillSwitchRow }>('EngageKillSwitchPayload')
  .implement({
    description: 'The switch, engaged.',
    fields: (t) => ({ killSwitch: t.expose('killSwitch', { type: KillSwitch, description: 'The switch.' }) }),
  })

const ReleaseKillSwitchPayload = builder
  .objectRef<{ readonly killSwitch: KillSwitchRow }>('ReleaseKillSwitchPayload')
  .implement({
    description: 'The switch, released.',
    fields: (t) => ({ killSwitch: t.expose('killSwitch', { type: KillSwitch, description: 'The switch.' }) }),
  })

builder.mutationFields((t) => ({
  putRiskPolicy: t.field({
    type: PutRiskPolicyPayload,
    description: 'Sets the limits of a scope; in force from the next command on.',
    args: { input: t.arg({ type: PutRiskPolicyInput, required: true, description: 'The policy.' }) },
    ...guarded('policy:put', namedOrganization),
    errors: problems('PutRiskPolicyResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { scope, expectedVersion = null } = input
      demandPlatform(context, organizationId, scope)
      const targetId = await storedTarget(context, organizationId, scope, input.targetId)
      const limits = limitsOf(input.limits)
      const request = { type: 'PutRiskPolicy', scope, targetId, expectedVersion, limits } as const
      // The platform's book first: a version that somebody else overtook must reach nobody.
      const policyId = await putOrStanding(context, organizationId, request)
      if (scope === 'GLOBAL') {
        await everywhere(context, organizationId, Promise.resolve(), async (other) => {
          const standing = await context.platform.globalPolicy(other)
          if (isDeepStrictEqual(standing?.limits, limits)) return []
          return [{ ...request, expectedVersion: standing?.version ?? null }]
        })
      }
      const [policy] = await context.data.control.policyVersions(policyId)
      if (policy === undefined) throw notFound('RiskPolicy')
      return { policy }
    },
  }),
  engageKillSwitch: t.field({
    type: EngageKillSwitchPayload,
    description: 'Stops trading in a scope at once. No confirmation, nothing that could fail on the way.',
    args: { input: t.arg({ type: EngageKillSwitchInput, required: true, description: 'What to stop.' }) },
    ...guarded('killSwitch:engage', namedOrganization),
    errors: problems('EngageKillSwitchResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      demandPlatform(context, organizationId, input.scope)
      const request = {
        type: 'EngageKillSwitch',
        scope: input.scope,
        targetId: await storedTarget(context, organizationId, input.scope, input.targetId),
        reason: input.reason,
        cancelOpenOrders: input.cancelOpenOrders ?? true,
        allowReduceOnly: input.allowReduceOnly ?? false,
      } as const
      const own = commit(context, organizationId, request)
      // Where it is engaged already, the engine engages no second one but withdraws what still works.
      const committed = await (input.scope === 'GLOBAL'
        ? everywhere(context, organizationId, own, () => Promise.resolve([request]))
        : own)
      return { killSwitch: await context.data.control.killSwitch(subjectOf(committed)) }
    },
  }),
  releaseKillSwitch: t.field({
    type: ReleaseKillSwitchPayload,
    description: 'Releases a kill switch, with a reason.',
    args: { input: t.arg({ type: ReleaseKillSwitchInput, required: true, description: 'Which, and why.' }) },
    ...guarded('killSwitch:release', namedOrganization),
    errors: problems('ReleaseKillSwitchResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const path = ['input', 'killSwitchId']
      const standing = await context.data.control.killSwitch(
        requireId('KillSwitch', input.killSwitchId, path),
        path,
      )
      if (standing.organizationId !== organizationId) throw notFound('KillSwitch', path)
      demandPlatform(context, organizationId, standing.scope)
      await demandSecondFactor(context, organizationId)
      const { reason } = input
      const request = { type: 'ReleaseKillSwitch', killSwitchId: standing.id, reason } as const
      const isReleased = standing.phase === 'RELEASED'
      if (standing.scope !== 'GLOBAL' || (isReleased && (await isEngagedAgain(context, standing)))) {
        await commit(context, organizationId, request)
      } else {
        const own = isReleased ? Promise.resolve(null) : commit(context, organizationId, request)
        await everywhere(context, organizationId, own, async (other) => {
          const ids = await context.platform.globalSwitches(other)
          return ids.map((killSwitchId) => ({ ...request, killSwitchId }))
        })
      }
      return { killSwitch: await context.data.control.killSwitch(standing.id) }
    },
  }),
}))

/** Puts the policy and names it. The limits that stand already in scope GLOBAL are no conflict: repeating mends the others. */
async function putOrStanding(
  context: Context,
  organizationId: string,
  request: Extract<CommandRequest, { readonly type: 'PutRiskPolicy' }>,
): Promise<string> {
  try {
    return subjectOf(await commit(context, organizationId, request))
  } catch (error) {
    if (!(error instanceof Conflict) || request.scope !== 'GLOBAL') throw error
    const policies = await context.data.control.policies(organizationId)
    const standing = policies.find(({ scope }) => scope === 'GLOBAL')
    if (standing === undefined || !isDeepStrictEqual(standing.limits, request.limits)) throw error
    return standing.policyId
  }
}

/** Whether a newer GLOBAL switch is engaged, which releasing an old one once more must not lift elsewhere. */
async function isEngagedAgain({ platform }: Context, { organizationId }: KillSwitchRow): Promise<boolean> {
  return (await platform.globalSwitches(organizationId)).length > 0
}

/** Scope GLOBAL belongs to the people of the platform organization. */
function demandPlatform(context: Context, organizationId: string, scope: string): void {
  if (scope !== 'GLOBAL' || membershipIn(context.require(), organizationId).organization.platform) return
  throw new Forbidden('scope GLOBAL is for the platform organization only; use ORGANIZATION', [
    'input',
    'scope',
  ])
}

function limitsOf(input: typeof RiskLimitsInput.$inferInput): RiskLimitsValue {
  return {
    maxOrderNotional: input.maxOrderNotional ?? null,
    maxOrderQuantity: input.maxOrderQuantity ?? null,
    maxPositionQuantity: input.maxPositionQuantity ?? null,
    maxPositionNotional: input.maxPositionNotional ?? null,
    maxGrossExposure: input.maxGrossExposure ?? null,
    maxNetExposure: input.maxNetExposure ?? null,
    maxLeverage: input.maxLeverage ?? null,
    maxConcentration: input.maxConcentration ?? null,
    maxOpenOrders: input.maxOpenOrders ?? null,
    maxOrdersPerSecond: input.maxOrdersPerSecond ?? null,
    maxDailyLoss: input.maxDailyLoss ?? null,
    maxDrawdown: input.maxDrawdown ?? null,
    priceCollar: input.priceCollar ?? null,
    maxQuoteAgeMs: input.maxQuoteAgeMs ?? null,
    restricted: input.restricted ?? null,
    assetClassCaps: input.assetClassCaps ?? null,
  }
}
