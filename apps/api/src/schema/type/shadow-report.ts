/** How shadow orders fared beside the real market, how far the simulation strayed from it, and what is asked before the next stage. */
import type {
  PromotionCriterion as CriterionValue,
  PromotionPolicy as PolicyValue,
  ShadowDrift as DriftValue,
  ShadowReport as ReportValue,
  ShadowScore as ScoreValue,
} from '@quarterdeck/runtime'
import { InvalidInput } from '../../problem/problem.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import { enumOf, OrderSide } from '../enums.ts'
import { strategyGlobalId } from '../strategy-label.ts'
import { organizationReads } from '../organization-reads.ts'
import { Account, Order, Organization } from '../refs.ts'
import { rowsPage } from '../rows-page.ts'
import { Instrument, visibleInstrument } from './instrument.ts'

const DAYS_MAX = 90
const DAYS_DEFAULT = 7

const PromotionCriterionName = enumOf('PromotionCriterionName', 'What must hold before the next stage.', {
  DAYS: 'Days in the present stage.',
  ORDERS: 'Orders in the present stage.',
  FILL_RATIO: 'Share of what the real prints would have filled that the simulation filled.',
  PRICE_DRIFT: 'How much worse the simulation filled than the prints, basis points.',
  NO_OPEN_BREAK: 'No difference to the venue is open.',
  NO_INCIDENT: 'No incident of its deployments is open.',
  DRAWDOWN: 'Share of its equity that it lost from its high.',
})

const ShadowDrift = builder.objectRef<DriftValue>('ShadowDrift').implement({
  description: 'How far the simulation strayed from the real market.',
  fields: (t) => ({
    orders: t.exposeInt('orders', { description: 'Orders compared.' }),
    fillRatio: t.exposeFloat('fillRatio', {
      nullable: true,
      description:
        'What the simulation filled, as a multiple of what the market would have; each order counts by its share. Null: the market would have filled nothing.',
    }),
    priceDriftBps: t.exposeFloat('priceDriftBps', {
      nullable: true,
      description:
        "Simulated price less the market's, worse is positive, basis points, weighted by the share of an order that both filled; null: nothing to compare.",
    }),
    timeDriftMs: t.exposeFloat('timeDriftMs', {
      nullable: true,
      description:
        'Median of simulated less printed time of the first fill, milliseconds; null: nothing to compare.',
    }),
  }),
})

const ShadowScore = builder.objectRef<ScoreValue>('ShadowScore').implement({
  description: 'One shadow order beside what the real market printed after it.',
  fields: (t) => ({
    order: t.field({
      type: Order,
      description: 'The order.',
      resolve: ({ orderId }, _args, { data }) => data.orders.find(orderId),
    }),
    instrument: t.field({
      type: Instrument,
      nullable: true,
      description: 'Of what; null: it is not followed any more.',
      resolve: ({ instrumentId }, _args, context) => visibleInstrument(context, instrumentId),
    }),
    side: t.expose('side', { type: OrderSide, description: 'Direction.' }),
    quantity: t.expose('quantity', { type: 'Decimal', description: 'Ordered, in units.' }),
    simulatedQuantity: t.expose('simulatedQuantity', {
      type: 'Decimal',
      description: 'What the simulated venue filled.',
    }),
    simulatedPrice: t.expose('simulatedPrice', {
      type: 'Decimal',
      nullable: true,
      description: 'At which average; null: it filled nothing.',
    }),
    simulatedAt: t.expose('simulatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When first; null: never.',
    }),
    printedQuantity: t.expose('printedQuantity', {
      type: 'Decimal',
      description: 'What the real prints would have filled, behind the queue that was displayed before it.',
    }),
    printedPrice: t.expose('printedPrice', {
      type: 'Decimal',
      nullable: true,
      description: 'At which average; null: they would have filled nothing.',
    }),
    printedAt: t.expose('printedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When first; null: never.',
    }),
    queueAhead: t.expose('queueAhead', {
      type: 'Decimal',
      description: 'What was displayed at its price before it and has not traded yet.',
    }),
  }),
})

const StrategyDrift = builder.objectRef<ReportValue['byStrategy'][number]>('StrategyDrift').implement({
  description: 'Drift of the orders of one strategy.',
  fields: (t) => ({
    strategyId: t.id({
      description: 'The strategy, or the label that its orders name.',
      resolve: ({ strategyId }) => strategyGlobalId(strategyId),
    }),
    name: t.string({
      description: "The strategy's name; of one that runs elsewhere the label.",
      resolve: async ({ strategyId }, _args, { data }) =>
        strategyGlobalId(strategyId) === strategyId
          ? strategyId
          : (await data.strategies.strategy(strategyId)).name,
    }),
    drift: t.expose('drift', { type: ShadowDrift, description: 'Its drift.' }),
  }),
})

const ShadowReport = builder
  .objectRef<ReportValue & { readonly organizationId: string }>('ShadowReport')
  .implement({
    description:
      'What the orders of a shadow account would have come to, and how far the simulation strayed from it.',
    fields: (t) => ({
      from: t.expose('from', { type: 'DateTime', description: 'Since when orders are compared.' }),
      to: t.expose('to', { type: 'DateTime', description: 'Until when.' }),
      total: t.expose('total', { type: ShadowDrift, description: 'Drift of all of them.' }),
      byStrategy: t.field({
        type: [StrategyDrift],
        description: 'Drift by strategy.',
        resolve: ({ byStrategy }) => [...byStrategy],
      }),
      scores: t.connection(
        {
          type: ShadowScore,
          description: 'Order by order.',
          resolve: ({ organizationId, scores }, args) => rowsPage(organizationId, scores, args),
        },
        { name: 'ShadowScoreConnection', description: 'A page of orders beside the real market.' },
        { name: 'ShadowScoreEdge', description: 'An order beside the real market in a page.' },
      ),
    }),
  })

const PromotionCriterion = builder.objectRef<CriterionValue>('PromotionCriterion').implement({
  description: 'Something that must hold before the next stage.',
  fields: (t) => ({
    name: t.expose('name', { type: PromotionCriterionName, description: 'What.' }),
    observed: t.exposeString('observed', { description: 'How it is.' }),
    required: t.exposeString('required', { description: 'What is asked.' }),
    met: t.exposeBoolean('met', { description: 'Whether it holds.' }),
  }),
})

export const PromotionPolicy = builder.objectRef<PolicyValue>('PromotionPolicy').implement({
  description: 'What is asked of an account before its next stage.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with every change, from 1.' }),
    daysInStage: t.exposeInt('daysInStage', { description: 'Days in the present stage, at least.' }),
    ordersInStage: t.exposeInt('ordersInStage', { description: 'Orders in the present stage, at least.' }),
    fillRatioMin: t.exposeFloat('fillRatioMin', { description: 'Least fill ratio.' }),
    fillRatioMax: t.exposeFloat('fillRatioMax', { description: 'Greatest fill ratio.' }),
    priceDriftBpsMax: t.exposeFloat('priceDriftBpsMax', {
      description: 'Greatest drift of prices, basis points.',
    }),
    drawdownMaxShare: t.exposeFloat('drawdownMaxShare', {
      description: 'Greatest loss from the high, a share.',
    }),
  }),
})

builder.objectFields(Account, (t) => ({
  shadowReport: t.field({
    type: ShadowReport,
    description: 'How its shadow orders fared beside the real market.',
    args: { days: t.arg.int({ description: `Of how many days; 1 to ${DAYS_MAX}, 7 by default.` }) },
    authScopes: ({ organizationId }) => ({ can: { action: 'shadow:read', organizationId } }),
    resolve: async ({ id, organizationId }, args, { runtime }) => {
      const days = args.days ?? DAYS_DEFAULT
      if (days < 1 || days > DAYS_MAX) throw new InvalidInput(`days must be from 1 to ${DAYS_MAX}`, ['days'])
      const report = await asProblem(() => runtime.shadow.report(organizationId, id, days))
      return { ...report, organizationId }
    },
  }),
  promotionCriteria: t.field({
    type: [PromotionCriterion],
    description: 'What the policy asks of it before its next stage.',
    authScopes: ({ organizationId }) => ({ can: { action: 'shadow:read', organizationId } }),
    resolve: ({ id, organizationId }, _args, { runtime }) =>
      asProblem(async () => [...(await runtime.shadow.criteria(organizationId, id))]),
  }),
}))

builder.objectField(Organization, 'promotionPolicy', (t) =>
  t.field({
    type: PromotionPolicy,
    description:
      "What is asked of accounts before their next stage; the house's until somebody said otherwise.",
    ...organizationReads('shadow:read'),
    resolve: ({ id }, _args, { runtime }) => runtime.shadow.policy(id),
  }),
)
