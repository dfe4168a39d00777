/** What an organization holds: who asks, accounts, balances, positions, fills. */

import { graphql } from '../generated/gql.ts'

export const viewer = graphql(`
  query Viewer {
    viewer {
      id
      name
      kind
      memberships {
        role
        permissions
        organization {
          id
          slug
          name
        }
      }
    }
  }
`)

export const accounts = graphql(`
  query Accounts($slug: String!) {
    organization(slug: $slug) {
      id
      accounts(first: 50) {
        edges {
          node {
            id
            name
            mode
            currency
            liveEnabled
            equityUnavailableReason
            equity {
              amount
              currency
            }
            balances {
              currency
              cash
              reserved
              available
              marginUsed
            }
            positions(first: 100) {
              edges {
                node {
                  ...PositionFields
                }
              }
            }
          }
        }
      }
    }
  }
`)

export const fills = graphql(`
  query Fills($slug: String!, $first: Int, $after: String) {
    organization(slug: $slug) {
      id
      fills(first: $first, after: $after) {
        totalCount
        edges {
          cursor
          node {
            ...FillFields
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

export const head = graphql(`
  query Head($id: ID!) {
    node(id: $id) {
      ... on Organization {
        headSeq
      }
    }
  }
`)

export const openAccount = graphql(`
  mutation OpenAccount($input: OpenAccountInput!) {
    openAccount(input: $input) {
      __typename
      ... on OpenAccountPayload {
        account {
          id
          name
          mode
          currency
        }
      }
      ...ProblemFields
    }
  }
`)

export const deposit = graphql(`
  mutation Deposit($input: DepositInput!) {
    deposit(input: $input) {
      __typename
      ... on DepositPayload {
        account {
          id
          balances {
            currency
            cash
            available
          }
        }
      }
      ...ProblemFields
    }
  }
`)
