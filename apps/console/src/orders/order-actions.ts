/** What can be done to orders that exist: cancel one, cancel all. The order on the screen changes when the server says so. */
'use client'

import { toast } from 'sonner'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'

const CancelOrder = graphql(`
  mutation CancelOrder($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      __typename
      ... on CancelOrderPayload {
        order {
          id
          open
          account {
            id
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

const CancelAllOrders = graphql(`
  mutation CancelAllOrders($input: CancelAllOrdersInput!) {
    cancelAllOrders(input: $input) {
      __typename
      ... on CancelAllOrdersPayload {
        orders {
          id
          open
          account {
            id
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

export interface OrderActions {
  readonly cancel: (orderId: string) => Promise<void>
  readonly cancelAll: (scope: {
    readonly organizationId: string
    readonly accountId: string
  }) => Promise<void>
}

export function useOrderActions(): OrderActions {
  const [, cancelOrder] = useMutation(CancelOrder)
  const [, cancelAllOrders] = useMutation(CancelAllOrders)
  return {
    cancel: async (orderId) => {
      const { data, error } = await cancelOrder({ input: { orderId } })
      const outcome = outcomeOf(data?.cancelOrder, error)
      if (outcome.kind !== 'done') toast.error(`Not cancelled: ${explainOutcome(outcome)}`)
    },
    cancelAll: async (scope) => {
      const { data, error } = await cancelAllOrders({ input: scope })
      const outcome = outcomeOf(data?.cancelAllOrders, error)
      if (outcome.kind !== 'done') toast.error(`Not cancelled: ${explainOutcome(outcome)}`)
      else toast.message(`Cancel requested for ${outcome.payload.orders.length} orders.`)
    },
  }
}
