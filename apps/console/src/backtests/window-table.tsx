/** The windows of a walk-forward: what each chose, how that fared on its training and on the test, and the way to a full run of it. */
'use client'

import { Button } from '../controls/button.tsx'
import { showUtc } from '../format/utc.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { showFigure } from './figure.ts'
import type { Objective, WalkForwardWindow } from './use-walk-forward.ts'

export interface WindowTableProps {
  /** The walk-forward. */
  readonly id: string
  readonly windows: readonly WalkForwardWindow[]
  readonly objective: Objective
}

const cell = 'border-b border-line px-2 py-1 align-top'

export function WindowTable({ id, windows, objective }: WindowTableProps) {
  const { may } = useSelection()
  return (
    <div tabIndex={0} role="region" aria-label="Windows, scrollable" className="max-h-[420px] overflow-auto">
      <table className="w-full text-xs tabular-nums">
        <caption className="sr-only">What each window chose, and how it fared</caption>
        <thead className="text-left text-2xs text-ink-2">
          <tr>
            <th scope="col" className={cell}>
              Test, UTC
            </th>
            <th scope="col" className={cell}>
              Chosen
            </th>
            <th scope="col" className={`${cell} text-right`}>
              Training
            </th>
            <th scope="col" className={`${cell} text-right`}>
              Test
            </th>
            <th scope="col" className={cell}>
              <span className="sr-only">Run it in full</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {windows.map((window) => (
            <tr key={window.test.from}>
              <th scope="row" className={`${cell} text-left font-normal`}>
                {showUtc(window.test.from)} to {showUtc(window.test.to)}
                <span className="block text-2xs text-ink-2">trained from {showUtc(window.train.from)}</span>
              </th>
              <td className={cell}>
                <Chosen window={window} />
              </td>
              <td className={`${cell} text-right`}>
                {showFigure({ ...objective, value: window.trainScore })}
              </td>
              <td className={`${cell} text-right`}>
                {showFigure({ ...objective, value: window.testScore })}
              </td>
              <td className={`${cell} text-right`}>
                {window.chosen && may('backtest:run') ? (
                  <Button size="dense" onClick={() => runInFull(id, window.chosen ?? [])}>
                    Run…
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Chosen({ window }: { readonly window: WalkForwardWindow }) {
  return (
    <>
      {window.chosen
        ? window.chosen.map(({ name, value }) => `${name} ${value}`).join(', ')
        : window.failure
          ? null
          : `${window.tried} tried so far`}
      {window.failure ? <span className="block text-bad">{window.failure}</span> : null}
    </>
  )
}

function runInFull(like: string, chosen: NonNullable<WalkForwardWindow['chosen']>): void {
  const set = JSON.stringify(Object.fromEntries(chosen.map(({ name, value }) => [name, value])))
  goTo(placeOf('backtests', { view: 'new', like, set }))
}
