/** Which datasets are played, and over which days. Those that validation refuses are marked as such. */
import { TextField } from '../controls/text-field.tsx'
import { datasetName } from '../datasets/dataset-row.tsx'
import { Verdict } from '../datasets/verdict.tsx'
import { showCount } from '../format/number.ts'
import { showDay } from '../format/utc.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { FormPart } from './form-part.ts'

export const DatasetPicks_DatasetFragment = graphql(`
  fragment DatasetPicks_DatasetFragment on Dataset {
    id
    instrumentId
    kind
    timeframe
    rows
    firstAt
    lastAt
    verdict
  }
`)

export function DatasetPicks({ form, set, problem, organization }: FormPart) {
  const datasets = getFragmentData(
    DatasetPicks_DatasetFragment,
    organization.datasets.edges.map((edge) => edge.node),
  )
  const picked = new Set(form.datasetIds)
  const toggle = (id: string) =>
    set({
      datasetIds: picked.has(id) ? form.datasetIds.filter((each) => each !== id) : [...form.datasetIds, id],
    })
  return (
    <div className="flex flex-col gap-2 p-2">
      <fieldset className="max-h-56 overflow-auto border border-line">
        <legend className="sr-only">Datasets</legend>
        {datasets.map((dataset) => (
          <label
            key={dataset.id}
            className="flex min-h-7 items-center gap-2 border-b border-line px-2 py-0.5 text-xs last:border-b-0 hover:bg-hover pointer-coarse:min-h-9"
          >
            <input
              type="checkbox"
              className="size-4 shrink-0 accent-accent"
              checked={picked.has(dataset.id)}
              onChange={() => toggle(dataset.id)}
            />
            <span className="min-w-0 flex-1 truncate font-medium">{datasetName(dataset)}</span>
            <span className="hidden text-ink-2 tabular-nums sm:inline">
              {showDay(dataset.firstAt)} to {showDay(dataset.lastAt)}
            </span>
            <span className="text-ink-2 tabular-nums">{showCount(dataset.rows)}</span>
            <Verdict verdict={dataset.verdict} />
          </label>
        ))}
      </fieldset>
      {problem('datasetIds') ? (
        <p role="alert" className="text-2xs text-bad">
          {problem('datasetIds')}
        </p>
      ) : null}
      <div className="grid grid-cols-2 gap-2">
        <TextField
          label="From, UTC"
          type="date"
          hint="Earlier rows warm up"
          value={form.from}
          problem={problem('from')}
          onChange={(from) => set({ from })}
        />
        <TextField
          label="To, UTC"
          type="date"
          hint="That day included"
          value={form.to}
          problem={problem('to')}
          onChange={(to) => set({ to })}
        />
      </div>
    </div>
  )
}
