/** Incidents of deployments: listed, decided about, and brought about in drills. */

import { graphql } from '../generated/gql.ts'

export const incidents = graphql(`
  query Incidents($slug: String!, $filter: IncidentFilter, $first: Int, $after: String) {
    organization(slug: $slug) {
      id
      incidentAutomation
      incidents(filter: $filter, first: $first, after: $after) {
        totalCount
        edges {
          node {
            ...IncidentFields
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

/** With its bundle, which is long. */
export const incidentBundle = graphql(`
  query IncidentBundle($id: ID!) {
    node(id: $id) {
      __typename
      ... on Incident {
        ...IncidentFields
        bundle
      }
    }
  }
`)

export const approveIncidentRemedy = graphql(`
  mutation ApproveIncidentRemedy($input: ApproveIncidentRemedyInput!) {
    approveIncidentRemedy(input: $input) {
      __typename
      ... on ApproveIncidentRemedyPayload {
        incident {
          ...IncidentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const closeIncident = graphql(`
  mutation CloseIncident($input: CloseIncidentInput!) {
    closeIncident(input: $input) {
      __typename
      ... on CloseIncidentPayload {
        incident {
          ...IncidentFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const drillDeployment = graphql(`
  mutation DrillDeployment($input: DrillDeploymentInput!) {
    drillDeployment(input: $input) {
      __typename
      ... on DrillDeploymentPayload {
        drill {
          ...IncidentDrillFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const incidentDrill = graphql(`
  query IncidentDrill($id: ID!) {
    node(id: $id) {
      __typename
      ... on IncidentDrill {
        ...IncidentDrillFields
      }
    }
  }
`)
