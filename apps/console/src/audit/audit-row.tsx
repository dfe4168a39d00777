/** One entry of the audit log as a row. */
import { showInstant, showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import type { AuditRow_AuditEntryFragmentFragment } from '../generated/graphql.ts'
import type { TableColumn } from '../table/table-model.ts'

export const AuditRow_AuditEntryFragment = graphql(`
  fragment AuditRow_AuditEntryFragment on AuditEntry {
    id
    seq
    at
    action
    summary
    before
    after
    actor {
      id
      kind
      name
    }
  }
`)

export type AuditRow = AuditRow_AuditEntryFragmentFragment

export const auditColumns: readonly TableColumn<AuditRow>[] = [
  {
    id: 'time',
    title: 'Time',
    width: 110,
    cell: (row) => (
      <time dateTime={row.at} title={showInstant(row.at)}>
        {showTime(row.at)}
      </time>
    ),
  },
  {
    id: 'actor',
    title: 'Actor',
    width: 150,
    cell: (row) => (
      <span>
        {row.actor.name}{' '}
        {row.actor.kind === 'USER' ? null : <span className="text-ink-2">({showWord(row.actor.kind)})</span>}
      </span>
    ),
  },
  {
    id: 'action',
    title: 'Action',
    width: 170,
    cell: (row) => <span className="font-mono text-2xs">{row.action}</span>,
  },
  {
    id: 'summary',
    title: 'Summary',
    width: 420,
    cell: (row) => <span title={row.summary}>{row.summary}</span>,
  },
]
