/** Keeps what is shown of connections current for as long as it is shown. */
'use client'

import { useEffect } from 'react'
import { useClient } from 'urql'
import { useLinkPhase } from '../connection/connection-context.tsx'
import { graphql } from '../generated/gql.ts'

const ConnectionUpdates = graphql(`
  subscription ConnectionUpdates($organizationId: ID!) {
    connectionHealth(organizationId: $organizationId) {
      id
      ...ConnectionRow_VenueLinkFragment
    }
  }
`)

export function useConnectionUpdates(organizationId: string): void {
  const client = useClient()
  const broken = useLinkPhase() === 'reconnecting'
  useEffect(() => {
    if (broken) return
    const stream = client.subscription(ConnectionUpdates, { organizationId }).subscribe(() => undefined)
    return () => stream.unsubscribe()
  }, [client, organizationId, broken])
}
