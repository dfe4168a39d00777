/** What a change of a deployment changes, before beside after. */
import type { TermChange } from './change-form.ts'

export function TermChanges({ changes }: { readonly changes: readonly TermChange[] }) {
  if (changes.length === 0) return <p className="text-ink-2">The form says what is in force.</p>
  return (
    <table className="w-full table-fixed">
      <thead className="text-2xs text-ink-2">
        <tr>
          {['What', 'Before', 'After'].map((title) => (
            <th key={title} scope="col" className="text-left font-medium">
              {title}
            </th>
          ))}
        </tr>
      </thead>
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
