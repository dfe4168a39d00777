/** Reconciliation: our books beside a venue's word, and what is decided about the differences. */

import { graphql } from '../generated/gql.ts'

export const reconciliationBreaks = graphql(`
  query ReconciliationBreaks($slug: String!, $filter: BreakFilter, $first: Int, $after: String) {
    organization(slug: $slug) {
      id
      reconciliationBreaks(filter: $filter, first: $first, after: $after) {
        totalCount
        edges {
          node {
            ...BreakFields
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

export const runReconciliation = graphql(`
  mutation RunReconciliation($input: RunReconciliationInput!) {
    runReconciliation(input: $input) {
      __typename
      ... on RunReconciliationPayload {
        run {
          ...ReconciliationRunFields
        }
      }
      ...ProblemFields
    }
  }
`)

/** The newest comparisons of a connection. */
export const reconciliationRuns = graphql(`
  query ReconciliationRuns($connectionId: ID!, $first: Int) {
    node(id: $connectionId) {
      __typename
      ... on VenueLink {
        reconciliations(first: $first) {
          edges {
            node {
              ...ReconciliationRunFields
            }
          }
        }
      }
    }
  }
`)

export const correctBreak = graphql(`
  mutation CorrectBreak($input: CorrectBreakInput!) {
    correctBreak(input: $input) {
      __typename
      ... on CorrectBreakPayload {
        break {
          ...BreakFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const dismissBreak = graphql(`
  mutation DismissBreak($input: DismissBreakInput!) {
    dismissBreak(input: $input) {
      __typename
      ... on DismissBreakPayload {
        break {
          ...BreakFields
        }
      }
      ...ProblemFields
    }
  }
`)
