/** What made a strategy want an order: which input of which run, in which code. */
import type { OrderRow } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'

export const OrderCauseType = builder.objectRef<NonNullable<OrderRow['cause']>>('OrderCause').implement({
  description: 'What made a deployment want an order.',
  fields: (t) => ({
    run: t.exposeInt('run', { description: 'The run of the deployment.' }),
    input: t.exposeFloat('input', { description: 'Number of the input in the run, from 1.' }),
    digest: t.exposeString('digest', { description: 'SHA-256 that names the artifact that ran.' }),
  }),
})
