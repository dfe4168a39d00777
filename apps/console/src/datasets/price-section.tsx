/** The prices of a dataset: neighbours are put together by the server until they fit the chart. */
'use client'

import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { graphql } from '../generated/gql.ts'
import { HistoryChart } from '../market/history-chart.tsx'

const DatasetBarsQuery = graphql(`
  query DatasetBars($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Dataset {
        id
        bars(first: 1500) {
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

export function PriceSection({ id, name }: { readonly id: string; readonly name: string }) {
  const [{ data, error }, retry] = useQuery({ query: DatasetBarsQuery, variables: { id } })
  const bars = data?.node?.__typename === 'Dataset' ? data.node.bars : null
  return (
    <Section title="Prices, UTC">
      <div className="h-[300px] lg:h-[360px]">
        {bars ? (
          bars.length > 0 ? (
            <HistoryChart label={`Prices of ${name}`} bars={bars} />
          ) : (
            <Empty title="No bar in it." />
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
