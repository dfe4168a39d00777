/** Asks the gate what it would decide on a ticket, a moment after the last key and again while prices move. */
'use client'

import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import { outcomeOf, type Outcome } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { PreviewOrderMutation } from '../generated/graphql.ts'
import type { OrderInput } from './ticket.ts'

const PreviewOrder = graphql(`
  mutation PreviewOrder($input: SubmitOrderInput!) {
    previewOrder(input: $input) {
      __typename
      ... on PreviewOrderPayload {
        decision {
          outcome
          ...DecisionView_DecisionFragment
        }
        estimatedNotional {
          amount
          currency
        }
        estimatedFee {
          amount
          currency
        }
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

const SETTLE_MS = 250
const REFRESH_MS = 3_000

export type Preview = Extract<PreviewOrderMutation['previewOrder'], { __typename: 'PreviewOrderPayload' }>

export interface PreviewState {
  /** What was answered last for these terms; null before the first answer. */
  readonly outcome: Outcome<Preview> | null
  readonly asking: boolean
}

const idle: PreviewState = { outcome: null, asking: false }

/** Returns the preview of complete terms; null terms ask nothing. */
export function useOrderPreview(input: OrderInput | null): PreviewState {
  const client = useClient()
  const [state, setState] = useState(idle)
  const terms = input ? JSON.stringify(input) : null

  useEffect(() => {
    if (!terms) return setState(idle)
    let current = true
    let timer: ReturnType<typeof setTimeout>
    const ask = async () => {
      setState((before) => ({ ...before, asking: true }))
      const { data, error } = await client
        .mutation(PreviewOrder, { input: JSON.parse(terms) as OrderInput })
        .toPromise()
      if (!current) return
      setState({ outcome: outcomeOf(data?.previewOrder, error), asking: false })
      timer = setTimeout(() => void ask(), REFRESH_MS)
    }
    timer = setTimeout(() => void ask(), SETTLE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [client, terms])

  return state
}
