/** What trying a connection showed, step by step. */
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import type { ConnectionTrialStep } from '../generated/graphql.ts'

export interface Trial {
  readonly ok: boolean
  readonly steps: readonly {
    readonly step: ConnectionTrialStep
    readonly ok: boolean
    readonly message: string
  }[]
  readonly excessScopes: readonly string[]
}

export function TrialSteps({ trial }: { readonly trial: Trial }) {
  return (
    <div role="status" aria-label="The trial" className="flex flex-col gap-1 border border-line p-2 text-xs">
      <ol className="flex flex-col gap-0.5">
        {trial.steps.map(({ step, ok, message }) => {
          const Icon = ok ? CircleCheck : CircleX
          return (
            <li key={step} data-ok={ok} className="flex items-start gap-1.5">
              <Icon aria-hidden className={classes('mt-px size-3.5 shrink-0', ok ? 'text-ok' : 'text-bad')} />
              <span className="w-24 shrink-0 font-medium">{showWord(step)}</span>
              <span className="min-w-0 break-words text-ink-2">
                <span className="sr-only">{ok ? 'as it should be: ' : 'not as it should be: '}</span>
                {message}
              </span>
            </li>
          )
        })}
      </ol>
      {trial.excessScopes.length > 0 ? (
        <p className="flex items-start gap-1.5 text-warn">
          <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          The credential may do more than it needs: {trial.excessScopes.join(', ')}. Make one that may do
          less.
        </p>
      ) : null}
      <p className={classes('font-medium', trial.ok ? 'text-ok' : 'text-bad')}>
        {trial.ok ? 'It works. Nothing was kept yet.' : 'It does not work as it is.'}
      </p>
    </div>
  )
}
