/** Asking for a comparison of a run's decisions with those that its code takes again. */
import type { ParityReport as ParityReportRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { ParityReport } from '../refs.ts'
import { asProblem } from '../as-problem.ts'
import { audited } from './audited.ts'
import { namedDeployment, ofDeployment } from './deployment.ts'
import { guarded, problems } from './field.ts'

const CompareDeploymentInput = builder.inputType('CompareDeploymentInput', {
  description: 'Which run to compare.',
  fields: (t) => ({
    deploymentId: t.id({ required: true, description: 'The deployment.' }),
    run: t.int({ description: 'The run; the newest when left out.' }),
  }),
})

const CompareDeploymentPayload = builder
  .objectRef<{ readonly report: ParityReportRow }>('CompareDeploymentPayload')
  .implement({
    description: 'The comparison, which is made as a job.',
    fields: (t) => ({
      report: t.expose('report', { type: ParityReport, description: 'The comparison.' }),
    }),
  })

builder.mutationFields((t) => ({
  compareDeployment: t.field({
    type: CompareDeploymentPayload,
    description:
      'Plays a run again on its recorded inputs, so far as it has come, and compares every decision.',
    args: {
      input: t.arg({ type: CompareDeploymentInput, required: true, description: 'Which run.' }),
    },
    ...guarded('strategy:compare', ofDeployment),
    errors: problems('CompareDeploymentResult'),
    resolve: async (_root, { input }, context) => {
      const { id, name, organizationId } = await namedDeployment(input, context)
      const run = input.run ?? null
      const summary = `Asked for a comparison of ${run === null ? 'the newest run' : `run ${run}`} of ${name}`
      const asking = { organizationId, actor: context.require().actor }
      const reportId = await audited(
        context,
        { organizationId, action: 'deployment.compare', summary, after: { run } },
        () => asProblem(async () => (await context.runtime.strategies()).compare(asking, id, run), ['input']),
      )
      return { report: await context.data.runs.report(reportId) }
    },
  }),
}))
