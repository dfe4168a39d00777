/** What a change of a deployment changes, before beside after. */
import { type ColumnHead, ColumnHeads } from '../controls/column-heads.tsx'
import type { TermChange } from './change-form.ts'

const COLUMNS: readonly ColumnHead[] = [{ title: 'What' }, { title: 'Before' }, { title: 'After' }]

export function TermChanges({ changes }: { readonly changes: readonly TermChange[] }) {
  if (changes.length === 0) return <p className="text-ink-2">The form says what is in force.</p>
  return (
    <table className="w-full table-fixed">
      <ColumnHeads columns={COLUMNS} />
      <tbody>
        {changes.map(({ title, before, after }) => (
          <tr key={title} className="border-t border-line align-top">
            <th scope="row" className="py-0.5 pr-2 text-left font-normal break-words">
              {title}
            </th>
            <td className="py-0.5 pr-2 break-words text-sell">{before || '–'}</td>
            <td className="py-0.5 break-words text-buy">{after || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
