/** What the way to a deployment offers: versions and accounts; and the command at its end. */
import { graphql } from '../generated/gql.ts'

export const DeployOptionsQuery = graphql(`
  query DeployOptions($slug: String!, $id: ID!) {
    organization(slug: $slug) {
      id
      strategy(id: $id) {
        id
        name
        deployments {
          id
          name
        }
        versions(first: 50) {
          edges {
            node {
              id
              number
              status
              digest
              createdAt
              submittedBy {
                id
                kind
                name
              }
            }
          }
        }
      }
      accounts(first: 100) {
        edges {
          node {
            id
            name
            mode
            liveEnabled
            equity {
              amount
              currency
            }
          }
        }
      }
    }
  }
`)

export const DeployStrategyMutation = graphql(`
  mutation DeployStrategy($input: DeployStrategyInput!) {
    deployStrategy(input: $input) {
      __typename
      ... on DeployStrategyPayload {
        deployment {
          id
          ...DeploymentRow_DeploymentFragment
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
