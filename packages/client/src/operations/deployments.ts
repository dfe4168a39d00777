/** Deployments of strategies: deployed, changed, steered, and what they log. */

import { graphql } from '../generated/gql.ts'

export const deployments = graphql(`
  query Deployments($slug: String!, $first: Int, $after: String) {
    organization(slug: $slug) {
      id
      deployments(first: $first, after: $after) {
        totalCount
        edges {
          node {
            ...DeploymentFields
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

export const deployment = graphql(`
  query Deployment($id: ID!) {
    node(id: $id) {
      __typename
      ... on Deployment {
        ...DeploymentFields
      }
    }
  }
`)

/** The newest lines first; `last` with no `before`: the oldest that are kept. */
export const deploymentLog = graphql(`
  query DeploymentLog(
    $id: ID!
    $first: Int
    $after: String
    $last: Int
    $before: String
    $levels: [StrategyLogLevel!]
    $text: String
    $run: Int
  ) {
    node(id: $id) {
      __typename
      ... on Deployment {
        id
        name
        logs(
          first: $first
          after: $after
          last: $last
          before: $before
          levels: $levels
          text: $text
          run: $run
        ) {
          edges {
            node {
              ...DeploymentLogFields
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

export const deployStrategy = graphql(`
  mutation DeployStrategy($input: DeployStrategyInput!) {
    deployStrategy(input: $input) {
      __typename
      ... on DeployStrategyPayload {
        deployment {
          ...DeploymentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const changeDeployment = graphql(`
  mutation ChangeDeployment($input: ChangeDeploymentInput!) {
    changeDeployment(input: $input) {
      __typename
      ... on ChangeDeploymentPayload {
        deployment {
          ...DeploymentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const rollBackDeployment = graphql(`
  mutation RollBackDeployment($input: RollBackDeploymentInput!) {
    rollBackDeployment(input: $input) {
      __typename
      ... on RollBackDeploymentPayload {
        deployment {
          ...DeploymentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const startDeployment = graphql(`
  mutation StartDeployment($input: StartDeploymentInput!) {
    startDeployment(input: $input) {
      __typename
      ... on StartDeploymentPayload {
        deployment {
          ...DeploymentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const pauseDeployment = graphql(`
  mutation PauseDeployment($input: PauseDeploymentInput!) {
    pauseDeployment(input: $input) {
      __typename
      ... on PauseDeploymentPayload {
        deployment {
          ...DeploymentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const stopDeployment = graphql(`
  mutation StopDeployment($input: StopDeploymentInput!) {
    stopDeployment(input: $input) {
      __typename
      ... on StopDeploymentPayload {
        deployment {
          ...DeploymentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const flattenDeployment = graphql(`
  mutation FlattenDeployment($input: FlattenDeploymentInput!) {
    flattenDeployment(input: $input) {
      __typename
      ... on FlattenDeploymentPayload {
        deployment {
          ...DeploymentFields
        }
        orders {
          ...OrderFields
        }
      }
      ...ProblemFields
    }
  }
`)
