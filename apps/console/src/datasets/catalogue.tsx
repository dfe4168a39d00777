/** The catalogue: every dataset with its coverage and verdict, and beside it what is being imported. */
'use client'

import { Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { useNarrow } from '../shell/narrow.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { DataTable } from '../table/data-table.tsx'
import { datasetColumns, DatasetRow_DatasetFragment, narrowDatasetColumns } from './dataset-row.tsx'
import { JobItem_JobFragment, JobList } from './job-list.tsx'

const CatalogueQuery = graphql(`
  query Catalogue($slug: String!) {
    organization(slug: $slug) {
      id
      datasets(first: 200) {
        edges {
          node {
            id
            ...DatasetRow_DatasetFragment
          }
        }
        totalCount
      }
      jobs(first: 30) {
        edges {
          node {
            id
            ...JobItem_JobFragment
          }
        }
      }
    }
  }
`)

const toImport = () => goTo(placeOf('datasets', { view: 'import' }))

export function Catalogue({ slug }: { readonly slug: string }) {
  const { may } = useSelection()
  const narrow = useNarrow()
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [{ data, error }, retry] = useLiveQuery({
    query: CatalogueQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  const organization = data?.organization
  const rows = getFragmentData(
    DatasetRow_DatasetFragment,
    organization?.datasets.edges.map((edge) => edge.node) ?? [],
  )
  const jobs = organization?.jobs.edges.map((edge) => edge.node) ?? []
  useNewDatasets(getFragmentData(JobItem_JobFragment, jobs), rows, () =>
    retry({ requestPolicy: 'network-only' }),
  )

  if (!organization) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={14} label="Loading the datasets" />
    )
  }
  return (
    <div className="flex h-full flex-col bg-panel">
      <CatalogueHead count={organization.datasets.totalCount} />
      <div className="grid min-h-0 flex-1 grid-rows-[minmax(0,1fr)_minmax(0,220px)] lg:grid-cols-[minmax(0,1fr)_320px] lg:grid-rows-1">
        <DataTable
          label="Datasets"
          columns={narrow ? narrowDatasetColumns : datasetColumns}
          rows={rows}
          rowId={(row) => row.id}
          selectedId={selectedId}
          onSelect={(row) => setSelectedId(row.id)}
          onOpen={(row) => goTo(placeOf('datasets', { id: row.id }))}
          empty={
            <Empty title="No dataset yet.">
              {may('dataset:import') ? (
                <Button onClick={toImport}>Import a file, or ask a venue</Button>
              ) : (
                'An owner or admin can import files and ask venues.'
              )}
            </Empty>
          }
        />
        <section
          aria-labelledby="jobs-title"
          className="min-h-0 overflow-auto border-t border-line lg:border-t-0 lg:border-l"
        >
          <h2
            id="jobs-title"
            className="sticky top-0 z-10 border-b border-line bg-raised px-2 py-1 text-xs font-semibold"
          >
            Imports and updates
          </h2>
          <JobList jobs={jobs} />
        </section>
      </div>
    </div>
  )
}

function CatalogueHead({ count }: { readonly count: number }) {
  const { may } = useSelection()
  return (
    <div className="flex min-h-9 items-center gap-2 border-b border-line px-2 py-1">
      <h2 className="flex-1 text-xs text-ink-2">{count === 1 ? '1 dataset' : `${count} datasets`}</h2>
      {may('dataset:import') ? (
        <Button tone="primary" onClick={toImport} title="n">
          <Upload aria-hidden className="size-3.5" />
          Import
        </Button>
      ) : null}
    </div>
  )
}

interface DoneJob {
  readonly status: string
  readonly dataset?: { readonly id: string } | null | undefined
}

/** Reads the catalogue again when a job has made a dataset that it does not list. */
function useNewDatasets(
  jobs: readonly DoneJob[],
  rows: readonly { readonly id: string }[],
  read: () => void,
): void {
  const known = new Set(rows.map(({ id }) => id))
  const unknown = jobs.find(
    ({ status, dataset }) => status === 'COMPLETED' && dataset && !known.has(dataset.id),
  )?.dataset?.id
  const latest = useRef(read)
  useEffect(() => {
    latest.current = read
  })
  useEffect(() => {
    if (unknown) latest.current()
  }, [unknown])
}
