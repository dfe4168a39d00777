/** Shadow trading: how orders fared beside the real market, and what is asked of an account before its next stage. */

import { graphql } from '../generated/gql.ts'

export const shadowReport = graphql(`
  query ShadowReport($id: ID!, $days: Int!) {
    node(id: $id) {
      __typename
      ... on Account {
        id
        name
        mode
        promotionCriteria {
          name
          observed
          required
          met
        }
        shadowReport(days: $days) {
          from
          to
          total {
            ...ShadowDriftFields
          }
          byStrategy {
            strategyId
            name
            drift {
              ...ShadowDriftFields
            }
          }
        }
      }
    }
  }
`)
