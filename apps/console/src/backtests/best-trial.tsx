/** The best trial so far, or the one that is selected: its parameters, its figures, and the way to a full run of it. */
'use client'

import { Button } from '../controls/button.tsx'
import { Section } from '../controls/section.tsx'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { showFigure } from './figure.ts'
import type { SweepTrial } from './use-trials.ts'

export interface BestTrialProps {
  /** The sweep. */
  readonly id: string
  readonly trials: readonly SweepTrial[]
  /** Number of the best, as the API judges it; null: none has the figure. */
  readonly best: number | null
  readonly selected: number | null
  /** Whether more trials may come. */
  readonly running: boolean
}

export function BestTrial({ id, trials, best, selected, running }: BestTrialProps) {
  const { may } = useSelection()
  const chosen = trials.find(({ number }) => number === selected)
  const trial = chosen ?? trials.find(({ number }) => number === best)
  if (!trial) return null
  const set = JSON.stringify(Object.fromEntries(trial.parameters.map(({ name, value }) => [name, value])))
  return (
    <Section
      title={
        chosen ? `Trial ${trial.number}` : `${running ? 'Best trial so far' : 'Best trial'}: ${trial.number}`
      }
      actions={
        may('backtest:run') ? (
          <Button size="dense" onClick={() => goTo(placeOf('backtests', { view: 'new', like: id, set }))}>
            Run it in full…
          </Button>
        ) : null
      }
    >
      <dl className="flex flex-wrap gap-x-5 gap-y-1 p-2 text-xs tabular-nums">
        {trial.parameters.map(({ name, value }) => (
          <div key={name}>
            <dt className="text-2xs text-ink-2">{name}</dt>
            <dd className="font-semibold">{value}</dd>
          </div>
        ))}
        {trial.figures.map((figure) => (
          <div key={figure.name}>
            <dt className="text-2xs text-ink-2">{figure.label}</dt>
            <dd>{showFigure(figure)}</dd>
          </div>
        ))}
      </dl>
      {trial.failure ? <p className="px-2 pb-2 text-xs text-bad">{trial.failure}</p> : null}
    </Section>
  )
}
