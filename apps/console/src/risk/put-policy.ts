/** Saves a policy over the version the editor started from; another's change in between is a conflict, never lost. */
'use client'

import { useMutation } from 'urql'
import { outcomeOf, type Outcome } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { PutRiskPolicyInput, PutRiskPolicyMutation } from '../generated/graphql.ts'

const PutRiskPolicy = graphql(`
  mutation PutRiskPolicy($input: PutRiskPolicyInput!) {
    putRiskPolicy(input: $input) {
      __typename
      ... on PutRiskPolicyPayload {
        policy {
          id
          version
          ...PolicyRow_RiskPolicyFragment
          ...PolicyEditor_RiskPolicyFragment
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

export type Saved = Extract<PutRiskPolicyMutation['putRiskPolicy'], { __typename: 'PutRiskPolicyPayload' }>

export function usePutPolicy(): (input: PutRiskPolicyInput) => Promise<Outcome<Saved>> {
  const [, put] = useMutation(PutRiskPolicy)
  return async (input) => {
    const { data, error } = await put({ input })
    return outcomeOf(data?.putRiskPolicy, error)
  }
}
