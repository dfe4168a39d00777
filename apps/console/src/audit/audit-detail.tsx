/** One audit entry in full, with what it changed before beside after. */
import { type ColumnHead, ColumnHeads } from '../controls/column-heads.tsx'
import { showInstant } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import type { AuditRow } from './audit-row.tsx'
import { changesOf } from './changes.ts'

const CHANGE_COLUMNS: readonly ColumnHead[] = [{ title: 'Field' }, { title: 'Before' }, { title: 'After' }]

export function AuditDetail({ entry }: { readonly entry: AuditRow }) {
  const changes = changesOf(entry.before, entry.after)
  return (
    <div className="flex flex-col gap-3 p-3 text-xs">
      <p className="text-sm">{entry.summary}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        <dt className="text-ink-2">Action</dt>
        <dd className="font-mono text-2xs">{entry.action}</dd>
        <dt className="text-ink-2">Actor</dt>
        <dd>
          {entry.actor.name} ({showWord(entry.actor.kind)})
        </dd>
        <dt className="text-ink-2">Time</dt>
        <dd>{showInstant(entry.at)}</dd>
        <dt className="text-ink-2">Sequence</dt>
        <dd className="break-all tabular-nums">{entry.seq}</dd>
      </dl>
      {changes.length === 0 ? (
        <p className="text-ink-2">It changed no record.</p>
      ) : (
        <table className="w-full table-fixed">
          <caption className="mb-1 text-left font-semibold">What it changed</caption>
          <ColumnHeads columns={CHANGE_COLUMNS} />
          <tbody>
            {changes.map((change) => (
              <tr key={change.field} className="border-t border-line align-top">
                <th scope="row" className="py-0.5 pr-2 text-left font-normal break-words">
                  {change.field}
                </th>
                <td className="py-0.5 pr-2 break-words text-sell">{change.before ?? '–'}</td>
                <td className="py-0.5 break-words text-buy">{change.after ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
