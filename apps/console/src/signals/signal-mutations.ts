/** What a person can do with a proposal of a model: make an order of it in their own name, or decline it. */
'use client'

import { useMutation } from 'urql'
import { type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'

const AcceptSignalProposal = graphql(`
  mutation AcceptSignalProposal($input: AcceptSignalProposalInput!) {
    acceptSignalProposal(input: $input) {
      __typename
      ... on AcceptSignalProposalPayload {
        proposal {
          id
          ...ProposalItem_SignalProposalFragment
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

const DeclineSignalProposal = graphql(`
  mutation DeclineSignalProposal($input: DeclineSignalProposalInput!) {
    declineSignalProposal(input: $input) {
      __typename
      ... on DeclineSignalProposalPayload {
        proposal {
          id
          ...ProposalItem_SignalProposalFragment
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

export function useDecision() {
  const [, accept] = useMutation(AcceptSignalProposal)
  const [, decline] = useMutation(DeclineSignalProposal)
  return {
    /** `confirm`: the account's name, where it is LIVE; else null. */
    async accept(proposalId: string, confirm: string | null): Promise<Outcome<unknown>> {
      const { data, error } = await accept({
        input: { proposalId, ...(confirm === null ? {} : { confirm }) },
      })
      return outcomeOf(data?.acceptSignalProposal, error)
    },
    async decline(proposalId: string, reason: string): Promise<Outcome<unknown>> {
      const { data, error } = await decline({ input: { proposalId, reason } })
      return outcomeOf(data?.declineSignalProposal, error)
    },
  }
}
