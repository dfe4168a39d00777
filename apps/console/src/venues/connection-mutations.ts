/** What is changed about connections; a new one is in connection-form's own file. */
'use client'

import { useMutation } from 'urql'
import { type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { CredentialFieldInput } from '../generated/graphql.ts'

const RotateConnection = graphql(`
  mutation RotateConnection($input: RotateConnectionInput!) {
    rotateConnection(input: $input) {
      __typename
      ... on RotateConnectionPayload {
        connection {
          id
          ...ConnectionRow_VenueLinkFragment
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

const SetConnectionSymbols = graphql(`
  mutation SetConnectionSymbols($input: SetConnectionSymbolsInput!) {
    setConnectionSymbols(input: $input) {
      __typename
      ... on SetConnectionSymbolsPayload {
        connection {
          id
          ...ConnectionRow_VenueLinkFragment
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

const SetConnectionEnabled = graphql(`
  mutation SetConnectionEnabled($input: SetConnectionEnabledInput!) {
    setConnectionEnabled(input: $input) {
      __typename
      ... on SetConnectionEnabledPayload {
        connection {
          id
          ...ConnectionRow_VenueLinkFragment
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

const RemoveConnection = graphql(`
  mutation RemoveConnection($input: RemoveConnectionInput!) {
    removeConnection(input: $input) {
      __typename
      ... on RemoveConnectionPayload {
        deletedId
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

export interface ConnectionMutations {
  readonly rotate: (id: string, credential: readonly CredentialFieldInput[]) => Promise<Outcome<unknown>>
  readonly follow: (id: string, symbols: readonly string[]) => Promise<Outcome<unknown>>
  readonly setEnabled: (id: string, enabled: boolean) => Promise<Outcome<unknown>>
  readonly remove: (id: string) => Promise<Outcome<unknown>>
}

export function useConnectionMutations(): ConnectionMutations {
  const [, rotate] = useMutation(RotateConnection)
  const [, follow] = useMutation(SetConnectionSymbols)
  const [, enable] = useMutation(SetConnectionEnabled)
  const [, remove] = useMutation(RemoveConnection)
  return {
    rotate: async (connectionId, credential) => {
      const { data, error } = await rotate({ input: { connectionId, credential: [...credential] } })
      return outcomeOf(data?.rotateConnection, error)
    },
    follow: async (connectionId, symbols) => {
      const { data, error } = await follow({ input: { connectionId, symbols: [...symbols] } })
      return outcomeOf(data?.setConnectionSymbols, error)
    },
    setEnabled: async (connectionId, enabled) => {
      const { data, error } = await enable({ input: { connectionId, enabled } })
      return outcomeOf(data?.setConnectionEnabled, error)
    },
    remove: async (connectionId) => {
      const { data, error } = await remove({ input: { connectionId } })
      return outcomeOf(data?.removeConnection, error)
    },
  }
}
