/** One connection: how it stands, what is left of its budget, what its account holds, what it follows, and what its venue can do. */
'use client'

import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { AccountReading } from './account-reading.tsx'
import { BoundAccounts } from './bound-accounts.tsx'
import { BudgetSection } from './budget-section.tsx'
import { CapabilityMatrix } from './capability-matrix.tsx'
import { ConnectionActions } from './connection-actions.tsx'
import { ConnectionRow_VenueLinkFragment } from './connection-row.tsx'
import { ConnectionStateSign } from './connection-state.tsx'
import { FollowedSymbols } from './followed-symbols.tsx'
import { shownState } from './standing.ts'
import { StandingFacts } from './standing-facts.tsx'

const ConnectionQuery = graphql(`
  query Connection($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on VenueLink {
        id
        ...ConnectionRow_VenueLinkFragment
        offer {
          rehearsal
          credentialFields {
            name
            label
            secret
            multiline
          }
          venue {
            id
            name
          }
          capabilities {
            ...CapabilityMatrix_VenueCapabilitiesFragment
          }
        }
        accounts {
          id
          ...BoundAccounts_AccountFragment
        }
      }
    }
  }
`)

export function ConnectionDetail({ id }: { readonly id: string }) {
  const [{ data, error }, execute] = useQuery({
    query: ConnectionQuery,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  const again = () => execute({ requestPolicy: 'network-only' })
  const node = data?.node?.__typename === 'VenueLink' ? data.node : null
  const row = getFragmentData(ConnectionRow_VenueLinkFragment, node)
  if (!node || !row) {
    if (error) return <Failed error={error} onRetry={again} />
    return data ? (
      <Empty title="There is no such connection." />
    ) : (
      <Skeleton rows={12} label="Loading the connection" />
    )
  }
  const { offer, accounts } = node
  return (
    <div className="h-full overflow-auto bg-ground">
      <div className="flex min-h-9 flex-wrap items-center gap-2 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('venues')} className="text-xs">
          Connections
        </PlaceLink>
        <h2 className="text-sm font-semibold">{row.name}</h2>
        <ConnectionStateSign state={shownState(row)} />
        <span className="flex-1 text-xs text-ink-2">
          {offer?.venue.name ?? row.venueId}
          {offer?.rehearsal ? ', a rehearsal' : ''}
        </span>
        <ConnectionActions row={row} fields={offer?.credentialFields ?? []} />
      </div>
      <StandingFacts row={row} />
      <div className="grid grid-cols-1 gap-2 p-2 xl:grid-cols-2">
        <FollowedSymbols key={row.symbols.join(' ')} row={row} />
        <BudgetSection row={row} />
        {row.purpose === 'MARKET_DATA' ? null : <AccountReading id={row.id} />}
        {row.purpose === 'MARKET_DATA' ? null : (
          <BoundAccounts row={row} accounts={accounts} onOpened={again} />
        )}
        {offer ? <CapabilityMatrix capabilities={offer.capabilities} /> : null}
      </div>
    </div>
  )
}
