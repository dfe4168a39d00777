/** Sends a ticket and says what became of it. */
'use client'

import { useReducer } from 'react'
import { useMutation } from 'urql'
import { outcomeOf, type Outcome } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { SubmitOrderMutation } from '../generated/graphql.ts'
import { newIdempotencyKey } from './idempotency.ts'
import { evolveTicket, type OrderInput, type Ticket } from './ticket.ts'

const SubmitOrder = graphql(`
  mutation SubmitOrder($input: SubmitOrderInput!) {
    submitOrder(input: $input) {
      __typename
      ... on SubmitOrderPayload {
        order {
          id
          open
          account {
            id
          }
          decision {
            ...DecisionView_DecisionFragment
          }
          ...OrderRow_OrderFragment
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

export type Submitted = Extract<SubmitOrderMutation['submitOrder'], { __typename: 'SubmitOrderPayload' }>

export interface TicketLife {
  readonly ticket: Ticket
  readonly send: (input: OrderInput) => Promise<Outcome<Submitted>>
  readonly discard: () => void
}

function startTicket(): Ticket {
  return { clientOrderId: newIdempotencyKey(), phase: 'editing' }
}

export function useTicketLife(): TicketLife {
  const [ticket, dispatch] = useReducer(evolveTicket, null, startTicket)
  const [, submitOrder] = useMutation(SubmitOrder)
  return {
    ticket,
    send: async (input) => {
      dispatch({ type: 'sent' })
      const { data, error } = await submitOrder({ input })
      const outcome = outcomeOf(data?.submitOrder, error)
      if (outcome.kind === 'done') dispatch({ type: 'answered', nextId: newIdempotencyKey() })
      else if (outcome.kind === 'unanswered') dispatch({ type: 'lost' })
      else {
        const code = outcome.kind === 'problem' ? outcome.problem.code : ''
        dispatch({ type: 'refused', code, nextId: newIdempotencyKey() })
      }
      return outcome
    },
    discard: () => dispatch({ type: 'discarded', nextId: newIdempotencyKey() }),
  }
}
