/** One deployment: what it does now, what it can be told, and behind tabs what it logs, orders, holds, decides and uses. */
'use client'

import { Tabs } from 'radix-ui'
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { TabBar, type TabTitle } from '../controls/tab-bar.tsx'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import { Activity } from './activity.tsx'
import { ControlBar } from './control-bar.tsx'
import { DecisionsTab } from './decisions-tab.tsx'
import { activityOf, type DeploymentRow, DeploymentRow_DeploymentFragment } from './deployment-row.tsx'
import { useDeploymentKeys } from './deployment-table.tsx'
import type { DeploymentTerms_DeploymentFragment } from './deployment-terms.ts'
import { Headline } from './headline.tsx'
import { HistoryTab } from './history-tab.tsx'
import { IncidentsTab } from './incidents-tab.tsx'
import { LogTab } from './log-tab.tsx'
import { OrdersTab } from './orders-tab.tsx'
import { ParametersTab } from './parameters-tab.tsx'
import { ParityTab } from './parity-tab.tsx'
import { PositionTab } from './position-tab.tsx'
import { ResourcesTab } from './resources-tab.tsx'

const DeploymentQuery = graphql(`
  query Deployment($slug: String!, $id: ID!) {
    organization(slug: $slug) {
      id
      deployment(id: $id) {
        id
        ...DeploymentRow_DeploymentFragment
        ...DeploymentTerms_DeploymentFragment
      }
    }
  }
`)

export interface DeploymentDetailProps {
  readonly id: string
  readonly slug: string
}

export function DeploymentDetail({ id, slug }: DeploymentDetailProps) {
  const [{ data, error }, retry] = useLiveQuery({
    query: DeploymentQuery,
    variables: { slug, id },
    requestPolicy: 'cache-and-network',
  })
  const deployment = data?.organization?.deployment
  const row = getFragmentData(DeploymentRow_DeploymentFragment, deployment)
  if (deployment && row) return <Loaded row={row} deployment={deployment} />
  if (error) return <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
  if (!data) return <Skeleton rows={14} label="Loading the deployment" />
  return (
    <Empty title="There is no such deployment.">
      <PlaceLink to={placeOf('strategies')}>All strategies</PlaceLink>
    </Empty>
  )
}

interface LoadedProps {
  readonly row: DeploymentRow
  readonly deployment: FragmentType<typeof DeploymentTerms_DeploymentFragment>
}

const allTabs = [
  { id: 'log', title: 'Log' },
  { id: 'orders', title: 'Orders' },
  { id: 'position', title: 'Position' },
  { id: 'decisions', title: 'Decisions' },
  { id: 'parity', title: 'Parity' },
  { id: 'incidents', title: 'Incidents' },
  { id: 'parameters', title: 'Parameters' },
  { id: 'history', title: 'History' },
  { id: 'resources', title: 'Resources' },
] as const satisfies readonly TabTitle[]

type TabId = (typeof allTabs)[number]['id']

function Loaded({ row, deployment }: LoadedProps) {
  const { may } = useSelection()
  useDeploymentKeys(row)
  const tabs = allTabs.filter(({ id }) => {
    if (id === 'log') return may('strategy:logs')
    return id !== 'incidents' || may('incident:read')
  })
  const opened = useOpened('tab')
  const shown = tabs.find(({ id }) => id === opened)?.id ?? tabs[0]?.id ?? 'orders'
  const turn = (tab: TabId) => goTo(placeOf('strategies', { deployment: row.id, tab }))
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('strategies')} className="text-xs">
          Strategies
        </PlaceLink>
        <PlaceLink
          to={placeOf('strategies', { id: row.strategy.id, version: row.version.id })}
          className="text-xs"
        >
          {row.strategy.name} v{row.version.number}
        </PlaceLink>
        <h2 className="min-w-0 truncate text-sm font-semibold">{row.name}</h2>
        <span className="text-xs">
          <Activity activity={activityOf(row)} />
        </span>
        <span className="inline-flex items-center gap-1.5 text-xs">
          <ModeBadge mode={row.mode} />
          {row.account.name}
        </span>
        <ControlBar row={row} />
      </div>
      <Headline row={row} />
      <Tabs.Root
        value={shown}
        onValueChange={(next) => {
          const tab = tabs.find(({ id }) => id === next)
          if (tab) turn(tab.id)
        }}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabBar label="Parts of the deployment" tabs={tabs} shown={shown} onTurn={turn} />
        <Tabs.Content key={shown} value={shown} className="min-h-0 flex-1 overflow-hidden bg-panel">
          <Tab id={shown} row={row} deployment={deployment} />
        </Tabs.Content>
      </Tabs.Root>
    </div>
  )
}

function Tab({ id, row, deployment }: LoadedProps & { readonly id: TabId }) {
  switch (id) {
    case 'log':
      return (
        <LogTab
          deploymentId={row.id}
          run={row.observed?.run ?? null}
          dropped={row.observed?.logLinesDropped ?? 0}
        />
      )
    case 'orders':
      return <OrdersTab deploymentId={row.id} />
    case 'position':
      return <PositionTab row={row} />
    case 'decisions':
      return <DecisionsTab row={row} />
    case 'parity':
      return <ParityTab row={row} />
    case 'incidents':
      return <IncidentsTab row={row} />
    case 'parameters':
      return <ParametersTab deployment={deployment} />
    case 'history':
      return <HistoryTab key={`${row.revision} ${row.desired}`} deploymentId={row.id} />
    case 'resources':
      return <ResourcesTab row={row} />
  }
}
