/** What came of a sweep, also while it runs: the best trial, a heat map over two parameters, every trial. */
'use client'

import { useState } from 'react'
import { Choice } from '../controls/choice.tsx'
import { Empty, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import type { BacktestRow } from './backtest-row.tsx'
import { BestTrial } from './best-trial.tsx'
import { objectives } from './figure.ts'
import { HeatTable } from './heat-table.tsx'
import { isOpen } from './status.tsx'
import { TrialsTable } from './trials-table.tsx'
import { type SweepTrial, useTrials } from './use-trials.ts'

export const SweepResult_BacktestFragment = graphql(`
  fragment SweepResult_BacktestFragment on Backtest {
    id
    sweep {
      method
      objective
      axes {
        name
        value
      }
    }
  }
`)

const shownFigures = ['totalReturn', 'sharpe', 'maxDrawdown', 'trades'] as const

export interface SweepResultProps {
  readonly row: BacktestRow
  readonly backtest: FragmentType<typeof SweepResult_BacktestFragment>
}

export function SweepResult({ row, backtest }: SweepResultProps) {
  const { sweep } = getFragmentData(SweepResult_BacktestFragment, backtest)
  const objective = sweep?.objective ?? 'sharpe'
  const names = [...new Set([objective, ...shownFigures])]
  // The status counts too: the last trials may come with it.
  const read = useTrials({ id: row.id, done: row.progress.done + (isOpen(row.status) ? 0 : 0.5), names })
  const [selected, setSelected] = useState<number | null>(null)
  if (!sweep) return null
  if (!read) return <Skeleton rows={10} label="Loading the trials" />
  const { trials, best } = read
  if (trials.length === 0)
    return <Empty title={isOpen(row.status) ? 'No trial is done yet.' : 'No trial was done.'} />
  const axes = sweep.axes.map(({ name }) => name)
  return (
    <>
      <BestTrial id={row.id} trials={trials} best={best} selected={selected} running={isOpen(row.status)} />
      <div className="grid grid-cols-1 gap-2 xl:grid-cols-2">
        <Heat
          axes={axes}
          names={names}
          objective={objective}
          trials={trials}
          selected={selected}
          onSelect={setSelected}
        />
        <Section title={`Trials (${trials.length})`}>
          <div className="h-[420px]">
            <TrialsTable
              axes={axes}
              names={names}
              trials={trials}
              selected={selected}
              onSelect={setSelected}
            />
          </div>
        </Section>
      </div>
    </>
  )
}

interface HeatProps {
  readonly axes: readonly string[]
  readonly names: readonly string[]
  readonly objective: string
  readonly trials: readonly SweepTrial[]
  readonly selected: number | null
  readonly onSelect: (number: number) => void
}

/** Names a figure for people; the trials carry the API's own labels. */
function titleOf(name: string, trials: readonly SweepTrial[]): string {
  const label = trials[0]?.figures.find((figure) => figure.name === name)?.label
  return label ?? objectives.find(({ value }) => value === name)?.title ?? name
}

function Heat({ axes, names, objective, trials, selected, onSelect }: HeatProps) {
  const [figure, setFigure] = useState(objective)
  const [column, setColumn] = useState(axes[0] ?? '')
  const [row, setRow] = useState(axes[1] ?? '')
  const asOptions = (values: readonly string[]) => values.map((value) => ({ value, title: value }))
  return (
    <Section title="Heat map">
      <div className="grid grid-cols-3 gap-2 p-2">
        <Choice
          label="Figure"
          value={figure}
          options={names.map((value) => ({ value, title: titleOf(value, trials) }))}
          onChange={setFigure}
        />
        {axes.length > 1 ? (
          <>
            <Choice label="Across" value={column} options={asOptions(axes)} onChange={setColumn} />
            <Choice label="Down" value={row} options={asOptions(axes)} onChange={setRow} />
          </>
        ) : null}
      </div>
      {axes.length > 2 ? (
        <p className="px-2 pb-1 text-2xs text-ink-2">
          Each place shows the best of what the other parameters give.
        </p>
      ) : null}
      <HeatTable
        trials={trials}
        column={column}
        row={axes.length > 1 && row !== column ? row : null}
        figure={figure}
        figureTitle={titleOf(figure, trials)}
        selected={selected}
        onSelect={onSelect}
      />
    </Section>
  )
}
