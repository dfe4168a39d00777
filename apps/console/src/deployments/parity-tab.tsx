/** Whether what a deployment decided is what its code decides again on the same inputs: asked for here, kept, newest first. */
'use client'

import { Scale } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { useMutation, useQuery } from 'urql'
import { useLookAgain } from '../connection/look-again.ts'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { GatedButton } from '../controls/gated-button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { TextField } from '../controls/text-field.tsx'
import { graphql } from '../generated/gql.ts'
import { useSelection } from '../shell/selection.tsx'
import type { DeploymentRow } from './deployment-row.tsx'
import { ParityItem } from './parity-item.tsx'

const ParityReportsQuery = graphql(`
  query ParityReports($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Deployment {
        id
        parityReports(first: 30) {
          edges {
            node {
              id
              status
              ...ParityItem_ParityReportFragment
            }
          }
          totalCount
        }
      }
    }
  }
`)

const CompareDeployment = graphql(`
  mutation CompareDeployment($input: CompareDeploymentInput!) {
    compareDeployment(input: $input) {
      __typename
      ... on CompareDeploymentPayload {
        report {
          id
          deployment {
            id
          }
          ...ParityItem_ParityReportFragment
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

/** Comparisons have no stream of their own: while one is made, it is looked at again. */
const LOOKED_EVERY_MS = 1_500

export function ParityTab({ row }: { readonly row: DeploymentRow }) {
  const [{ data, error }, execute] = useQuery({
    query: ParityReportsQuery,
    variables: { id: row.id },
    requestPolicy: 'cache-and-network',
  })
  const reports =
    data?.node?.__typename === 'Deployment' ? data.node.parityReports.edges.map((edge) => edge.node) : null
  const open = reports?.some(({ status }) => status === 'QUEUED' || status === 'RUNNING') ?? false
  useLookAgain(execute, open ? LOOKED_EVERY_MS : null)
  if (!reports)
    return error ? (
      <Failed error={error} onRetry={() => execute({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading the comparisons" />
    )
  return (
    <div className="flex h-full flex-col">
      <Ask row={row} />
      <div tabIndex={0} role="region" aria-label="Comparisons" className="min-h-0 flex-1 overflow-auto">
        {reports.length === 0 ? (
          <Empty title="Nothing was compared yet.">
            A run that has ended is compared every night, and any run so far when you ask for it.
          </Empty>
        ) : (
          <ul className="text-xs">
            {reports.map((report) => (
              <ParityItem key={report.id} report={report} />
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function Ask({ row }: { readonly row: DeploymentRow }) {
  const { may } = useSelection()
  const [, compare] = useMutation(CompareDeployment)
  const [typed, setTyped] = useState('')
  const [asking, setAsking] = useState(false)
  const newest = row.observed?.run ?? 0
  const run = /^[1-9]\d*$/.test(typed) ? Number(typed) : null
  const why = may('strategy:compare')
    ? newest > 0
      ? null
      : 'It has not run yet.'
    : 'A trader, risk manager, admin or owner can ask for a comparison.'
  const ask = async () => {
    setAsking(true)
    const { data, error } = await compare({ input: { deploymentId: row.id, run } })
    setAsking(false)
    const outcome = outcomeOf(data?.compareDeployment, error)
    if (outcome.kind !== 'done') toast.error(`Not compared: ${explainOutcome(outcome)}`)
  }
  return (
    <div className="flex flex-wrap items-end gap-2 border-b border-line p-1.5 text-xs">
      <TextField
        label="Run"
        className="w-24"
        inputMode="numeric"
        placeholder={newest > 0 ? `${newest}, newest` : 'newest'}
        value={typed}
        onChange={setTyped}
      />
      <p className="min-w-0 flex-1 basis-60 pb-1 text-ink-2">
        Plays run {run ?? newest} again on its recorded inputs, so far as it has come, and compares every
        decision.
      </p>
      <GatedButton why={asking ? 'It is being asked for.' : why} onPress={() => void ask()}>
        <Scale aria-hidden className="size-3.5" />
        {asking ? 'Asking…' : 'Compare now'}
      </GatedButton>
    </div>
  )
}
