/** How far a backtest is: share, count, pace, what is left, and what the planner said before it began. */
import { Progress } from '../controls/progress.tsx'
import { Section } from '../controls/section.tsx'
import { showCompact, showCount } from '../format/number.ts'
import { showDuration } from '../format/utc.ts'
import type { BacktestRow } from './backtest-row.tsx'

export interface RunningSectionProps {
  readonly row: BacktestRow
  readonly plan: readonly string[]
}

export function RunningSection({ row, plan }: RunningSectionProps) {
  const { done, total, share, barsPerSecond, secondsLeft } = row.progress
  const what = row.kind === 'SINGLE' ? 'bars' : 'runs'
  const facts = [
    total > 0 ? `${showCount(done)} of ${showCount(total)} ${what}` : null,
    barsPerSecond == null ? null : `${showCompact(barsPerSecond)} bars a second`,
    secondsLeft == null ? null : `${showDuration(secondsLeft)} left`,
  ].filter((fact) => fact !== null)
  return (
    <Section title={row.status === 'QUEUED' ? 'Waits for its turn' : 'Runs'}>
      <div className="flex flex-col gap-1.5 p-2 text-xs">
        <Progress label={`Progress of ${row.name}`} share={share} />
        <p className="text-ink-2 tabular-nums">{facts.join(' · ') || 'Nothing is played yet.'}</p>
        <Plan plan={plan} />
      </div>
    </Section>
  )
}

/** The planner's sentences. */
export function Plan({ plan }: { readonly plan: readonly string[] }) {
  if (plan.length === 0) return null
  return (
    <ul aria-label="Plan" className="text-xs">
      {plan.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
