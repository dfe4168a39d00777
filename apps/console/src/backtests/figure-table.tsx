/** Every figure of the report in its group; the definitions open beneath them all at once. */
'use client'

import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Section } from '../controls/section.tsx'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { figureGroups, showFigure } from './figure.ts'

export const FigureTable_BacktestFigureFragment = graphql(`
  fragment FigureTable_BacktestFigureFragment on BacktestFigure {
    name
    label
    unit
    group
    meaning
    value
  }
`)

export function FigureTable(props: {
  readonly figures: readonly FragmentType<typeof FigureTable_BacktestFigureFragment>[]
}) {
  const figures = getFragmentData(FigureTable_BacktestFigureFragment, props.figures)
  const [defined, setDefined] = useState(false)
  const groups = figureGroups
    .map((group) => ({ ...group, figures: figures.filter((figure) => figure.group === group.value) }))
    .filter((group) => group.figures.some(({ value }) => value != null))
  return (
    <Section
      title="Figures"
      actions={
        <Button size="dense" aria-pressed={defined} onClick={() => setDefined(!defined)}>
          {defined ? 'Hide definitions' : 'Definitions'}
        </Button>
      }
    >
      {groups.map((group) => (
        <table key={group.value} className="w-full table-fixed text-xs">
          <caption className="border-b border-line bg-raised px-2 py-0.5 text-left text-2xs text-ink-2">
            {group.title}
          </caption>
          <tbody>
            {group.figures.map((figure) => (
              <tr key={figure.name} className="border-b border-line/60 align-top" title={figure.meaning}>
                <th scope="row" className="px-2 py-0.5 text-left font-normal">
                  {figure.label}
                  {defined ? <span className="block text-2xs text-ink-2">{figure.meaning}</span> : null}
                </th>
                <td className="num w-28 px-2 py-0.5">
                  {showFigure(figure)}
                  {figure.unit === 'DAYS' && figure.value != null ? ' days' : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </Section>
  )
}
