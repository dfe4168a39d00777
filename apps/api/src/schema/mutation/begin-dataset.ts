/** Begins a dataset with a venue's candles. The change stands in the audit log before it is made. */
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import { microsOf } from '../type/dataset.ts'
import { audited } from './audited.ts'
import { guarded, namedOrganization, problems } from './field.ts'
import { jobPayload } from './job-payload.ts'

const BeginDatasetInput = builder.inputType('BeginDatasetInput', {
  description: "What to begin with a venue's candles.",
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose dataset.' }),
    source: t.string({
      required: true,
      description: 'Who is asked, as in `datasetUpdateSources`: a connection or a venue.',
    }),
    instrumentId: t.string({ required: true, description: 'VENUE:SYMBOL, as the venue lists it.' }),
    timeframe: t.string({ required: true, description: 'Length of a bar that the venue has, such as 1h.' }),
    from: t.field({ type: 'DateTime', description: 'First bar; left out: the newest few thousand.' }),
  }),
})

const BeginDatasetPayload = jobPayload('BeginDatasetPayload')

builder.mutationFields((t) => ({
  beginDataset: t.field({
    type: BeginDatasetPayload,
    description: "Begins a dataset with a venue's candles, as a job; it is updated from there afterwards.",
    args: { input: t.arg({ type: BeginDatasetInput, required: true, description: 'What to begin.' }) },
    ...guarded('dataset:import', namedOrganization),
    errors: problems('BeginDatasetResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { source, instrumentId, timeframe } = input
      const start = { source, instrumentId, timeframe, from: microsOf(input.from) }
      const summary = `Began ${instrumentId} BARS ${timeframe} with the candles of ${source}`
      const asking = { organizationId, actor: context.require().actor }
      const id = await audited(
        context,
        { organizationId, action: 'dataset.begin', summary, after: start },
        () =>
          asProblem(async () => (await context.runtime.research()).datasets.begin(asking, start), ['input']),
      )
      return { job: await context.data.research.job(id) }
    },
  }),
}))
