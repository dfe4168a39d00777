/** One step of a run in full: what it does, how often it was tried, what came of it. */
import { showInstant } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import type { WorkflowRun_WorkflowRunFragmentFragment } from '../generated/graphql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'

type Step = WorkflowRun_WorkflowRunFragmentFragment['steps'][number]

export function StepDetail({ step }: { readonly step: Step }) {
  const { stepId, words, status, attempts, attemptsMax, startedAt, endedAt, failure, output } = step
  const made = [
    step.backtest ? { to: placeOf('backtests', { id: step.backtest.id }), title: 'Backtest' } : null,
    step.deployment
      ? { to: placeOf('strategies', { deployment: step.deployment.id }), title: 'Deployment' }
      : null,
    step.version
      ? {
          to: placeOf('strategies', { id: step.version.strategy.id, version: step.version.id }),
          title: 'Version',
        }
      : null,
  ].filter((each) => each !== null)
  return (
    <section aria-label={`Step ${stepId}`} className="flex flex-col gap-1 border-t border-line p-2 text-xs">
      <p>
        <span className="font-semibold">{stepId}</span> {words}
      </p>
      <p className="text-ink-2">
        {showWord(status)}
        {attempts === 0 ? '' : `, attempt ${attempts}`}
        {attemptsMax > 1 && attempts <= attemptsMax ? ` of ${attemptsMax}` : ''}
        {startedAt == null ? '' : `; from ${showInstant(startedAt)}`}
        {endedAt == null ? '' : ` to ${showInstant(endedAt)}`}
      </p>
      {failure == null ? null : <p className="break-words text-bad">{failure}</p>}
      {output == null ? null : (
        <pre className="overflow-x-auto border border-line bg-ground p-1 font-mono text-2xs whitespace-pre-wrap">
          {output}
        </pre>
      )}
      {made.length > 0 ? (
        <p className="flex gap-3">
          {made.map(({ to, title }) => (
            <PlaceLink key={title} to={to}>
              {title}
            </PlaceLink>
          ))}
        </p>
      ) : null}
    </section>
  )
}
