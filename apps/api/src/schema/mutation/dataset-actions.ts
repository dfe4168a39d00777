/** Writing splits and dividends beside a dataset. The change stands in the audit log before it is made. */
import type { ActionChange, ActionsReport } from '@quarterdeck/market-data'
import type { Backtest as BacktestRow, Dataset as DatasetRow } from '../../generated/prisma/client.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { Backtest, Dataset } from '../refs.ts'
import { ImportMode } from '../research-enums.ts'
import { DatasetAction } from '../type/dataset-action.ts'
import { audited } from './audited.ts'
import { guarded, problems } from './field.ts'

const INPUT = ['input']
const DATASET_PATH = ['input', 'datasetId']

const ActionColumnsInput = builder.inputType('ActionColumnsInput', {
  description: 'Which column of a table holds what: kind and value, or dividend, split or both.',
  fields: (t) => ({
    date: t.string({ required: true, description: 'The ex-date: 2020-08-31, or an instant with Z.' }),
    kind: t.string({ description: 'SPLIT or CASH_DIVIDEND.' }),
    value: t.string({ description: 'The ratio of a split, such as 4:1, or the money of a dividend.' }),
    dividend: t.string({ description: 'Money for each share; empty or 0: none.' }),
    split: t.string({ description: 'New shares for old ones; empty or 0: none.' }),
    referencePrice: t.string({ description: 'Price that a dividend is measured by.' }),
  }),
})

const ImportDatasetActionsInput = builder.inputType('ImportDatasetActionsInput', {
  description: 'Splits and dividends of which file go beside which dataset.',
  fields: (t) => ({
    datasetId: t.id({ required: true, description: 'The dataset.' }),
    uploadId: t.string({ required: true, description: 'What POST /api/uploads answered.' }),
    mode: t.field({
      type: ImportMode,
      defaultValue: 'APPEND',
      description: 'What to do about those that are kept.',
    }),
    columns: t.field({
      type: ActionColumnsInput,
      description: 'Where the columns of the file do not tell; known by their names when left out.',
    }),
  }),
})

const DatasetActionChange = builder.objectRef<ActionChange>('DatasetActionChange').implement({
  description: 'What a write did to one split or dividend.',
  fields: (t) => ({
    before: t.expose('before', {
      type: DatasetAction,
      nullable: true,
      description: 'What it was; null: it is new.',
    }),
    after: t.expose('after', {
      type: DatasetAction,
      nullable: true,
      description: 'What it is; null: it was removed.',
    }),
  }),
})

interface Imported {
  readonly dataset: DatasetRow
  readonly report: ActionsReport
  readonly touchedBacktests: readonly BacktestRow[]
}

const ImportDatasetActionsPayload = builder.objectRef<Imported>('ImportDatasetActionsPayload').implement({
  description: 'What was written.',
  fields: (t) => ({
    dataset: t.expose('dataset', { type: Dataset, description: 'The dataset.' }),
    unchanged: t.int({
      description: 'How many were kept as they are.',
      resolve: ({ report }) => report.unchanged,
    }),
    changes: t.field({
      type: [DatasetActionChange],
      description: 'What was added, changed or removed, in order of time.',
      resolve: ({ report }) => [...report.changes],
    }),
    touchedBacktests: t.field({
      type: [Backtest],
      description: 'Backtests in whose range something changed: they cannot be repeated any more.',
      resolve: ({ touchedBacktests }) => [...touchedBacktests],
    }),
  }),
})

function namedDataset(input: { readonly datasetId: string }, { data }: Context): Promise<DatasetRow> {
  return data.research.dataset(requireId('Dataset', input.datasetId, DATASET_PATH), DATASET_PATH)
}

builder.mutationFields((t) => ({
  importDatasetActions: t.field({
    type: ImportDatasetActionsPayload,
    description: 'Writes the splits and dividends of an uploaded file beside a dataset, all or nothing.',
    args: {
      input: t.arg({
        type: ImportDatasetActionsInput,
        required: true,
        description: 'Which file, and where.',
      }),
    },
    ...guarded(
      'dataset:import',
      async (input: { readonly datasetId: string }, context) =>
        (await namedDataset(input, context)).organizationId,
    ),
    errors: problems('ImportDatasetActionsResult'),
    resolve: async (_root, { input }, context) => {
      const dataset = await namedDataset(input, context)
      const { organizationId, instrumentId, kind, timeframe } = dataset
      const request = {
        uploadId: input.uploadId,
        mode: input.mode ?? 'APPEND',
        columns: columnsOf(input.columns),
      } as const
      const summary = `Wrote splits and dividends beside ${instrumentId} ${kind} ${timeframe}`
      const report = await audited(
        context,
        { organizationId, action: 'dataset.actions', summary, after: request },
        () =>
          asProblem(
            async () =>
              (await context.runtime.research()).datasets.importActions(organizationId, dataset.id, request),
            INPUT,
          ),
      )
      const touchedBacktests = await context.data.research.backtestsOf(report.readersTouched)
      return { dataset: await namedDataset(input, context), report, touchedBacktests }
    },
  }),
}))

/** Columns without those that are not named. */
function columnsOf(columns: typeof ActionColumnsInput.$inferInput | null | undefined) {
  if (columns == null) return null
  const { date, ...others } = columns
  const named = Object.entries(others).filter((entry): entry is [string, string] => entry[1] != null)
  return { date, ...Object.fromEntries(named) }
}
