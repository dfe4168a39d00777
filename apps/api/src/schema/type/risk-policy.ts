/** Risk policies with every version, and their limits. */
import type { AssetClassCap as AssetClassCapValue, RiskLimits as RiskLimitsValue } from '@quarterdeck/engine'
import type { RiskPolicyVersion as VersionRow } from '../../generated/prisma/client.ts'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { AssetClass, RiskPolicyScope } from '../enums.ts'
import { RiskPolicy } from '../refs.ts'
import { targetGlobalId } from '../scope-target.ts'
import { Actor, storedActor } from './actor.ts'

const AssetClassCap = builder.objectRef<AssetClassCapValue>('AssetClassCap').implement({
  description: 'A cap on the exposure in one asset class.',
  fields: (t) => ({
    assetClass: t.expose('assetClass', { type: AssetClass, description: 'The class.' }),
    maxExposure: t.expose('maxExposure', { type: 'Decimal', description: 'Largest gross exposure in it.' }),
  }),
})

/** What each limit means; the input type says the same. */
export const LIMIT_MEANINGS = {
  maxOrderNotional: 'Largest worst-case value of one order.',
  maxOrderQuantity: 'Largest quantity of one order.',
  maxPositionQuantity: 'Largest absolute position per instrument, working orders included.',
  maxPositionNotional: 'Largest absolute value of a position, working orders included.',
  maxGrossExposure: 'Largest sum of absolute exposures, worst case with working orders.',
  maxNetExposure: 'Largest absolute sum of signed exposures, worst case with working orders.',
  maxLeverage: 'Largest gross exposure divided by equity.',
  maxConcentration: "Largest single instrument's share of equity; 0.25 is a quarter.",
  maxOpenOrders: 'Most orders that may work at once.',
  maxOrdersPerSecond: 'Most orders in a second.',
  maxDailyLoss: "Largest loss of equity since the day's start.",
  maxDrawdown: "Largest drawdown from the day's high, as a share of it.",
  priceCollar: 'Largest share by which a price may be worse than the reference; 0.05 is 5 %.',
  maxQuoteAgeMs: 'Oldest quote that may be traded on, in milliseconds.',
  restricted: 'True: no order in scope that adds risk.',
  assetClassCaps: 'Caps by asset class.',
} as const

type CountLimit = 'maxOpenOrders' | 'maxOrdersPerSecond' | 'maxQuoteAgeMs'
type DecimalLimit = Exclude<keyof typeof LIMIT_MEANINGS, CountLimit | 'restricted' | 'assetClassCaps'>

export const RiskLimits = builder.objectRef<RiskLimitsValue>('RiskLimits').implement({
  description: 'The limits of one policy; null: this policy sets none.',
  fields: (t) => {
    const decimal = (limit: DecimalLimit) =>
      t.expose(limit, { type: 'Decimal', nullable: true, description: LIMIT_MEANINGS[limit] })
    const count = (limit: CountLimit) =>
      t.exposeInt(limit, { nullable: true, description: LIMIT_MEANINGS[limit] })
    return {
      maxOrderNotional: decimal('maxOrderNotional'),
      maxOrderQuantity: decimal('maxOrderQuantity'),
      maxPositionQuantity: decimal('maxPositionQuantity'),
      maxPositionNotional: decimal('maxPositionNotional'),
      maxGrossExposure: decimal('maxGrossExposure'),
      maxNetExposure: decimal('maxNetExposure'),
      maxLeverage: decimal('maxLeverage'),
      maxConcentration: decimal('maxConcentration'),
      maxOpenOrders: count('maxOpenOrders'),
      maxOrdersPerSecond: count('maxOrdersPerSecond'),
      maxDailyLoss: decimal('maxDailyLoss'),
      maxDrawdown: decimal('maxDrawdown'),
      priceCollar: decimal('priceCollar'),
      maxQuoteAgeMs: count('maxQuoteAgeMs'),
      restricted: t.exposeBoolean('restricted', { nullable: true, description: LIMIT_MEANINGS.restricted }),
      assetClassCaps: t.field({
        type: [AssetClassCap],
        nullable: true,
        description: LIMIT_MEANINGS.assetClassCaps,
        resolve: ({ assetClassCaps }) => (assetClassCaps === null ? null : [...assetClassCaps]),
      }),
    }
  },
})

/** Reads limits out of a Json column; the engine made them, in this shape. */
function storedLimits(value: unknown): RiskLimitsValue {
  return value as RiskLimitsValue
}

const RiskPolicyVersion = builder.objectRef<VersionRow>('RiskPolicyVersion').implement({
  description: 'One version of a risk policy.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'From 1.' }),
    limits: t.field({
      type: RiskLimits,
      description: 'Its limits.',
      resolve: ({ limits }) => storedLimits(limits),
    }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it was put.', resolve: ({ at }) => at }),
    updatedBy: t.field({
      type: Actor,
      description: 'Who put it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
  }),
})

builder.node(RiskPolicy, {
  description:
    'Limits on what may be ordered in a scope. The tightest limit of all policies that cover an order wins.',
  id: { resolve: ({ policyId }) => policyId },
  loadOne: nodeLoader(async (id, context) => {
    const [newest] = await context.data.control.policyVersions(id)
    if (newest === undefined) throw notFound('RiskPolicy')
    return newest
  }),
  fields: (t) => ({
    scope: t.field({
      type: RiskPolicyScope,
      description: 'What it covers.',
      resolve: ({ scope }) => scope as 'ORGANIZATION',
    }),
    targetId: t.id({
      nullable: true,
      description: 'What the scope points at; null for GLOBAL and ORGANIZATION.',
      resolve: ({ scope, targetId }) => targetGlobalId(scope, targetId),
    }),
    version: t.exposeInt('version', {
      description: 'Rises by one with every change; pass it as expectedVersion.',
    }),
    limits: t.field({
      type: RiskLimits,
      description: 'The limits in force.',
      resolve: ({ limits }) => storedLimits(limits),
    }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ at }) => at }),
    updatedBy: t.field({
      type: Actor,
      description: 'Who last changed it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    history: t.field({
      type: [RiskPolicyVersion],
      description: 'Every version, newest first.',
      resolve: async ({ policyId }, _args, { data }) => [...(await data.control.policyVersions(policyId))],
    }),
  }),
})
