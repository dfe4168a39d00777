/** One dataset in full: what it covers, its prices, its quality, what it is like, where its rows came from, who reads it. */
'use client'

import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showCount } from '../format/number.ts'
import { showUtc } from '../format/utc.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { ActionsSection } from './actions-section.tsx'
import { AnalysisSection } from './analysis-section.tsx'
import { DatasetActions } from './dataset-actions.tsx'
import { datasetName, type DatasetRow, DatasetRow_DatasetFragment } from './dataset-row.tsx'
import { ImportHistory } from './import-history.tsx'
import { JobItem_JobFragment, JobList } from './job-list.tsx'
import { PriceSection } from './price-section.tsx'
import { QualitySection } from './quality-section.tsx'
import { DatasetReaders } from './readers-section.tsx'
import { scheduleText } from './schedule.ts'
import { isTicks } from './series-kinds.ts'
import { Verdict } from './verdict.tsx'

const DatasetQuery = graphql(`
  query Dataset($slug: String!, $id: ID!) {
    organization(slug: $slug) {
      id
      dataset(id: $id) {
        id
        ...DatasetRow_DatasetFragment
        ...ActionsSection_DatasetFragment
        ...ImportHistory_DatasetFragment
        ...DatasetReaders_DatasetFragment
        lastJob {
          id
          ...JobItem_JobFragment
        }
      }
    }
  }
`)

export function DatasetDetail({ id, slug }: { readonly id: string; readonly slug: string }) {
  const [{ data, error }, retry] = useLiveQuery({
    query: DatasetQuery,
    variables: { slug, id },
    requestPolicy: 'cache-and-network',
  })
  const dataset = data?.organization?.dataset
  if (!dataset) {
    if (error) return <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    if (!data) return <Skeleton rows={14} label="Loading the dataset" />
    return (
      <Empty title="There is no such dataset.">
        <PlaceLink to={placeOf('datasets')}>All datasets</PlaceLink>
      </Empty>
    )
  }
  const row = getFragmentData(DatasetRow_DatasetFragment, dataset)
  const job = getFragmentData(JobItem_JobFragment, dataset.lastJob)
  const bars = !isTicks(row.kind)
  return (
    <div className="flex h-full flex-col bg-ground">
      <Head row={row} />
      <div
        tabIndex={0}
        role="region"
        aria-label={datasetName(row)}
        className="grid min-h-0 flex-1 grid-cols-1 content-start gap-2 overflow-auto p-2 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]"
      >
        <div className="flex min-w-0 flex-col gap-2">
          {bars ? <PriceSection id={row.id} name={datasetName(row)} /> : null}
          <QualitySection id={row.id} />
          {bars ? <ActionsSection dataset={dataset} /> : null}
        </div>
        <div className="flex min-w-0 flex-col gap-2">
          <Facts row={row} />
          {job && dataset.lastJob && job.status !== 'COMPLETED' ? (
            <Section title="Newest job">
              <JobList jobs={[dataset.lastJob]} />
            </Section>
          ) : null}
          {bars ? <AnalysisSection id={row.id} /> : null}
          <ImportHistory dataset={dataset} />
          <DatasetReaders dataset={dataset} />
        </div>
      </div>
    </div>
  )
}

function Head({ row }: { readonly row: DatasetRow }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-2 py-1">
      <PlaceLink to={placeOf('datasets')} className="text-xs">
        Datasets
      </PlaceLink>
      <h2 className="text-sm font-semibold">{datasetName(row)}</h2>
      <span className="text-xs">
        <Verdict verdict={row.verdict} />
      </span>
      <span className="hidden text-xs text-ink-2 sm:inline">{showCount(row.rows)} rows</span>
      <DatasetActions dataset={row} />
    </div>
  )
}

function Facts({ row }: { readonly row: DatasetRow }) {
  const facts = [
    ['Coverage', `${showUtc(row.firstAt)} to ${showUtc(row.lastAt)} UTC`],
    ['Rows', showCount(row.rows)],
    ['Source', row.source],
    ['Updates', scheduleText(row.updateSchedule)],
    ['Content hash', row.contentHash],
  ] as const
  return (
    <Section title="Facts">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 px-2 py-1.5 text-xs">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd
              className={name === 'Content hash' ? 'truncate font-mono text-2xs' : 'break-words'}
              title={value}
            >
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
