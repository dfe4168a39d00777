/** The trades of a run on the prices that it read: arrows where positions open, circles where they close. */
'use client'

import { useMemo, useState } from 'react'
import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { isTicks } from '../datasets/series-kinds.ts'
import { graphql } from '../generated/index.ts'
import { HistoryChart } from '../market/history-chart.tsx'
import type { Terms } from './backtest-terms.tsx'
import type { Trade } from './use-trades.ts'

const TradedBarsQuery = graphql(`
  query TradedBars($id: ID!, $from: DateTime, $to: DateTime) {
    node(id: $id) {
      __typename
      id
      ... on Dataset {
        id
        bars(from: $from, to: $to, first: 1500) {
          at
          open
          high
          low
          close
          volume
        }
      }
    }
  }
`)

export interface TradeChartProps {
  readonly terms: Terms
  readonly trades: readonly Trade[]
}

/** The datasets whose prices can be drawn: one for each instrument. */
function drawable(terms: Terms): readonly { readonly value: string; readonly title: string }[] {
  const seen = new Set<string>()
  return terms.datasets.flatMap(({ dataset, instrumentId, kind }) => {
    if (!dataset || isTicks(kind) || seen.has(instrumentId)) return []
    seen.add(instrumentId)
    return [{ value: dataset.id, title: instrumentId }]
  })
}

export function TradeChart({ terms, trades }: TradeChartProps) {
  const offered = useMemo(() => drawable(terms), [terms])
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = offered.find(({ value }) => value === chosen) ?? offered[0]
  const [{ data, error }, retry] = useQuery({
    query: TradedBarsQuery,
    variables: { id: shown?.value ?? '', from: terms.from ?? null, to: terms.to ?? null },
    pause: shown === undefined,
  })
  const bars = data?.node?.__typename === 'Dataset' ? data.node.bars : null
  const marked = useMemo(
    () => trades.filter(({ instrumentId }) => instrumentId === shown?.title),
    [trades, shown?.title],
  )
  if (!shown) return null
  return (
    <Section
      title={`Trades on ${shown.title}, UTC`}
      actions={
        offered.length > 1 ? (
          <Segmented label="Instrument" options={offered} value={shown.value} onChange={setChosen} />
        ) : null
      }
    >
      <div className="h-[300px]">
        {bars ? (
          bars.length > 0 ? (
            <HistoryChart label={`Trades on the prices of ${shown.title}`} bars={bars} trades={marked} />
          ) : (
            <Empty title="No bar in this range." />
          )
        ) : error ? (
          <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        ) : (
          <Skeleton rows={8} label="Loading the prices" />
        )}
      </div>
    </Section>
  )
}
