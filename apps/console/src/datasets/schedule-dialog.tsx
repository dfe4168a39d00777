/** Sets what brings a dataset up to date: a file of the import folder or a venue's candles, by the clock or after another dataset. */
'use client'

import { type FormEvent, useState } from 'react'
import { useQuery } from 'urql'
import { explainOutcome, type Outcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { TextField } from '../controls/text-field.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { useSelection } from '../shell/selection.tsx'
import { useDatasetMutations } from './dataset-mutations.ts'
import { datasetName, type DatasetRow, DatasetRow_DatasetFragment } from './dataset-row.tsx'
import { cronOf, formOf, type Rhythm, type ScheduleForm } from './schedule.ts'
import { sourceTitle } from './venue-choices.ts'

const ScheduleChoicesQuery = graphql(`
  query ScheduleChoices($slug: String!) {
    organization(slug: $slug) {
      id
      datasetUpdateSources
      datasets(first: 200) {
        edges {
          node {
            id
            ...DatasetRow_DatasetFragment
          }
        }
      }
    }
  }
`)

const rhythms: readonly { readonly value: Rhythm; readonly title: string }[] = [
  { value: 'hourly', title: 'Every hour' },
  { value: 'daily', title: 'Every day' },
  { value: 'weekdays', title: 'Monday to Friday' },
  { value: 'custom', title: 'Cron expression' },
  { value: 'after', title: 'After another dataset' },
]

export interface ScheduleDialogProps {
  readonly dataset: DatasetRow
  readonly onClose: () => void
}

export function ScheduleDialog({ dataset, onClose }: ScheduleDialogProps) {
  const { membership } = useSelection()
  const [{ data, error }, retry] = useQuery({
    query: ScheduleChoicesQuery,
    variables: { slug: membership.organization.slug },
    requestPolicy: 'cache-and-network',
  })
  const organization = data?.organization
  const others = getFragmentData(
    DatasetRow_DatasetFragment,
    organization?.datasets.edges.map((edge) => edge.node) ?? [],
  ).filter(({ id }) => id !== dataset.id)
  return (
    <Dialog open onClose={onClose} title={`Updates of ${datasetName(dataset)}`}>
      {organization ? (
        organization.datasetUpdateSources.length === 0 && !dataset.updateSchedule ? (
          <Empty title="There is nothing to update from.">
            Updates read candles of venues, and files of the import folder, which whoever runs this server
            sets.
          </Empty>
        ) : (
          <Form
            dataset={dataset}
            sources={organization.datasetUpdateSources}
            others={others}
            onClose={onClose}
          />
        )
      ) : error ? (
        <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
      ) : (
        <Skeleton rows={5} />
      )}
    </Dialog>
  )
}

interface FormProps extends ScheduleDialogProps {
  readonly sources: readonly string[]
  readonly others: readonly DatasetRow[]
}

function Form({ dataset, sources, others, onClose }: FormProps) {
  const { schedule } = useDatasetMutations()
  const [form, setForm] = useState(() => formOf(dataset.updateSchedule, sources))
  const [refusal, setRefusal] = useState<string | null>(null)

  const settle = (outcome: Outcome<unknown>) => {
    if (outcome.kind === 'done') onClose()
    else setRefusal(explainOutcome(outcome))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const cron = cronOf(form)
    void schedule({
      datasetId: dataset.id,
      source: form.source,
      zone: form.zone.trim() || 'UTC',
      ...(cron === null ? { afterDatasetId: form.afterId } : { cron }),
    }).then(settle)
  }
  return (
    <form aria-label="Updates" onSubmit={submit} className="flex flex-col gap-3 p-3">
      <ScheduleFields form={form} onChange={setForm} sources={sources} others={others} />
      {refusal ? (
        <p role="alert" className="text-xs text-bad">
          Not saved: {refusal}
        </p>
      ) : null}
      <div className="flex gap-2">
        <Button type="submit" tone="primary">
          Save
        </Button>
        {dataset.updateSchedule ? (
          <Button onClick={() => void schedule({ datasetId: dataset.id }).then(settle)}>
            Stop updating it
          </Button>
        ) : null}
      </div>
    </form>
  )
}

interface ScheduleFieldsProps {
  readonly form: ScheduleForm
  readonly onChange: (form: ScheduleForm) => void
  readonly sources: readonly string[]
  readonly others: readonly DatasetRow[]
}

function ScheduleFields({ form, onChange, sources, others }: ScheduleFieldsProps) {
  const set = (change: Partial<ScheduleForm>) => onChange({ ...form, ...change })
  const offered = rhythms.filter(({ value }) => value !== 'after' || others.length > 0)
  return (
    <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
      <Choice
        label="Source"
        value={form.source}
        onChange={(source) => set({ source })}
        options={[...new Set([form.source, ...sources])]
          .filter(Boolean)
          .map((name) => ({ value: name, title: sourceTitle(name) }))}
      />
      <Choice
        label="When"
        value={form.rhythm}
        onChange={(rhythm) =>
          set({ rhythm: offered.find(({ value }) => value === rhythm)?.value ?? form.rhythm })
        }
        options={offered}
      />
      {form.rhythm === 'daily' || form.rhythm === 'weekdays' ? (
        <TextField label="At" type="time" required value={form.time} onChange={(time) => set({ time })} />
      ) : null}
      {form.rhythm === 'custom' ? (
        <TextField
          label="Cron expression"
          hint="Minute, hour, day, month, weekday"
          required
          value={form.cron}
          onChange={(cron) => set({ cron })}
        />
      ) : null}
      {form.rhythm === 'after' ? (
        <Choice
          label="Dataset"
          value={form.afterId}
          onChange={(afterId) => set({ afterId })}
          options={[
            { value: '', title: 'Choose one' },
            ...others.map((other) => ({ value: other.id, title: datasetName(other) })),
          ]}
        />
      ) : (
        <TextField
          label="Time zone"
          hint="Such as Europe/London"
          value={form.zone}
          onChange={(zone) => set({ zone })}
        />
      )}
    </div>
  )
}
