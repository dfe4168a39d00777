/** Begins a dataset with what a venue tells of its past: who is asked, for what, in which bars and from when. */
'use client'

import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { useMutation, useQuery } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { TextField } from '../controls/text-field.tsx'
import { graphql } from '../generated/gql.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { InstrumentField } from './instrument-field.tsx'
import { useKnownInstruments } from './known-instruments.ts'
import {
  candleSources,
  candleTimeframes,
  emptyVenueForm,
  missingOf,
  sourceTitle,
  toBegin,
  type VenueForm,
} from './venue-choices.ts'

const CandleSourcesQuery = graphql(`
  query CandleSources($slug: String!) {
    organization(slug: $slug) {
      id
      datasetUpdateSources
    }
  }
`)

const BeginDataset = graphql(`
  mutation BeginDataset($input: BeginDatasetInput!) {
    beginDataset(input: $input) {
      __typename
      ... on BeginDatasetPayload {
        job {
          id
          status
          ...JobItem_JobFragment
        }
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

export function VenueStart({ slug }: { readonly slug: string }) {
  const [{ data, error }, retry] = useQuery({
    query: CandleSourcesQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  const sources = candleSources(data?.organization?.datasetUpdateSources ?? [])
  if (!data?.organization)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={5} />
    )
  if (sources.length === 0)
    return <Empty title="Nobody can be asked for candles.">Add a connection to a venue first.</Empty>
  return <Form slug={slug} sources={sources} />
}

function Form({ slug, sources }: { readonly slug: string; readonly sources: readonly string[] }) {
  const { membership } = useSelection()
  const [, begin] = useMutation(BeginDataset)
  const [form, setForm] = useState<VenueForm>({ ...emptyVenueForm, source: sources[0] ?? '' })
  const [refusal, setRefusal] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const lacks = missingOf(form)
    setRefusal(lacks)
    if (lacks !== null) return
    const { data, error } = await begin({ input: toBegin(membership.organization.id, form) })
    const outcome = outcomeOf(data?.beginDataset, error)
    if (outcome.kind !== 'done') return setRefusal(explainOutcome(outcome))
    toast('The venue is being asked')
    goTo(placeOf('datasets'))
  }
  return (
    <form
      aria-label="Dataset from a venue"
      onSubmit={(event) => void submit(event)}
      className="flex w-full max-w-xl flex-col gap-2 p-2"
    >
      <Section title="What is asked for">
        <VenueFields
          slug={slug}
          sources={sources}
          form={form}
          onChange={(change) => {
            setRefusal(null)
            setForm((before) => ({ ...before, ...change }))
          }}
        />
      </Section>
      <p className="text-xs text-ink-2">
        The bars are checked like those of a file. Updates go on from the last one: set when on the dataset
        itself.
      </p>
      {refusal ? (
        <p role="alert" className="text-xs text-bad">
          Not begun: {refusal}
        </p>
      ) : null}
      <Button type="submit" tone="primary" size="large">
        Begin
      </Button>
    </form>
  )
}

interface VenueFieldsProps {
  readonly slug: string
  readonly sources: readonly string[]
  readonly form: VenueForm
  readonly onChange: (change: Partial<VenueForm>) => void
}

function VenueFields({ slug, sources, form, onChange }: VenueFieldsProps) {
  const known = useKnownInstruments(slug)
  return (
    <div className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-2">
      <Choice
        label="Who is asked"
        value={form.source}
        options={sources.map((value) => ({ value, title: sourceTitle(value) }))}
        onChange={(source) => onChange({ source })}
      />
      <InstrumentField
        hint="VENUE:SYMBOL, such as COINBASE:BTC-USD"
        known={known}
        value={form.instrumentId}
        onChange={(instrumentId) => onChange({ instrumentId })}
      />
      <Choice
        label="Timeframe"
        value={form.timeframe}
        options={candleTimeframes.map((value) => ({ value, title: value }))}
        onChange={(timeframe) => onChange({ timeframe })}
      />
      <TextField
        label="From"
        hint="Left out: the newest few thousand bars"
        type="date"
        value={form.from}
        onChange={(from) => onChange({ from })}
      />
    </div>
  )
}
