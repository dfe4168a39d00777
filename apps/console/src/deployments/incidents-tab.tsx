/** What went wrong with a deployment, as the rules found it: what was done about it, and what waits for a person. */
'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { useMutation, useQuery } from 'urql'
import { useLookAgain } from '../connection/look-again.ts'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import { CloseIncident } from './close-incident.tsx'
import type { DeploymentRow } from './deployment-row.tsx'
import { IncidentItem } from './incident-item.tsx'

const DeploymentIncidentsQuery = graphql(`
  query DeploymentIncidents($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Deployment {
        id
        incidents(first: 50) {
          edges {
            node {
              id
              ...IncidentItem_IncidentFragment
            }
          }
          totalCount
        }
      }
    }
  }
`)

const ApproveRemedy = graphql(`
  mutation ApproveRemedy($input: ApproveIncidentRemedyInput!) {
    approveIncidentRemedy(input: $input) {
      __typename
      ... on ApproveIncidentRemedyPayload {
        incident {
          id
          ...IncidentItem_IncidentFragment
        }
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

/** Incidents have no stream of their own: while they are looked at, they are read again. */
const LOOKED_EVERY_MS = 3_000

export function IncidentsTab({ row }: { readonly row: DeploymentRow }) {
  const [closing, setClosing] = useState<string | null>(null)
  const [, approve] = useMutation(ApproveRemedy)
  const [{ data, error }, execute] = useQuery({
    query: DeploymentIncidentsQuery,
    variables: { id: row.id },
    requestPolicy: 'cache-and-network',
  })
  useLookAgain(execute, LOOKED_EVERY_MS)
  const incidents = data?.node?.__typename === 'Deployment' ? data.node.incidents : null
  if (!incidents)
    return error ? (
      <Failed error={error} onRetry={() => execute({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading its incidents" />
    )
  const live = row.mode === 'LIVE'
  const onApprove = async (incidentId: string, confirm: string) => {
    const result = await approve({ input: { incidentId, ...(live ? { confirm } : {}) } })
    const outcome = outcomeOf(result.data?.approveIncidentRemedy, result.error)
    if (outcome.kind !== 'done') toast.error(`Not done: ${explainOutcome(outcome)}`)
  }
  return (
    <div tabIndex={0} role="region" aria-label="Incidents" className="h-full overflow-auto">
      {incidents.edges.length === 0 ? (
        <Empty title="Nothing went wrong.">
          Crash loops, mute feeds, stuck orders, drift, runaways and slowness are found by rule and shown
          here.
        </Empty>
      ) : null}
      <ul className="text-xs">
        {incidents.edges.map(({ node }) => (
          <IncidentItem
            key={node.id}
            incident={node}
            confirmBy={live ? row.name : null}
            onApprove={(id, confirm) => void onApprove(id, confirm)}
            onClose={setClosing}
          />
        ))}
      </ul>
      {closing === null ? null : <CloseIncident incidentId={closing} onDone={() => setClosing(null)} />}
    </div>
  )
}
