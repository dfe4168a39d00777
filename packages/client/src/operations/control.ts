/** Operations that guard the desk: kill switches and API keys. */

import { graphql } from '../generated/gql.ts'

export const killSwitches = graphql(`
  query KillSwitches($slug: String!) {
    organization(slug: $slug) {
      id
      killSwitches {
        ...KillSwitchFields
      }
    }
  }
`)

export const engageKillSwitch = graphql(`
  mutation EngageKillSwitch($input: EngageKillSwitchInput!) {
    engageKillSwitch(input: $input) {
      __typename
      ... on EngageKillSwitchPayload {
        killSwitch {
          ...KillSwitchFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const releaseKillSwitch = graphql(`
  mutation ReleaseKillSwitch($input: ReleaseKillSwitchInput!) {
    releaseKillSwitch(input: $input) {
      __typename
      ... on ReleaseKillSwitchPayload {
        killSwitch {
          ...KillSwitchFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const apiKeys = graphql(`
  query ApiKeys($slug: String!) {
    organization(slug: $slug) {
      id
      apiKeys {
        id
        name
        role
        prefix
        createdAt
        expiresAt
        revokedAt
        lastUsedAt
      }
    }
  }
`)

export const createApiKey = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      __typename
      ... on CreateApiKeyPayload {
        secret
        apiKey {
          id
          name
          role
          prefix
          expiresAt
        }
      }
      ...ProblemFields
    }
  }
`)

export const revokeApiKey = graphql(`
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      __typename
      ... on RevokeApiKeyPayload {
        apiKey {
          id
          name
          revokedAt
        }
      }
      ...ProblemFields
    }
  }
`)
