/** Comparing books with a venue now, and deciding about differences: the correction is an event of the journal, never silent. */
import type { Asking, Reconciliation, ReconciliationPolicy as PolicyValue } from '@quarterdeck/runtime'
import type {
  ReconciliationBreak as BreakRow,
  ReconciliationRun as RunRow,
} from '../../generated/prisma/client.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { BreakKind } from '../reconciliation-enums.ts'
import { ReconciliationBreak } from '../refs.ts'
import { ReconciliationPolicy, ReconciliationRun } from '../type/reconciliation-run.ts'
import { namedConnection, ofConnection } from './connection.ts'
import { guarded, namedOrganization, problems } from './field.ts'

const INPUT = ['input']
const BREAK_PATH = ['input', 'breakId']

const RunReconciliationInput = builder.inputType('RunReconciliationInput', {
  description: 'What to compare.',
  fields: (t) => ({
    connectionId: t.id({
      required: true,
      description: 'The connection with whose account books are compared.',
    }),
  }),
})

const decisionInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      breakId: t.id({ required: true, description: 'The difference.' }),
      reason: t.string({ required: true, description: 'Why; kept with it and in the audit log.' }),
    }),
  })

const CorrectBreakInput = decisionInput('CorrectBreakInput', 'Which correction to have booked.')
const DismissBreakInput = decisionInput('DismissBreakInput', 'Which difference needs no correction.')

const SetReconciliationPolicyInput = builder.inputType('SetReconciliationPolicyInput', {
  description: 'What is done about differences without a person.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose books.' }),
    everyMs: t.int({ required: true, description: 'Milliseconds from one comparison to the next.' }),
    applies: t.field({
      type: [BreakKind],
      required: true,
      description: 'Kinds whose correction is booked without a person.',
    }),
    worthMax: t.field({
      type: 'Decimal',
      required: true,
      description: "Worth up to which that is done, in the account's currency.",
    }),
  }),
})

const RunReconciliationPayload = builder
  .objectRef<{ readonly run: RunRow }>('RunReconciliationPayload')
  .implement({
    description: 'The comparison.',
    fields: (t) => ({ run: t.expose('run', { type: ReconciliationRun, description: 'The comparison.' }) }),
  })

const decisionPayload = (name: `${string}Payload`, description: string) =>
  builder.objectRef<{ readonly break: BreakRow }>(name).implement({
    description,
    fields: (t) => ({
      break: t.expose('break', { type: ReconciliationBreak, description: 'The difference as it is now.' }),
    }),
  })

const CorrectBreakPayload = decisionPayload('CorrectBreakPayload', 'The difference, corrected.')
const DismissBreakPayload = decisionPayload('DismissBreakPayload', 'The difference, dismissed.')

const SetReconciliationPolicyPayload = builder
  .objectRef<{ readonly policy: PolicyValue }>('SetReconciliationPolicyPayload')
  .implement({
    description: 'The policy that holds now.',
    fields: (t) => ({
      policy: t.expose('policy', { type: ReconciliationPolicy, description: 'The policy.' }),
    }),
  })

interface NamesBreak {
  readonly breakId: string
}

function namedBreak({ breakId }: NamesBreak, { data }: Context): Promise<BreakRow> {
  return data.connections.break(requireId('ReconciliationBreak', breakId, BREAK_PATH), BREAK_PATH)
}

const ofBreak = async (input: NamesBreak, context: Context): Promise<string> =>
  (await namedBreak(input, context)).organizationId

/** Does a part of reconciliation in the caller's name. */
async function reconciling<Result>(
  context: Context,
  organizationId: string,
  work: (reconciliation: Reconciliation, asking: Asking) => Promise<Result>,
): Promise<Result> {
  const asking = { organizationId, actor: context.require().actor }
  const result = await asProblem(async () => work(await context.runtime.reconciliation(), asking), INPUT)
  context.refresh()
  return result
}

builder.mutationFields((t) => ({
  runReconciliation: t.field({
    type: RunReconciliationPayload,
    description: "Compares our books with a venue's word now.",
    args: { input: t.arg({ type: RunReconciliationInput, required: true, description: 'What to compare.' }) },
    ...guarded('reconciliation:run', ofConnection),
    errors: problems('RunReconciliationResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedConnection(input, context)
      const runId = await reconciling(context, organizationId, (reconciliation, asking) =>
        reconciliation.run(asking, id),
      )
      return { run: await context.data.connections.run(runId) }
    },
  }),
  correctBreak: t.field({
    type: CorrectBreakPayload,
    description: 'Has the proposed correction of a difference booked, in the name of the caller.',
    args: { input: t.arg({ type: CorrectBreakInput, required: true, description: 'Which, and why.' }) },
    ...guarded('reconciliation:decide', ofBreak),
    errors: problems('CorrectBreakResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedBreak(input, context)
      await reconciling(context, organizationId, (reconciliation, asking) =>
        reconciliation.correct(asking, id, input.reason),
      )
      return { break: await namedBreak(input, context) }
    },
  }),
  dismissBreak: t.field({
    type: DismissBreakPayload,
    description: 'Decides that a difference needs no correction. A later comparison may find it again.',
    args: { input: t.arg({ type: DismissBreakInput, required: true, description: 'Which, and why.' }) },
    ...guarded('reconciliation:decide', ofBreak),
    errors: problems('DismissBreakResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedBreak(input, context)
      await reconciling(context, organizationId, (reconciliation, asking) =>
        reconciliation.dismiss(asking, id, input.reason),
      )
      return { break: await namedBreak(input, context) }
    },
  }),
  setReconciliationPolicy: t.field({
    type: SetReconciliationPolicyPayload,
    description: 'Says how often books are compared, and which corrections are booked without a person.',
    args: {
      input: t.arg({ type: SetReconciliationPolicyInput, required: true, description: 'The policy.' }),
    },
    ...guarded('reconciliation:configure', namedOrganization),
    errors: problems('SetReconciliationPolicyResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { everyMs, applies, worthMax } = input
      const policy = await reconciling(context, organizationId, async (reconciliation, asking) => {
        await reconciliation.setPolicy(asking, { everyMs, applies, worthMax })
        return reconciliation.policy(organizationId)
      })
      return { policy }
    },
  }),
}))
