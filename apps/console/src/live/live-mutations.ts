/** What is decided about the live gate of an account. */
'use client'

import { useMutation } from 'urql'
import { type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { EnableLiveInput, SetCapitalStageInput } from '../generated/graphql.ts'

const EnableLive = graphql(`
  mutation EnableLive($input: EnableLiveInput!) {
    enableLive(input: $input) {
      __typename
      ... on EnableLivePayload {
        account {
          id
          ...LiveAccount_AccountFragment
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

const DisableLive = graphql(`
  mutation DisableLive($input: DisableLiveInput!) {
    disableLive(input: $input) {
      __typename
      ... on DisableLivePayload {
        account {
          id
          ...LiveAccount_AccountFragment
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

const SetCapitalStage = graphql(`
  mutation SetCapitalStage($input: SetCapitalStageInput!) {
    setCapitalStage(input: $input) {
      __typename
      ... on SetCapitalStagePayload {
        account {
          id
          ...LiveAccount_AccountFragment
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

export interface LiveMutations {
  readonly enable: (input: EnableLiveInput) => Promise<Outcome<unknown>>
  readonly setStage: (input: SetCapitalStageInput) => Promise<Outcome<unknown>>
  /** Asks nothing that could be in the way of it. */
  readonly disable: (accountId: string) => Promise<Outcome<unknown>>
}

export function useLiveMutations(): LiveMutations {
  const [, enable] = useMutation(EnableLive)
  const [, disable] = useMutation(DisableLive)
  const [, setStage] = useMutation(SetCapitalStage)
  return {
    enable: async (input) => {
      const { data, error } = await enable({ input })
      return outcomeOf(data?.enableLive, error)
    },
    setStage: async (input) => {
      const { data, error } = await setStage({ input })
      return outcomeOf(data?.setCapitalStage, error)
    },
    disable: async (accountId) => {
      const { data, error } = await disable({ input: { accountId, reason: 'Shut from the console' } })
      return outcomeOf(data?.disableLive, error)
    },
  }
}
