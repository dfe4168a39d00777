/** Operations on orders: submit, preview, replace, cancel, and reading one back. */

import { graphql } from '../generated/gql.ts'

export const submitOrder = graphql(`
  mutation SubmitOrder($input: SubmitOrderInput!) {
    submitOrder(input: $input) {
      __typename
      ... on SubmitOrderPayload {
        order {
          ...OrderFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const replaceOrder = graphql(`
  mutation ReplaceOrder($input: ReplaceOrderInput!) {
    replaceOrder(input: $input) {
      __typename
      ... on ReplaceOrderPayload {
        decision {
          outcome
          summary
        }
        order {
          ...OrderFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const cancelOrder = graphql(`
  mutation CancelOrder($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      __typename
      ... on CancelOrderPayload {
        order {
          ...OrderFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const cancelAllOrders = graphql(`
  mutation CancelAllOrders($input: CancelAllOrdersInput!) {
    cancelAllOrders(input: $input) {
      __typename
      ... on CancelAllOrdersPayload {
        orders {
          ...OrderFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const orders = graphql(`
  query Orders($slug: String!, $first: Int, $after: String, $filter: OrderFilter) {
    organization(slug: $slug) {
      id
      orders(first: $first, after: $after, filter: $filter) {
        totalCount
        edges {
          cursor
          node {
            ...OrderFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)
