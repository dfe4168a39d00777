/** One version of a strategy as a row: where its build is, which artifact came of it, who submitted what. */
import { Progress } from '../controls/progress.tsx'
import { showTime } from '../format/time.ts'
import { graphql } from '../generated/gql.ts'
import type { VersionRow_StrategyVersionFragmentFragment } from '../generated/graphql.ts'
import type { TableColumn } from '../table/table-model.ts'
import { isBuilding, VersionStatus } from './version-status.tsx'

export const VersionRow_StrategyVersionFragment = graphql(`
  fragment VersionRow_StrategyVersionFragment on StrategyVersion {
    id
    number
    status
    digest
    step
    progress
    createdAt
    updatedAt
    endedAt
    source {
      kind
      name
      url
      revision
      commit
    }
    submittedBy {
      id
      kind
      name
    }
    problems {
      rule
      file
      line
      column
      message
    }
  }
`)

export type VersionRow = VersionRow_StrategyVersionFragmentFragment

/** Returns as much of a digest as tells artifacts apart. */
export function shortDigest(digest: string | null | undefined): string {
  return digest ? digest.replace(/^sha256:/, '').slice(0, 12) : '–'
}

/** Returns where a version's source came from in one line. */
export function sourceText({ name, url, revision, commit }: VersionRow['source']): string {
  if (url == null) return name ?? 'an archive'
  const at = commit && commit !== revision ? `${revision ?? ''} (${commit.slice(0, 10)})` : (revision ?? '')
  return `${url.replace(/^https?:\/\//, '')} ${at}`.trim()
}

const status: TableColumn<VersionRow> = {
  id: 'status',
  title: 'Status',
  width: 110,
  cell: (row) =>
    isBuilding(row.status) && row.progress > 0 ? (
      <Progress label={`Build of version ${row.number}: ${row.step}`} share={row.progress} hideText />
    ) : (
      <VersionStatus status={row.status} />
    ),
}

const number: TableColumn<VersionRow> = {
  id: 'number',
  title: 'Version',
  width: 60,
  compare: (a, b) => a.number - b.number,
  cell: (row) => <span className="font-medium tabular-nums">v{row.number}</span>,
}

export const versionColumns: readonly TableColumn<VersionRow>[] = [
  number,
  status,
  {
    id: 'digest',
    title: 'Digest',
    width: 105,
    cell: (row) => (
      <span className="font-mono text-2xs" title={row.digest ?? undefined}>
        {shortDigest(row.digest)}
      </span>
    ),
  },
  {
    id: 'by',
    title: 'By',
    width: 110,
    cell: (row) => <span title={sourceText(row.source)}>{row.submittedBy.name}</span>,
  },
  {
    id: 'when',
    title: 'When',
    width: 120,
    compare: (a, b) => a.createdAt.localeCompare(b.createdAt),
    cell: (row) => <time dateTime={row.createdAt}>{showTime(row.createdAt)}</time>,
  },
]

/** What fits a phone. */
export const narrowVersionColumns: readonly TableColumn<VersionRow>[] = versionColumns.filter(
  ({ id }) => id !== 'digest',
)
