/** What is asked of an account before its next stage: a policy with versions, so that nobody overwrites another's change. */
import type { PromotionPolicy as PolicyValue } from '@quarterdeck/runtime'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import { PromotionPolicy } from '../type/shadow-report.ts'
import { guarded, namedOrganization, problems } from './field.ts'

const SetPromotionPolicyInput = builder.inputType('SetPromotionPolicyInput', {
  description: 'What is asked of accounts before their next stage.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose accounts.' }),
    version: t.int({
      required: true,
      description: 'The version that is changed; another is a CONFLICT.',
    }),
    daysInStage: t.int({ required: true, description: 'Days in the present stage, at least.' }),
    ordersInStage: t.int({ required: true, description: 'Orders in the present stage, at least.' }),
    fillRatioMin: t.float({ required: true, description: 'Least fill ratio.' }),
    fillRatioMax: t.float({ required: true, description: 'Greatest fill ratio.' }),
    priceDriftBpsMax: t.float({ required: true, description: 'Greatest drift of prices, basis points.' }),
    drawdownMaxShare: t.float({ required: true, description: 'Greatest loss from the high, a share.' }),
  }),
})

const SetPromotionPolicyPayload = builder
  .objectRef<{ readonly policy: PolicyValue }>('SetPromotionPolicyPayload')
  .implement({
    description: 'The policy that holds now.',
    fields: (t) => ({ policy: t.expose('policy', { type: PromotionPolicy, description: 'The policy.' }) }),
  })

builder.mutationField('setPromotionPolicy', (t) =>
  t.field({
    type: SetPromotionPolicyPayload,
    description: 'Says what is asked of an account before its next stage.',
    args: { input: t.arg({ type: SetPromotionPolicyInput, required: true, description: 'The policy.' }) },
    ...guarded('shadow:configure', namedOrganization),
    errors: problems('SetPromotionPolicyResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const asking = { organizationId, actor: context.require().actor }
      const { shadow } = context.runtime
      const { organizationId: _organization, ...policy } = input
      await asProblem(() => shadow.setPolicy(asking, policy), ['input'])
      return { policy: await shadow.policy(organizationId) }
    },
  }),
)
