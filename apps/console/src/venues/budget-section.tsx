/** What is left of a venue's request limits: how full each is, what is kept for cancels, and what waits. */
import { Empty } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import type { ConnectionRow } from './connection-row.tsx'

export function BudgetSection({ row }: { readonly row: ConnectionRow }) {
  const budget = row.standing?.budget
  if (!budget)
    return (
      <Section title="Request budget" className="self-start">
        <Empty title="The connection is not open." />
      </Section>
    )
  const waiting = budget.waiting.filter(({ count }) => count > 0)
  return (
    <Section title="Request budget" className="self-start">
      <ul className="flex flex-col gap-2 p-2 text-xs">
        {budget.limits.map(({ name, used, capacity, spanMs, reserve, heldUntil }) => (
          <li key={name} className="flex flex-col gap-0.5">
            <div className="flex flex-wrap justify-between gap-x-2">
              <span className="font-medium">{name}</span>
              <span className="text-ink-2 tabular-nums">
                {used} of {capacity} {spanMs === 0 ? 'at once' : `in ${spanMs / 1_000} s`}
                {reserve > 0 ? `, ${reserve} kept for cancels` : ''}
              </span>
            </div>
            <meter
              aria-label={`Used of ${name}`}
              className="h-2 w-full"
              min={0}
              max={capacity}
              high={capacity - reserve}
              value={used}
            />
            {heldUntil == null ? null : (
              <p className="text-warn">The venue asked for silence until {showTime(heldUntil)}.</p>
            )}
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-2 py-1 text-xs text-ink-2">
        {waiting.length === 0
          ? 'Nothing waits.'
          : `Waiting: ${waiting.map(({ urgency, count }) => `${count} ${showWord(urgency).toLowerCase()}`).join(', ')}`}
      </p>
    </Section>
  )
}
