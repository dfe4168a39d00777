/** Reads the trials of a sweep, again while it runs: they come in any order, so each reading is of all that are done. */
'use client'

import { useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import { readPages } from '../connection/pages.ts'
import { graphql } from '../generated/index.ts'
import type { SweepTrialsQuery as TrialsResult } from '../generated/graphql.ts'

const SweepTrialsQuery = graphql(`
  query SweepTrials($id: ID!, $first: Int!, $after: String, $names: [String!]) {
    node(id: $id) {
      __typename
      id
      ... on Backtest {
        id
        sweep {
          best {
            number
          }
          trials(first: $first, after: $after) {
            edges {
              node {
                number
                status
                failure
                parameters {
                  name
                  value
                }
                figures(names: $names) {
                  name
                  label
                  unit
                  value
                }
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  }
`)

type Sweep = NonNullable<
  Extract<NonNullable<TrialsResult['node']>, { readonly __typename: 'Backtest' }>['sweep']
>
export type SweepTrial = Sweep['trials']['edges'][number]['node']

const PAGE = 200
const READ_MAX = 5_000
/** While a sweep runs its trials are read no oftener than this. */
const READ_AGAIN_MS = 2_000

export interface TrialsWanted {
  readonly id: string
  /** How many are done: whenever it moves, they are read again. */
  readonly done: number
  readonly names: readonly string[]
}

export interface TrialsRead {
  readonly trials: readonly SweepTrial[]
  /** Number of the best so far, as the API judges it; null: none has the figure. */
  readonly best: number | null
}

export function useTrials({ id, done, names }: TrialsWanted): TrialsRead | null {
  const client = useClient()
  const [best, setBest] = useState<number | null>(null)
  const [trials, setTrials] = useState<readonly SweepTrial[] | null>(null)
  const readAt = useRef(-Infinity)
  const wanted = names.join(' ')

  useEffect(() => {
    let current = true
    const read = async () => {
      readAt.current = performance.now()
      await readPages<SweepTrial>({
        rowsMax: READ_MAX,
        read: async (after) => {
          const { data } = await client
            .query(
              SweepTrialsQuery,
              { id, first: PAGE, after, names: wanted.split(' ') },
              { requestPolicy: 'network-only' },
            )
            .toPromise()
          const sweep = data?.node?.__typename === 'Backtest' ? data.node.sweep : null
          if (!sweep) return null
          const page = sweep.trials
          if (current) setBest(sweep.best?.number ?? null)
          return {
            rows: page.edges.map(({ node }) => node),
            next: page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null,
          }
        },
        onRows: (rows) => {
          // While it runs, a first page must not take away what the whole list showed.
          if (current) setTrials((before) => (before && before.length > rows.length ? before : rows))
          return current
        },
      })
    }
    const wait = Math.max(0, readAt.current + READ_AGAIN_MS - performance.now())
    const timer = setTimeout(() => void read(), wait)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [client, id, done, wanted])
  return trials && { trials, best }
}
