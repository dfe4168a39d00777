/** What came of a walk-forward, also while it runs: how the tests fared against their trainings, their equity, every window. */
'use client'

import { useMemo } from 'react'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showFixed, showShare } from '../format/number.ts'
import { type FragmentType, getFragmentData } from '../generated/index.ts'
import type { BacktestRow } from './backtest-row.tsx'
import type { Terms } from './backtest-terms.tsx'
import { EquityChart } from './equity-chart.tsx'
import { showFigure } from './figure.ts'
import { isOpen } from './status.tsx'
import { SweepResult_BacktestFragment } from './sweep-result.tsx'
import { type Objective, type WalkForward, useWalkForward } from './use-walk-forward.ts'
import { WindowTable } from './window-table.tsx'

export interface WalkForwardResultProps {
  readonly row: BacktestRow
  readonly backtest: FragmentType<typeof SweepResult_BacktestFragment>
  readonly terms: Terms
}

export function WalkForwardResult({ row, backtest, terms }: WalkForwardResultProps) {
  const { sweep } = getFragmentData(SweepResult_BacktestFragment, backtest)
  const { walkForward, objective, error, retry } = useWalkForward({
    id: row.id,
    objective: sweep?.objective ?? 'sharpe',
    // The status counts too: the last windows may come with it.
    done: row.progress.done + (isOpen(row.status) ? 0 : 0.5),
  })
  const runs = useMemo(
    () => [{ name: row.name, points: walkForward?.heldOutEquity ?? [] }],
    [row.name, walkForward?.heldOutEquity],
  )
  if (!walkForward)
    return error ? (
      <Failed error={error} onRetry={retry} />
    ) : (
      <Skeleton rows={10} label="Loading the windows" />
    )
  if (!objective) return <Empty title={isOpen(row.status) ? 'No trial is done yet.' : 'No trial was done.'} />
  return (
    <>
      <Summary walkForward={walkForward} objective={objective} />
      <div className="grid grid-cols-1 gap-2 xl:grid-cols-2">
        <Section title={`Held-out equity, ${terms.cash.currency}, and drawdown`}>
          {walkForward.heldOutEquity.length === 0 ? (
            <Empty title="No test is done yet." />
          ) : (
            <div className="h-[300px] lg:h-[340px]">
              <EquityChart label={`Held-out equity and drawdown of ${row.name}`} runs={runs} />
            </div>
          )}
        </Section>
        <Section title={`Windows (${walkForward.windows.length})`}>
          <WindowTable id={row.id} windows={walkForward.windows} objective={objective} />
        </Section>
      </div>
    </>
  )
}

interface SummaryProps {
  readonly walkForward: WalkForward
  readonly objective: Objective
}

const ratio = (value: number | null | undefined) => (value == null ? '–' : showFixed(value, 2))

function Summary({ walkForward, objective }: SummaryProps) {
  const { windows, trainMean, testMean, efficiency, consistency } = walkForward
  const tested = windows.filter(({ testScore }) => testScore != null).length
  const facts = [
    ['Windows tested', `${tested} of ${windows.length}`, 'Windows whose training and test are done'],
    [
      `${objective.label} of training, mean`,
      showFigure({ ...objective, value: trainMean }),
      'Of what each window chose',
    ],
    [
      `${objective.label} of tests, mean`,
      showFigure({ ...objective, value: testMean }),
      'On the stretch that follows',
    ],
    ['Efficiency', ratio(efficiency), 'Mean test score over mean training score'],
    ['Consistency', consistency == null ? '–' : showShare(consistency), 'Tests whose score is above zero'],
  ] as const
  return (
    <dl
      aria-label="What the walk-forward found"
      className="grid grid-cols-2 gap-px border border-line bg-line sm:grid-cols-5"
    >
      {facts.map(([name, value, meaning]) => (
        <div key={name} title={meaning} className="flex flex-col bg-panel px-2 py-1.5">
          <dt className="text-2xs text-ink-2">{name}</dt>
          <dd className="text-base font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
