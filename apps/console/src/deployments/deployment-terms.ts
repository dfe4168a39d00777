/** What a deployment runs, as far as it can be changed while it exists. */
import { graphql } from '../generated/gql.ts'
import type { DeploymentTerms_DeploymentFragmentFragment } from '../generated/graphql.ts'

export const DeploymentTerms_DeploymentFragment = graphql(`
  fragment DeploymentTerms_DeploymentFragment on Deployment {
    id
    name
    mode
    revision
    instrumentIds
    seed
    isolation
    ordersPerMinuteMax
    digest
    createdAt
    updatedAt
    createdBy {
      id
      kind
      name
    }
    parameters {
      name
      value
    }
    version {
      id
      number
    }
    strategy {
      id
      name
    }
  }
`)

export type DeploymentTerms = DeploymentTerms_DeploymentFragmentFragment
