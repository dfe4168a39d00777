/** What changed between two versions, before beside after; additions and removals say so in words. */
import { showDecimal } from '../format/decimal.ts'
import type { LimitChange } from './limits.ts'

export function LimitDiff({ changes }: { readonly changes: readonly LimitChange[] }) {
  if (changes.length === 0) return <p className="text-xs text-ink-2">No limit changed.</p>
  return (
    <dl className="grid grid-cols-[minmax(120px,auto)_1fr] gap-x-3 text-xs">
      {changes.map(({ title, before, after }) => (
        <div key={title} className="contents">
          <dt className="text-ink-2">{title}</dt>
          <dd className="tabular-nums">
            <del className="text-sell decoration-1">
              <span className="sr-only">before </span>
              {before === null ? 'no limit' : showDecimal(before)}
            </del>
            <span aria-hidden> → </span>
            <ins className="text-buy no-underline">
              <span className="sr-only">after </span>
              {after === null ? 'no limit' : showDecimal(after)}
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
