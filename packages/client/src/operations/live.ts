/** The live gate: who may trade which LIVE account, and how far. */

import { graphql } from '../generated/gql.ts'

export const liveAccounts = graphql(`
  query LiveAccounts($slug: String!) {
    organization(slug: $slug) {
      id
      accounts(first: 200) {
        edges {
          node {
            ...LiveAccountFields
          }
        }
      }
      members {
        user {
          id
          name
          email
        }
      }
    }
  }
`)

export const enableLive = graphql(`
  mutation EnableLive($input: EnableLiveInput!) {
    enableLive(input: $input) {
      __typename
      ... on EnableLivePayload {
        account {
          ...LiveAccountFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const disableLive = graphql(`
  mutation DisableLive($input: DisableLiveInput!) {
    disableLive(input: $input) {
      __typename
      ... on DisableLivePayload {
        account {
          ...LiveAccountFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const setCapitalStage = graphql(`
  mutation SetCapitalStage($input: SetCapitalStageInput!) {
    setCapitalStage(input: $input) {
      __typename
      ... on SetCapitalStagePayload {
        account {
          ...LiveAccountFields
        }
      }
      ...ProblemFields
    }
  }
`)
