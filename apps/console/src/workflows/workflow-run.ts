/** A run of a workflow as the console shows it, and the stream that keeps it current. */
'use client'

import { useEffect } from 'react'
import { useClient } from 'urql'
import { useLinkPhase } from '../connection/connection-context.tsx'
import { graphql } from '../generated/gql.ts'

export const WorkflowRun_WorkflowRunFragment = graphql(`
  fragment WorkflowRun_WorkflowRunFragment on WorkflowRun {
    id
    status
    cause
    workflowVersion
    startedAt
    endedAt
    startedBy {
      id
      kind
      name
    }
    steps {
      stepId
      action
      status
      needs
      words
      attempts
      attemptsMax
      startedAt
      endedAt
      failure
      output
      backtest {
        id
      }
      deployment {
        id
      }
      version {
        id
        strategy {
          id
        }
      }
    }
  }
`)

const WorkflowRunUpdates = graphql(`
  subscription WorkflowRunUpdates($organizationId: ID!) {
    workflowRunChanged(organizationId: $organizationId) {
      id
      ...WorkflowRun_WorkflowRunFragment
    }
  }
`)

/** Follows an organization's runs while the component is shown. */
export function useWorkflowRuns(organizationId: string): void {
  const client = useClient()
  const broken = useLinkPhase() === 'reconnecting'
  useEffect(() => {
    if (broken) return
    const stream = client.subscription(WorkflowRunUpdates, { organizationId }).subscribe(() => undefined)
    return () => stream.unsubscribe()
  }, [client, organizationId, broken])
}
