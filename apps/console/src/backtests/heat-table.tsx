/** The heat map as a table: each place says its figure, the ground how it stands between the least and the most. */
'use client'

import { useMemo } from 'react'
import { classes } from '../controls/classes.ts'
import { showFigure } from './figure.ts'
import { type HeatCell, heatMap, shareOf } from './heat-map.ts'
import type { SweepTrial } from './use-trials.ts'

export interface HeatTableProps {
  readonly trials: readonly SweepTrial[]
  readonly column: string
  /** Null: one line. */
  readonly row: string | null
  readonly figure: string
  readonly figureTitle: string
  readonly selected: number | null
  readonly onSelect: (number: number) => void
}

/** Ground of a place: text stays readable on the strongest of them in either theme. */
const STRONGEST_PERCENT = 42

export function HeatTable({ trials, column, row, figure, figureTitle, selected, onSelect }: HeatTableProps) {
  const map = useMemo(() => heatMap(trials, { column, row, figure }), [trials, column, row, figure])
  const unit = trials[0]?.figures.find(({ name }) => name === figure)?.unit ?? 'RATIO'
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="Heat map, scrollable"
      className="max-h-[420px] overflow-auto border-t border-line"
    >
      <table className="border-separate border-spacing-px text-2xs tabular-nums">
        <caption className="sr-only">
          {figureTitle}: {column} across{row === null ? '' : `, ${row} down`}
        </caption>
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky top-0 left-0 z-10 bg-panel px-1.5 text-left font-medium whitespace-nowrap text-ink-2"
            >
              {row === null ? column : `${row} \\ ${column}`}
            </th>
            {map.columns.map((value) => (
              <th
                key={value}
                scope="col"
                className="sticky top-0 bg-panel px-1.5 py-0.5 text-right font-medium"
              >
                {value}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {map.rows.map((down) => (
            <tr key={down}>
              <th scope="row" className="sticky left-0 bg-panel px-1.5 text-right font-medium">
                {down}
              </th>
              {map.columns.map((across) => {
                const cell = map.cellAt(down, across)
                return cell ? (
                  <Place
                    key={across}
                    cell={cell}
                    text={showFigure({ unit, value: cell.value })}
                    share={shareOf(cell.value, map)}
                    chosen={cell.trial.number === selected}
                    onSelect={onSelect}
                  />
                ) : (
                  <td key={across} className="bg-raised px-1.5 text-center text-ink-3">
                    –
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface PlaceProps {
  readonly cell: HeatCell<SweepTrial>
  readonly text: string
  /** How far the figure is from the least to the most, 0 to 1. */
  readonly share: number
  readonly chosen: boolean
  readonly onSelect: (number: number) => void
}

function Place({ cell, text, share, chosen, onSelect }: PlaceProps) {
  const strength = Math.round(share * STRONGEST_PERCENT)
  return (
    <td className="p-0">
      <button
        type="button"
        aria-pressed={chosen}
        title={cell.of > 1 ? `The best of ${cell.of} trials` : `Trial ${cell.trial.number}`}
        onClick={() => onSelect(cell.trial.number)}
        style={{ backgroundColor: `color-mix(in srgb, var(--accent) ${strength}%, var(--panel))` }}
        className={classes(
          'block h-6 w-full min-w-14 px-1.5 text-right text-ink',
          chosen && 'font-semibold outline-2 -outline-offset-2 outline-ink',
        )}
      >
        {text}
      </button>
    </td>
  )
}
