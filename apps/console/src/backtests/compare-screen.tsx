/** Several runs side by side: their equity on one scale, every figure in a column a run. */
'use client'

import { useMemo } from 'react'
import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { graphql } from '../generated/index.ts'
import type { ComparedBacktestsQuery as ComparedResult } from '../generated/graphql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { EquityChart } from './equity-chart.tsx'
import { figureGroups, figureNamed, showFigure } from './figure.ts'
import { RunMark } from './run-tone.tsx'

const ComparedBacktestsQuery = graphql(`
  query ComparedBacktests($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Backtest {
        id
        name
        strategy
        parameters {
          name
          value
        }
        figures {
          name
          label
          unit
          group
          meaning
          value
        }
        equity(first: 600) {
          at
          equity
        }
      }
    }
  }
`)

type Compared = Extract<NonNullable<ComparedResult['nodes'][number]>, { readonly __typename: 'Backtest' }>

export function CompareScreen({ ids }: { readonly ids: readonly string[] }) {
  const [{ data, error }, retry] = useQuery({ query: ComparedBacktestsQuery, variables: { ids: [...ids] } })
  const runs = useMemo(
    () => (data?.nodes ?? []).flatMap((node) => (node?.__typename === 'Backtest' ? [node] : [])),
    [data],
  )
  const lines = useMemo(() => runs.map(({ name, equity }) => ({ name, points: equity })), [runs])
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex items-center gap-3 border-b border-line bg-panel px-2 py-1.5">
        <PlaceLink to={placeOf('backtests')} className="text-xs">
          Backtests
        </PlaceLink>
        <h2 className="text-sm font-semibold">Compared</h2>
      </div>
      {error ? (
        <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
      ) : !data ? (
        <Skeleton rows={14} label="Loading the backtests" />
      ) : runs.length === 0 ? (
        <Empty title="None of them is there." />
      ) : (
        <div
          tabIndex={0}
          role="region"
          aria-label="Compared backtests"
          className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-2"
        >
          <Section title="Equity, as change from the first point in sight">
            <div className="h-[340px] shrink-0">
              <EquityChart label="Equity of the compared backtests" runs={lines} />
            </div>
          </Section>
          <ComparedFigures runs={runs} />
        </div>
      )}
    </div>
  )
}

function ComparedFigures({ runs }: { readonly runs: readonly Compared[] }) {
  const known = runs[0]?.figures ?? []
  const groups = figureGroups
    .map((group) => ({ ...group, figures: known.filter((figure) => figure.group === group.value) }))
    .filter(({ figures }) => figures.length > 0)
  return (
    <Section title="Figures" className="shrink-0">
      <div tabIndex={0} role="region" aria-label="Compared figures, scrollable" className="overflow-x-auto">
        <table className="w-full text-xs tabular-nums">
          <thead>
            <tr className="align-bottom">
              <td className="min-w-32" />
              {runs.map((run, index) => (
                <th key={run.id} scope="col" className="min-w-36 px-2 py-1 text-right font-medium">
                  <span className="flex items-center justify-end gap-1.5">
                    <RunMark index={index} />
                    <PlaceLink to={placeOf('backtests', { id: run.id })}>{run.name}</PlaceLink>
                  </span>
                  <span className="block text-2xs font-normal text-ink-2">
                    {run.strategy}
                    {run.parameters.map(({ name, value }) => ` ${name} ${value}`).join(',')}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          {groups.map((group) => (
            <tbody key={group.value}>
              <tr>
                <th
                  scope="rowgroup"
                  colSpan={runs.length + 1}
                  className="border-y border-line bg-raised px-2 py-0.5 text-left text-2xs font-medium text-ink-2"
                >
                  {group.title}
                </th>
              </tr>
              {group.figures.map((figure) => (
                <tr key={figure.name} className="border-b border-line/60 hover:bg-hover">
                  <th scope="row" title={figure.meaning} className="px-2 py-0.5 text-left font-normal">
                    {figure.label}
                  </th>
                  {runs.map((run) => (
                    <td key={run.id} className="num px-2">
                      {showFigure(figureNamed(run.figures, figure.name))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Section>
  )
}
