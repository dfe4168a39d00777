/**
 * Venues, as the address says: connections and how they stand, one connection, the way to a new one, the differences between our
 * books and a venue's word, shadow orders beside the real market, and the live gate.
 */
'use client'

import { LiveGate } from '../live/live-gate.tsx'
import { Workbench } from '../reconciliation/workbench.tsx'
import { ShadowView } from '../shadow/shadow-view.tsx'
import { useShortcut } from '../shell/keyboard.tsx'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { AddConnection } from './add-connection.tsx'
import { ConnectionDetail } from './connection-detail.tsx'
import { ConnectionList } from './connection-list.tsx'
import { useConnectionUpdates } from './use-connection-updates.ts'
import { type VenueView, ViewBar } from './view-bar.tsx'

export function VenuesScreen({ slug }: { readonly slug: string }) {
  const { membership, may } = useSelection()
  useConnectionUpdates(membership.organization.id)
  const view = useOpened('view')
  const id = useOpened('id')
  const mayManage = may('connection:manage')
  useShortcut('research-new', mayManage ? () => goTo(placeOf('venues', { view: 'add' })) : null)
  useShortcut('research-up', view || id ? () => goTo(placeOf('venues')) : null)

  const screen = () => {
    if (view === 'reconciliation' && may('reconciliation:read')) return <Workbench slug={slug} />
    if (view === 'shadow' && may('shadow:read')) return <ShadowView slug={slug} />
    if (view === 'live') return <LiveGate slug={slug} />
    if (view === 'add' && mayManage) return <AddConnection slug={slug} />
    if (id) return <ConnectionDetail key={id} id={id} />
    return <ConnectionList slug={slug} />
  }
  return (
    <div className="flex h-full flex-col bg-panel">
      <ViewBar shown={shownView(view)} />
      <div className="min-h-0 flex-1">{screen()}</div>
    </div>
  )
}

function shownView(view: string | null): VenueView {
  return view === 'reconciliation' || view === 'shadow' || view === 'live' ? view : 'connections'
}
