/** One strategy: its versions and what is deployed of it on one side, the version that is looked at on the other. */
'use client'

import { useState } from 'react'
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { DeploymentRow_DeploymentFragment } from '../deployments/deployment-row.tsx'
import { DeploymentTable } from '../deployments/deployment-table.tsx'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { StrategyQuery as StrategyResult } from '../generated/graphql.ts'
import { useNarrow } from '../shell/narrow.ts'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { DataTable } from '../table/data-table.tsx'
import { VersionPanel } from './version-panel.tsx'
import {
  narrowVersionColumns,
  type VersionRow,
  VersionRow_StrategyVersionFragment,
  versionColumns,
} from './version-row.tsx'

const StrategyQuery = graphql(`
  query Strategy($slug: String!, $id: ID!) {
    organization(slug: $slug) {
      id
      strategy(id: $id) {
        id
        name
        status
        mode
        versions(first: 100) {
          edges {
            node {
              id
              ...VersionRow_StrategyVersionFragment
            }
          }
          totalCount
        }
        deployments {
          id
          ...DeploymentRow_DeploymentFragment
        }
      }
    }
  }
`)

type Strategy = NonNullable<NonNullable<StrategyResult['organization']>['strategy']>

export interface StrategyDetailProps {
  readonly id: string
  readonly slug: string
}

export function StrategyDetail({ id, slug }: StrategyDetailProps) {
  const [{ data, error }, retry] = useLiveQuery({
    query: StrategyQuery,
    variables: { slug, id },
    requestPolicy: 'cache-and-network',
  })
  const strategy = data?.organization?.strategy
  if (strategy) return <Loaded strategy={strategy} />
  if (error) return <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
  if (!data) return <Skeleton rows={14} label="Loading the strategy" />
  return (
    <Empty title="There is no such strategy.">
      <PlaceLink to={placeOf('strategies')}>All strategies</PlaceLink>
    </Empty>
  )
}

function Loaded({ strategy }: { readonly strategy: Strategy }) {
  const versions = getFragmentData(
    VersionRow_StrategyVersionFragment,
    strategy.versions.edges.map((edge) => edge.node),
  )
  const opened = useOpened('version')
  const shown = versions.find(({ id }) => id === opened) ?? versions[0]
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('strategies')} className="text-xs">
          Strategies
        </PlaceLink>
        <h2 className="min-w-0 truncate text-sm font-semibold">{strategy.name}</h2>
        {strategy.deployments.length > 0 ? (
          <>
            <span className="text-xs text-ink-2">{showWord(strategy.status)}</span>
            <ModeBadge mode={strategy.mode} />
          </>
        ) : null}
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-1 content-start gap-2 overflow-auto p-2 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)] lg:content-stretch">
        <div className="flex min-w-0 flex-col gap-2 lg:min-h-0">
          <Versions strategyId={strategy.id} versions={versions} shownId={shown?.id ?? null} />
          <Deployments strategy={strategy} />
        </div>
        {shown ? (
          <VersionPanel key={shown.id} strategyId={strategy.id} version={shown} versions={versions} />
        ) : (
          <Empty title="It has no version." />
        )}
      </div>
    </div>
  )
}

interface VersionsProps {
  readonly strategyId: string
  readonly versions: readonly VersionRow[]
  readonly shownId: string | null
}

function Versions({ strategyId, versions, shownId }: VersionsProps) {
  const narrow = useNarrow()
  return (
    <Section title={`Versions (${versions.length})`} className="shrink-0">
      <div className="h-28 lg:h-64">
        <DataTable
          label="Versions"
          columns={narrow ? narrowVersionColumns : versionColumns}
          rows={versions}
          rowId={(row) => row.id}
          selectedId={shownId}
          onSelect={(row) => {
            if (row.id !== shownId) goTo(placeOf('strategies', { id: strategyId, version: row.id }))
          }}
          empty={<Empty title="No version yet." />}
        />
      </div>
    </Section>
  )
}

function Deployments({ strategy }: { readonly strategy: Strategy }) {
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const rows = getFragmentData(DeploymentRow_DeploymentFragment, strategy.deployments)
  return (
    <Section title={`Deployments (${rows.length})`} className="lg:min-h-40 lg:flex-1">
      <div className="h-28 min-h-0 lg:h-auto lg:flex-1">
        <DeploymentTable
          rows={rows}
          only="strategy"
          selectedId={selectedId}
          onSelect={setSelectedId}
          empty={<Empty title="Nothing of it is deployed." />}
        />
      </div>
    </Section>
  )
}
