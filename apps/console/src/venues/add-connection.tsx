/** The way to a connection: which venue and what for, its credential, what to follow; tried at the venue before it is kept. */
'use client'

import { useQuery } from 'urql'
import { Failed, Empty, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import { ConnectionForm } from './connection-form-view.tsx'

const VenueOffersQuery = graphql(`
  query VenueOffers($slug: String!) {
    organization(slug: $slug) {
      id
      venueOffers {
        rehearsal
        venue {
          id
          name
        }
        credentialFields {
          name
          label
          secret
          multiline
        }
        capabilities {
          marketDataWithoutCredential
        }
      }
    }
  }
`)

export function AddConnection({ slug }: { readonly slug: string }) {
  const [{ data, error }, retry] = useQuery({ query: VenueOffersQuery, variables: { slug } })
  const offers = data?.organization?.venueOffers
  if (!offers)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={10} label="Loading the venues" />
    )
  const [first] = offers
  if (!first) return <Empty title="This installation reaches no venue." />
  return <ConnectionForm offers={offers} first={first} />
}
