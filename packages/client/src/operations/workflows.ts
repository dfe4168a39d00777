/** Workflows and their runs. */

import { graphql } from '../generated/gql.ts'

export const workflows = graphql(`
  query Workflows($slug: String!, $first: Int, $after: String) {
    organization(slug: $slug) {
      id
      workflows(first: $first, after: $after) {
        totalCount
        edges {
          node {
            ...WorkflowFields
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

export const workflowRun = graphql(`
  query WorkflowRun($id: ID!) {
    node(id: $id) {
      __typename
      ... on WorkflowRun {
        ...WorkflowRunFields
      }
    }
  }
`)

export const saveWorkflow = graphql(`
  mutation SaveWorkflow($input: SaveWorkflowInput!) {
    saveWorkflow(input: $input) {
      __typename
      ... on SaveWorkflowPayload {
        workflow {
          ...WorkflowFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const enableWorkflow = graphql(`
  mutation EnableWorkflow($input: EnableWorkflowInput!) {
    enableWorkflow(input: $input) {
      __typename
      ... on EnableWorkflowPayload {
        workflow {
          ...WorkflowFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const deleteWorkflow = graphql(`
  mutation DeleteWorkflow($input: DeleteWorkflowInput!) {
    deleteWorkflow(input: $input) {
      __typename
      ... on DeleteWorkflowPayload {
        deletedId
      }
      ...ProblemFields
    }
  }
`)

export const runWorkflow = graphql(`
  mutation RunWorkflow($input: RunWorkflowInput!) {
    runWorkflow(input: $input) {
      __typename
      ... on RunWorkflowPayload {
        run {
          ...WorkflowRunFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const cancelWorkflowRun = graphql(`
  mutation CancelWorkflowRun($input: CancelWorkflowRunInput!) {
    cancelWorkflowRun(input: $input) {
      __typename
      ... on CancelWorkflowRunPayload {
        run {
          ...WorkflowRunFields
        }
      }
      ...ProblemFields
    }
  }
`)

export const restartWorkflowRun = graphql(`
  mutation RestartWorkflowRun($input: RestartWorkflowRunInput!) {
    restartWorkflowRun(input: $input) {
      __typename
      ... on RestartWorkflowRunPayload {
        run {
          ...WorkflowRunFields
        }
      }
      ...ProblemFields
    }
  }
`)
