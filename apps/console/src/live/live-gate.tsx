/** The live gate: for every LIVE account whether it is open, for whom and how far, what stands in the way, and its ceremony. */
'use client'

import { useEffect } from 'react'
import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import { LiveAccount } from './live-account.tsx'

const LiveGateQuery = graphql(`
  query LiveGate($slug: String!) {
    organization(slug: $slug) {
      id
      accounts(first: 100) {
        edges {
          node {
            id
            mode
            ...LiveAccount_AccountFragment
          }
        }
      }
      members {
        role
        user {
          id
          name
          email
        }
      }
      riskPolicies {
        id
        scope
        targetId
        version
        limits {
          maxOrderNotional
          maxGrossExposure
        }
      }
      killSwitches {
        id
        engaged
        scope
        targetId
      }
    }
  }
`)

/** How connections stand comes by the stream; what others decide is seen by reading again. */
const LOOKED_EVERY_MS = 5_000

export function LiveGate({ slug }: { readonly slug: string }) {
  const [{ data, error }, execute] = useQuery({
    query: LiveGateQuery,
    variables: { slug },
    requestPolicy: 'cache-and-network',
  })
  useEffect(() => {
    const timer = setInterval(() => execute({ requestPolicy: 'network-only' }), LOOKED_EVERY_MS)
    return () => clearInterval(timer)
  }, [execute])
  const again = () => execute({ requestPolicy: 'network-only' })
  const organization = data?.organization
  if (!organization)
    return error ? (
      <Failed error={error} onRetry={again} />
    ) : (
      <Skeleton rows={8} label="Loading the live gate" />
    )
  const live = organization.accounts.edges.map(({ node }) => node).filter(({ mode }) => mode === 'LIVE')
  const { members, riskPolicies, killSwitches } = organization
  return (
    <div className="h-full overflow-auto bg-ground p-2">
      {live.length === 0 ? (
        <div className="border border-line bg-panel">
          <Empty title="No LIVE account.">
            Nothing here can reach real money. A LIVE account is opened on a connection of purpose TRADE, and
            then its gate is shut until it is opened here.
          </Empty>
        </div>
      ) : (
        <ul aria-label="LIVE accounts" className="flex flex-col gap-2">
          {live.map((account) => (
            <LiveAccount
              key={account.id}
              account={account}
              members={members}
              policies={riskPolicies}
              switches={killSwitches.filter(({ engaged }) => engaged)}
              onChanged={again}
            />
          ))}
        </ul>
      )}
    </div>
  )
}
