/** What came of one run: headline figures, equity and drawdown, trades on the prices, every figure with its definition. */
'use client'

import { useMemo } from 'react'
import { useQuery } from 'urql'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { graphql } from '../generated/index.ts'
import type { Terms } from './backtest-terms.tsx'
import { Downloads } from './downloads.tsx'
import { EquityChart } from './equity-chart.tsx'
import { FigureTable } from './figure-table.tsx'
import { Headline } from './headline.tsx'
import { TradeChart } from './trade-chart.tsx'
import { TradesSection } from './trades-section.tsx'
import { useTrades } from './use-trades.ts'

const BacktestResultQuery = graphql(`
  query BacktestResult($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Backtest {
        id
        figures {
          name
          unit
          value
          ...FigureTable_BacktestFigureFragment
        }
        equity(first: 1500) {
          at
          equity
          drawdown
        }
        documents {
          ...Downloads_BacktestDocumentFragment
        }
      }
    }
  }
`)

export interface SingleResultProps {
  readonly id: string
  readonly name: string
  readonly terms: Terms
}

export function SingleResult({ id, name, terms }: SingleResultProps) {
  const [{ data, error }, retry] = useQuery({ query: BacktestResultQuery, variables: { id } })
  const trades = useTrades(id)
  const result = data?.node?.__typename === 'Backtest' ? data.node : null
  const runs = useMemo(() => (result ? [{ name, points: result.equity }] : []), [name, result])
  if (!result) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={14} label="Loading the result" />
    )
  }
  return (
    <>
      <Headline figures={result.figures} currency={terms.cash.currency} />
      <div className="grid grid-cols-1 gap-2 xl:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-2">
          <Section title={`Equity, ${terms.cash.currency}, and drawdown`}>
            <div className="h-[300px] lg:h-[340px]">
              <EquityChart label={`Equity and drawdown of ${name}`} runs={runs} />
            </div>
          </Section>
          <TradeChart terms={terms} trades={trades.rows} />
          <TradesSection trades={trades} />
        </div>
        <div className="flex min-w-0 flex-col gap-2">
          <Downloads documents={result.documents} />
          <FigureTable figures={result.figures} />
        </div>
      </div>
    </>
  )
}
