/** Follows what deployments are seen to do; the cache places what comes. */
'use client'

import { useEffect } from 'react'
import { useClient } from 'urql'
import { useLinkPhase } from '../connection/connection-context.tsx'
import { graphql } from '../generated/gql.ts'

const DeploymentUpdates = graphql(`
  subscription DeploymentUpdates($organizationId: ID!) {
    deploymentStatus(organizationId: $organizationId) {
      id
      ...DeploymentRow_DeploymentFragment
      ...DeploymentTerms_DeploymentFragment
    }
  }
`)

/** Follows an organization's deployments while the component is shown. */
export function useDeploymentUpdates(organizationId: string): void {
  const client = useClient()
  const broken = useLinkPhase() === 'reconnecting'
  useEffect(() => {
    if (broken) return
    const stream = client.subscription(DeploymentUpdates, { organizationId }).subscribe(() => undefined)
    return () => stream.unsubscribe()
  }, [client, organizationId, broken])
}
