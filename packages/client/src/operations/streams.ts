/** Subscriptions. Those with a cursor are resumed by the client after every break. */

import { graphql } from '../generated/gql.ts'

export const fillUpdates = graphql(`
  subscription FillUpdates($organizationId: ID!, $accountId: ID, $after: Cursor) {
    fills(organizationId: $organizationId, accountId: $accountId, after: $after) {
      cursor
      fill {
        ...FillFields
      }
    }
  }
`)

export const orderUpdates = graphql(`
  subscription OrderUpdates($organizationId: ID!, $accountId: ID, $after: Cursor) {
    orderUpdates(organizationId: $organizationId, accountId: $accountId, after: $after) {
      cursor
      order {
        ...OrderFields
      }
    }
  }
`)

export const quotes = graphql(`
  subscription Quotes($instrumentIds: [ID!]!) {
    quotes(instrumentIds: $instrumentIds) {
      ...QuoteFields
    }
  }
`)

export const deploymentLogLines = graphql(`
  subscription DeploymentLogs($deploymentId: ID!, $after: Cursor) {
    deploymentLogs(deploymentId: $deploymentId, after: $after) {
      ...DeploymentLogFields
    }
  }
`)

export const strategyVersionChanges = graphql(`
  subscription StrategyVersionChanges($organizationId: ID!) {
    strategyVersionChanged(organizationId: $organizationId) {
      ...StrategyVersionFields
    }
  }
`)

export const workflowRunChanges = graphql(`
  subscription WorkflowRunChanges($organizationId: ID!) {
    workflowRunChanged(organizationId: $organizationId) {
      ...WorkflowRunFields
    }
  }
`)
