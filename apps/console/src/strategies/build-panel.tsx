/** How the build of a version goes or went: step and share while it runs, its problems with their lines, what it said. */
'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { useMutation, useQuery } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { Progress } from '../controls/progress.tsx'
import { showAge, showTime } from '../format/time.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import { useSelection } from '../shell/selection.tsx'
import { ProblemList } from './problem-list.tsx'
import type { BuildProblem } from './problem-place.ts'
import { useSource } from './use-source.ts'
import type { VersionRow } from './version-row.tsx'
import { isBuilding } from './version-status.tsx'

export const BuildPanel_StrategyVersionFragment = graphql(`
  fragment BuildPanel_StrategyVersionFragment on StrategyVersion {
    id
    log
  }
`)

const BuildQuery = graphql(`
  query Build($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on StrategyVersion {
        id
        ...BuildPanel_StrategyVersionFragment
      }
    }
  }
`)

const CancelBuild = graphql(`
  mutation CancelBuild($input: CancelStrategyBuildInput!) {
    cancelStrategyBuild(input: $input) {
      __typename
      ... on CancelStrategyBuildPayload {
        version {
          id
          ...VersionRow_StrategyVersionFragment
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

export interface BuildPanelProps {
  readonly version: VersionRow
  /** Shows a fault in the code. */
  readonly onProblem: (problem: BuildProblem) => void
}

export function BuildPanel({ version, onProblem }: BuildPanelProps) {
  const [{ data, error }, retry] = useQuery({
    query: BuildQuery,
    variables: { id: version.id },
    requestPolicy: 'cache-and-network',
  })
  const node = data?.node?.__typename === 'StrategyVersion' ? data.node : null
  const build = getFragmentData(BuildPanel_StrategyVersionFragment, node)
  const { files } = useSource(version.problems.length > 0 ? version.id : null)
  if (!build)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading the build" />
    )
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="Build"
      className="flex h-full flex-col gap-2 overflow-auto p-2 text-xs"
    >
      {isBuilding(version.status) ? <Running version={version} /> : <Ended version={version} />}
      {version.problems.length > 0 ? (
        <ProblemList problems={version.problems} files={files ?? []} onOpen={onProblem} />
      ) : null}
      {build.log === '' ? null : (
        <pre
          aria-label="What the build said"
          className="border border-line bg-ground p-2 font-mono text-2xs break-words whitespace-pre-wrap"
        >
          {build.log}
        </pre>
      )}
    </div>
  )
}

function Running({ version }: { readonly version: VersionRow }) {
  const { may } = useSelection()
  const [, cancel] = useMutation(CancelBuild)
  const [cancelling, setCancelling] = useState(false)
  const stop = async () => {
    setCancelling(true)
    const { data, error } = await cancel({ input: { versionId: version.id } })
    setCancelling(false)
    const outcome = outcomeOf(data?.cancelStrategyBuild, error)
    if (outcome.kind !== 'done') toast.error(explainOutcome(outcome))
  }
  return (
    <div className="flex flex-col gap-1.5">
      <Progress label={`Build of version ${version.number}`} share={version.progress} />
      <div className="flex items-center gap-2">
        <p role="status" className="flex-1 text-ink-2">
          {version.status === 'QUEUED' ? 'Waits for its turn.' : version.step}
        </p>
        {may('strategy:submit') ? (
          <Button size="dense" aria-disabled={cancelling} onClick={() => void stop()}>
            {cancelling ? 'Cancelling…' : 'Cancel the build'}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function Ended({ version }: { readonly version: VersionRow }) {
  const { status, createdAt, endedAt, problems, submittedBy } = version
  const took = endedAt == null ? null : showAge(Date.parse(endedAt) - Date.parse(createdAt))
  const verdict = {
    READY: 'It is built and signed, and can be deployed.',
    FAILED: `It was refused for ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}.`,
    CANCELLED: 'Its build was cancelled.',
    QUEUED: '',
    BUILDING: '',
  }[status]
  return (
    <p role="status">
      <span className={status === 'FAILED' ? 'font-medium text-bad' : 'font-medium'}>{verdict}</span>{' '}
      <span className="text-ink-2">
        Submitted by {submittedBy.name}, {showTime(createdAt)}
        {took === null ? '' : `; it took ${took}`}.
      </span>
    </p>
  )
}
