/** The strategies of the organization and what runs of them: every deployment a row, live, stopped with one click. */
'use client'

import { Radio, Rocket, Upload, Workflow } from 'lucide-react'
import { useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Button } from '../controls/button.tsx'
import { GatedButton } from '../controls/gated-button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { DeploymentTable } from '../deployments/deployment-table.tsx'
import { DeploymentRow_DeploymentFragment } from '../deployments/deployment-row.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { StrategiesQuery as StrategiesResult } from '../generated/graphql.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import { StrategyUse } from './strategy-use.tsx'
import { VersionStatus } from './version-status.tsx'

const StrategiesQuery = graphql(`
  query Strategies($slug: String!) {
    organization(slug: $slug) {
      id
      strategies(first: 100) {
        edges {
          node {
            id
            name
            status
            newestVersion {
              id
              number
              status
            }
          }
        }
        totalCount
      }
      deployments(first: 100) {
        edges {
          node {
            id
            ...DeploymentRow_DeploymentFragment
          }
        }
        totalCount
      }
    }
  }
`)

type Listed = NonNullable<StrategiesResult['organization']>['strategies']['edges'][number]['node']

export const toSubmit = () => goTo(placeOf('strategies', { view: 'submit' }))

export function StrategyList({ slug }: { readonly slug: string }) {
  const { may } = useSelection()
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [{ data, error }, retry] = useLiveQuery({
    query: StrategiesQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  const organization = data?.organization
  const rows = getFragmentData(
    DeploymentRow_DeploymentFragment,
    organization?.deployments.edges.map((edge) => edge.node) ?? [],
  )
  if (!organization) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={14} label="Loading the strategies" />
    )
  }
  const strategies = organization.strategies.edges.map((edge) => edge.node)
  return (
    <div className="flex h-full flex-col bg-panel">
      <div className="flex min-h-9 flex-wrap items-center gap-2 border-b border-line px-2 py-1">
        <h2 className="flex-1 text-xs text-ink-2">
          {rows.length === 1 ? '1 deployment' : `${rows.length} deployments`}, <StrategyUse slug={slug} />
        </h2>
        {may('signal:read') ? (
          <Button onClick={() => goTo(placeOf('strategies', { view: 'signals' }))}>
            <Radio aria-hidden className="size-3.5" />
            Signals
          </Button>
        ) : null}
        {may('workflow:read') ? (
          <Button onClick={() => goTo(placeOf('strategies', { view: 'workflows' }))}>
            <Workflow aria-hidden className="size-3.5" />
            Workflows
          </Button>
        ) : null}
        <GatedButton
          tone="primary"
          title="n"
          why={may('strategy:submit') ? null : 'A trader, admin or owner can submit a strategy.'}
          onPress={toSubmit}
        >
          <Upload aria-hidden className="size-3.5" />
          Submit
        </GatedButton>
      </div>
      <Strategies strategies={strategies} />
      <div className="min-h-0 flex-1">
        <DeploymentTable
          rows={rows}
          selectedId={selectedId}
          onSelect={setSelectedId}
          empty={<Nothing any={strategies.length > 0} may={may('strategy:submit')} />}
        />
      </div>
      {organization.deployments.totalCount > rows.length ? (
        <p className="border-t border-line px-2 py-1 text-2xs text-ink-2">
          The newest {rows.length} of {organization.deployments.totalCount}; a strategy has the others.
        </p>
      ) : null}
    </div>
  )
}

function Nothing({ any, may }: { readonly any: boolean; readonly may: boolean }) {
  if (any) return <Empty title="Nothing is deployed.">Open a strategy above to deploy a version of it.</Empty>
  return (
    <Empty title="No strategy yet.">
      {may ? (
        <>
          <p className="mb-2">
            Drop a zip anywhere here, or have one built from a repository. Its code never holds a key and
            reaches no network.
          </p>
          <Button onClick={toSubmit}>Submit one</Button>
        </>
      ) : (
        'A trader, admin or owner can submit one.'
      )}
    </Empty>
  )
}

/** Every strategy with its newest version, as a strip that wraps: what can be opened and deployed. */
function Strategies({ strategies }: { readonly strategies: readonly Listed[] }) {
  const { may } = useSelection()
  if (strategies.length === 0) return null
  return (
    <ul
      aria-label="Strategies"
      className="flex max-h-28 flex-wrap gap-1.5 overflow-auto border-b border-line bg-ground p-1.5"
    >
      {strategies.map(({ id, name, newestVersion }) => (
        <li key={id} className="flex min-h-7 items-center gap-2 border border-line bg-panel px-2 text-xs">
          <PlaceLink to={placeOf('strategies', { id })} className="font-medium">
            {name}
          </PlaceLink>
          {newestVersion ? (
            <span className="text-ink-2">
              v{newestVersion.number} <VersionStatus status={newestVersion.status} />
            </span>
          ) : null}
          {newestVersion?.status === 'READY' ? (
            <GatedButton
              size="dense"
              tone="quiet"
              aria-label={`Deploy ${name}`}
              why={may('strategy:deploy') ? null : 'A trader, admin or owner can deploy it.'}
              onPress={() => goTo(placeOf('strategies', { view: 'deploy', id, version: newestVersion.id }))}
            >
              <Rocket aria-hidden className="size-3.5" />
              Deploy
            </GatedButton>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
