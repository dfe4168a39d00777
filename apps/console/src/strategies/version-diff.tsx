/** In what a version differs from another one of its strategy, file by file. */
'use client'

import { useState } from 'react'
import { useQuery } from 'urql'
import { DiffView } from '../code/diff-view.tsx'
import { FileList } from '../code/file-list.tsx'
import { Choice } from '../controls/choice.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import type { VersionRow } from './version-row.tsx'

const VersionDiffQuery = graphql(`
  query VersionDiff($id: ID!, $against: ID!) {
    node(id: $id) {
      __typename
      id
      ... on StrategyVersion {
        id
        diff(against: $against) {
          path
          change
          before
          after
        }
      }
    }
  }
`)

export interface VersionDiffProps {
  readonly version: VersionRow
  readonly versions: readonly VersionRow[]
}

const words = {
  ADDED: { note: 'new', tone: 'added' },
  REMOVED: { note: 'gone', tone: 'removed' },
  CHANGED: { note: 'changed', tone: undefined },
} as const

/** The version to compare with at first: the newest that is ready before this one, else any other that is. */
function otherThan(version: VersionRow, versions: readonly VersionRow[]): readonly VersionRow[] {
  const ready = versions.filter(({ id, status }) => status === 'READY' && id !== version.id)
  const before = ready.filter(({ number }) => number < version.number)
  return [...before, ...ready.filter(({ number }) => number > version.number)]
}

export function VersionDiff({ version, versions }: VersionDiffProps) {
  const others = otherThan(version, versions)
  const [against, setAgainst] = useState(others[0]?.id ?? '')
  if (version.status !== 'READY') return <Empty title="Only versions that are ready are compared." />
  if (others.length === 0) return <Empty title="There is no other version to compare it with." />
  return (
    <div className="flex h-full flex-col">
      <Choice
        label="Compared with"
        className="border-b border-line p-2"
        value={against}
        options={others.map(({ id, number }) => ({ value: id, title: `Version ${number}` }))}
        onChange={setAgainst}
      />
      <Differences key={against} id={version.id} against={against} />
    </div>
  )
}

function Differences({ id, against }: { readonly id: string; readonly against: string }) {
  const [path, setPath] = useState<string | null>(null)
  const [{ data, error }, retry] = useQuery({ query: VersionDiffQuery, variables: { id, against } })
  const files = data?.node?.__typename === 'StrategyVersion' ? data.node.diff : null
  if (!files)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading the differences" />
    )
  const file = files.find((each) => each.path === path) ?? files[0]
  if (!file) return <Empty title="The two versions have the same source." />
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <FileList
        files={files.map((each) => ({ path: each.path, ...words[each.change] }))}
        selected={file.path}
        onSelect={setPath}
      />
      <div className="min-h-0 min-w-0 flex-1">
        <DiffView
          key={file.path}
          change={{ path: file.path, before: file.before ?? null, after: file.after ?? null }}
        />
      </div>
    </div>
  )
}
