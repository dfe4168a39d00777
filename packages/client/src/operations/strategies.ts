/** Users' strategies from their source to what runs: builds, deployments and what they log. */

import { graphql } from '../generated/gql.ts'

export const strategies = graphql(`
  query Strategies($slug: String!, $first: Int, $after: String) {
    organization(slug: $slug) {
      id
      strategies(first: $first, after: $after) {
        totalCount
        edges {
          node {
            id
            name
            status
            mode
            newestVersion {
              ...StrategyVersionFields
            }
            deployments {
              ...DeploymentFields
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
`)

export const strategyVersion = graphql(`
  query StrategyVersion($id: ID!) {
    node(id: $id) {
      __typename
      ... on StrategyVersion {
        ...StrategyVersionFields
        log
        manifest {
          strategyName
          description
          sdkVersion
          stateVersion
          bundleBytes
          parameters {
            name
            kind
            description
            default
            min
            max
            step
            values
            maxLength
          }
        }
      }
    }
  }
`)

export const strategyVersions = graphql(`
  query StrategyVersions($id: ID!, $first: Int, $after: String) {
    node(id: $id) {
      __typename
      ... on Strategy {
        id
        name
        versions(first: $first, after: $after) {
          totalCount
          edges {
            node {
              ...StrategyVersionFields
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
`)

export const submitStrategy = graphql(`
  mutation SubmitStrategy($input: SubmitStrategyInput!) {
    submitStrategy(input: $input) {
      __typename
      ... on SubmitStrategyPayload {
        strategy {
          id
          name
        }
        version {
          ...StrategyVersionFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const cancelStrategyBuild = graphql(`
  mutation CancelStrategyBuild($input: CancelStrategyBuildInput!) {
    cancelStrategyBuild(input: $input) {
      __typename
      ... on CancelStrategyBuildPayload {
        version {
          ...StrategyVersionFields
        }
      }
      ...ProblemFields
    }
  }
`)
