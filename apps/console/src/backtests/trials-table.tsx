/** Every trial of a sweep with its parameters and figures; only those in sight are in the document. */
'use client'

import { useMemo } from 'react'
import { Empty } from '../controls/panel-state.tsx'
import { DataTable } from '../table/data-table.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { byFigure, figureNamed, showFigure } from './figure.ts'
import { byValue, parameterOf } from './heat-map.ts'
import type { SweepTrial } from './use-trials.ts'

export interface TrialsTableProps {
  readonly axes: readonly string[]
  readonly names: readonly string[]
  readonly trials: readonly SweepTrial[]
  readonly selected: number | null
  readonly onSelect: (number: number) => void
}

function columnsOf(
  axes: readonly string[],
  names: readonly string[],
  first: SweepTrial | undefined,
): readonly TableColumn<SweepTrial>[] {
  return [
    {
      id: 'number',
      title: '#',
      width: 50,
      end: true,
      compare: (a, b) => a.number - b.number,
      cell: ({ number }) => number,
    },
    ...axes.map((axis): TableColumn<SweepTrial> => ({
      id: `axis ${axis}`,
      title: axis,
      width: 80,
      end: true,
      compare: (a, b) => byValue(parameterOf(a, axis) ?? '', parameterOf(b, axis) ?? ''),
      cell: (trial) => parameterOf(trial, axis) ?? '–',
    })),
    ...names.map((name): TableColumn<SweepTrial> => ({
      id: name,
      title: first?.figures.find((figure) => figure.name === name)?.label ?? name,
      width: 100,
      end: true,
      compare: byFigure(name),
      cell: (trial) =>
        trial.status === 'FAILED' ? (
          <span className="text-bad" title={trial.failure ?? undefined}>
            failed
          </span>
        ) : (
          showFigure(figureNamed(trial.figures, name))
        ),
    })),
  ]
}

export function TrialsTable({ axes, names, trials, selected, onSelect }: TrialsTableProps) {
  // Titles come with the first trial; the arrays are made anew with each drawing.
  const [axisKey, nameKey] = [axes.join(' '), names.join(' ')]
  const first = trials[0]
  const columns = useMemo(
    () => columnsOf(axisKey.split(' '), nameKey.split(' '), first),
    [axisKey, nameKey, first],
  )
  return (
    <DataTable
      label="Trials"
      columns={columns}
      rows={trials}
      rowId={({ number }) => String(number)}
      selectedId={selected === null ? null : String(selected)}
      onSelect={({ number }) => onSelect(number)}
      empty={<Empty title="No trial yet." />}
    />
  )
}
