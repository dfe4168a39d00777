/** Reads what a walk-forward has found, again while it runs. */
'use client'

import { useEffect, useRef } from 'react'
import { type CombinedError, useQuery } from 'urql'
import { graphql } from '../generated/index.ts'
import type { WalkForwardResultQuery as WalkForwardData } from '../generated/graphql.ts'

const WalkForwardResultQuery = graphql(`
  query WalkForwardResult($id: ID!, $objective: [String!]) {
    node(id: $id) {
      __typename
      id
      ... on Backtest {
        id
        sweep {
          trials(first: 1) {
            edges {
              node {
                number
                figures(names: $objective) {
                  name
                  label
                  unit
                }
              }
            }
          }
        }
        walkForward {
          trainMean
          testMean
          efficiency
          consistency
          windows {
            train {
              from
              to
            }
            test {
              from
              to
            }
            tried
            chosen {
              name
              value
            }
            trainScore
            testScore
            failure
          }
          heldOutEquity(first: 1500) {
            at
            equity
            drawdown
          }
        }
      }
    }
  }
`)

type Found = Extract<NonNullable<WalkForwardData['node']>, { readonly __typename: 'Backtest' }>
export type WalkForward = NonNullable<Found['walkForward']>
export type WalkForwardWindow = WalkForward['windows'][number]
/** What windows are judged by. */
export type Objective = NonNullable<Found['sweep']>['trials']['edges'][number]['node']['figures'][number]

export interface FoundWalkForward {
  readonly walkForward: WalkForward | null
  /** Null: no trial is done yet. */
  readonly objective: Objective | null
  readonly error: CombinedError | undefined
  readonly retry: () => void
}

/** While it runs it is read no oftener than this. */
const READ_AGAIN_MS = 2_000

export interface WalkForwardWanted {
  readonly id: string
  readonly objective: string
  /** How many trials are done: whenever it moves, the windows are read again. */
  readonly done: number
}

export function useWalkForward({ id, objective, done }: WalkForwardWanted): FoundWalkForward {
  const [{ data, error }, read] = useQuery({
    query: WalkForwardResultQuery,
    variables: { id, objective: [objective] },
    requestPolicy: 'cache-and-network',
  })
  const readAt = useRef({ done, at: -Infinity })
  useEffect(() => {
    if (readAt.current.done === done) return
    const wait = Math.max(0, readAt.current.at + READ_AGAIN_MS - performance.now())
    const timer = setTimeout(() => {
      readAt.current = { done, at: performance.now() }
      read({ requestPolicy: 'network-only' })
    }, wait)
    return () => clearTimeout(timer)
  }, [done, read])
  const found = data?.node?.__typename === 'Backtest' ? data.node : null
  return {
    walkForward: found?.walkForward ?? null,
    objective: found?.sweep?.trials.edges[0]?.node.figures[0] ?? null,
    error,
    retry: () => read({ requestPolicy: 'network-only' }),
  }
}
