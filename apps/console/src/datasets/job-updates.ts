/** Follows imports and updates of an organization while datasets are shown; the cache places what comes. */
'use client'

import { useEffect } from 'react'
import { useClient } from 'urql'
import { graphql } from '../generated/gql.ts'

const JobUpdates = graphql(`
  subscription JobUpdates($organizationId: ID!) {
    jobUpdates(organizationId: $organizationId) {
      id
      status
      dataset {
        id
        ...DatasetRow_DatasetFragment
      }
      ...JobItem_JobFragment
    }
  }
`)

export function useJobUpdates(organizationId: string): void {
  const client = useClient()
  useEffect(() => {
    const stream = client.subscription(JobUpdates, { organizationId }).subscribe(() => undefined)
    return () => stream.unsubscribe()
  }, [client, organizationId])
}
