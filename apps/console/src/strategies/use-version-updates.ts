/** Follows builds while they move; the cache places what comes. */
'use client'

import { useEffect } from 'react'
import { useClient } from 'urql'
import { useLinkPhase } from '../connection/connection-context.tsx'
import { graphql } from '../generated/gql.ts'

const VersionUpdates = graphql(`
  subscription VersionUpdates($organizationId: ID!) {
    strategyVersionChanged(organizationId: $organizationId) {
      id
      strategy {
        id
        name
        status
        newestVersion {
          id
          number
          status
        }
      }
      ...VersionRow_StrategyVersionFragment
      ...BuildPanel_StrategyVersionFragment
    }
  }
`)

/** Follows an organization's builds while the component is shown. */
export function useVersionUpdates(organizationId: string): void {
  const client = useClient()
  const broken = useLinkPhase() === 'reconnecting'
  useEffect(() => {
    if (broken) return
    const stream = client.subscription(VersionUpdates, { organizationId }).subscribe(() => undefined)
    return () => stream.unsubscribe()
  }, [client, organizationId, broken])
}
