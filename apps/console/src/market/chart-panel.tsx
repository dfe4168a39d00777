/** The selected instrument's price over time: bars the server has seen, grown by the quotes that come in. */
'use client'

import { useMemo, useState } from 'react'
import { useLiveQuery } from '../connection/live-query.ts'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { BarInterval } from '../generated/graphql.ts'
import { recall, remember } from '../session/storage.ts'
import { CandleChart } from './candle-chart.tsx'
import { InstrumentHeader } from './instrument-header.tsx'
import { Quote_QuoteFragment } from './quotes.ts'

const ChartQuery = graphql(`
  query Chart($id: ID!, $interval: BarInterval!) {
    node(id: $id) {
      __typename
      id
      ... on Instrument {
        id
        symbol
        priceIncrement
        quote {
          ...Quote_QuoteFragment
        }
        bars(interval: $interval, first: 500) {
          start
          open
          high
          low
          close
        }
        ...InstrumentHeader_InstrumentFragment
      }
    }
  }
`)

const intervals: readonly BarInterval[] = ['S1', 'S5', 'M1', 'M5', 'M15', 'H1', 'D1']
const options = intervals.map((value) => ({ value, title: showWord(value) }))

export function ChartPanel({ instrumentId }: { readonly instrumentId: string | null }) {
  const [interval, setInterval] = useState<BarInterval>(
    () => intervals.find((each) => each === recall('chart.interval')) ?? 'S5',
  )
  const [{ data, error }, retry] = useLiveQuery({
    query: ChartQuery,
    variables: { id: instrumentId ?? '', interval },
    pause: instrumentId === null,
    // Bars are no stream: each opening of the chart reads them anew.
    requestPolicy: 'cache-and-network',
  })
  const instrument = data?.node?.__typename === 'Instrument' ? data.node : null
  const quote = getFragmentData(Quote_QuoteFragment, instrument?.quote)
  const bars = useMemo(() => instrument?.bars ?? [], [instrument?.bars])

  if (instrumentId === null) return <Empty title="Choose an instrument from the watchlist." />
  if (!instrument) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={10} label="Loading the chart" />
    )
  }
  return (
    <div className="@container flex h-full flex-col">
      <div className="flex flex-col justify-between gap-x-3 gap-y-1 border-b border-line px-2 py-1 @xl:flex-row @xl:items-center">
        <InstrumentHeader instrument={instrument} />
        <Segmented
          label="Interval"
          options={options}
          value={interval}
          onChange={(next) => {
            remember('chart.interval', next)
            setInterval(next)
          }}
        />
      </div>
      <div className="relative min-h-0 flex-1">
        <CandleChart
          key={`${instrument.id} ${interval}`}
          label={`${instrument.symbol}, bars of ${showWord(interval)}`}
          interval={interval}
          priceIncrement={instrument.priceIncrement}
          bars={bars}
          quote={quote ?? null}
        />
      </div>
    </div>
  )
}
