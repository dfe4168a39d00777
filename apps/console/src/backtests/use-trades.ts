/** Reads the closed trades of a run page by page: as many as a chart can show at once, the others when the table gets to them. */
'use client'

import { useCallback, useEffect, useState } from 'react'
import { useClient } from 'urql'
import { readPages } from '../connection/pages.ts'
import { graphql } from '../generated/index.ts'
import type { BacktestTradesQuery as TradesResult } from '../generated/graphql.ts'

const BacktestTradesQuery = graphql(`
  query BacktestTrades($id: ID!, $first: Int!, $after: String) {
    node(id: $id) {
      __typename
      id
      ... on Backtest {
        id
        trades(first: $first, after: $after) {
          edges {
            node {
              instrumentId
              side
              quantity
              entryAt
              entryPrice
              exitAt
              exitPrice
              fees
              netPnl
              returnOnEntry
              maxFavorable
              maxAdverse
              splitRatio
              tag
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
          totalCount
        }
      }
    }
  }
`)

type Run = Extract<NonNullable<TradesResult['node']>, { readonly __typename: 'Backtest' }>
export type Trade = Run['trades']['edges'][number]['node']

export interface Trades {
  readonly rows: readonly Trade[]
  readonly totalCount: number | null
  readonly whole: boolean
  readonly readMore: () => void
}

const PAGE = 200
const STEP = 1_000

export function useTrades(id: string): Trades {
  const client = useClient()
  const [wanted, setWanted] = useState(STEP)
  const [state, setState] = useState<Omit<Trades, 'readMore'>>({ rows: [], totalCount: null, whole: false })

  useEffect(() => {
    let current = true
    let totalCount: number | null = null
    void readPages<Trade>({
      rowsMax: wanted,
      read: async (after) => {
        const { data } = await client.query(BacktestTradesQuery, { id, first: PAGE, after }).toPromise()
        const trades = data?.node?.__typename === 'Backtest' ? data.node.trades : null
        if (!trades) return null
        totalCount = trades.totalCount
        return {
          rows: trades.edges.map(({ node }) => node),
          next: trades.pageInfo.hasNextPage ? (trades.pageInfo.endCursor ?? null) : null,
        }
      },
      onRows: (rows, whole) => {
        if (current)
          setState((before) => (rows.length < before.rows.length ? before : { rows, totalCount, whole }))
        return current
      },
    })
    return () => {
      current = false
    }
  }, [client, id, wanted])

  const readMore = useCallback(() => setWanted((count) => count + STEP), [])
  return { ...state, readMore }
}
