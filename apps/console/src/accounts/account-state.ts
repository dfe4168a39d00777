/** What changes about an account while it is looked at: equity, balances and positions. The streams write it too. */
import { graphql } from '../generated/gql.ts'

export const AccountState_AccountFragment = graphql(`
  fragment AccountState_AccountFragment on Account {
    id
    equity {
      amount
      currency
    }
    equityUnavailableReason
    grossExposure {
      amount
      currency
    }
    netExposure {
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
    positions(first: 200) {
      edges {
        node {
          id
          ...PositionRow_PositionFragment
        }
      }
    }
  }
`)

export const AccountStateQuery = graphql(`
  query AccountState($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Account {
        id
        ...AccountState_AccountFragment
      }
    }
  }
`)
