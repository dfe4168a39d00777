/** What a deployment can be told to do. The row on the screen changes when the server says what it does then. */
'use client'

import { useMutation } from 'urql'
import { type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'

const StartDeployment = graphql(`
  mutation StartDeployment($input: StartDeploymentInput!) {
    startDeployment(input: $input) {
      __typename
      ... on StartDeploymentPayload {
        deployment {
          id
          ...DeploymentRow_DeploymentFragment
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

const PauseDeployment = graphql(`
  mutation PauseDeployment($input: PauseDeploymentInput!) {
    pauseDeployment(input: $input) {
      __typename
      ... on PauseDeploymentPayload {
        deployment {
          id
          ...DeploymentRow_DeploymentFragment
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

const StopDeployment = graphql(`
  mutation StopDeployment($input: StopDeploymentInput!) {
    stopDeployment(input: $input) {
      __typename
      ... on StopDeploymentPayload {
        deployment {
          id
          ...DeploymentRow_DeploymentFragment
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

const FlattenDeployment = graphql(`
  mutation FlattenDeployment($input: FlattenDeploymentInput!) {
    flattenDeployment(input: $input) {
      __typename
      ... on FlattenDeploymentPayload {
        deployment {
          id
          ...DeploymentRow_DeploymentFragment
        }
        orders {
          id
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

const RollBackDeployment = graphql(`
  mutation RollBackDeployment($input: RollBackDeploymentInput!) {
    rollBackDeployment(input: $input) {
      __typename
      ... on RollBackDeploymentPayload {
        deployment {
          id
          ...DeploymentRow_DeploymentFragment
          ...DeploymentTerms_DeploymentFragment
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

export interface Steering {
  readonly deploymentId: string
  readonly reason: string
}

export interface ControlMutations {
  readonly start: (input: Steering & { readonly confirm?: string }) => Promise<Outcome<unknown>>
  readonly pause: (input: Steering) => Promise<Outcome<unknown>>
  readonly stop: (input: Steering) => Promise<Outcome<unknown>>
  readonly flatten: (
    input: Steering,
  ) => Promise<Outcome<{ readonly orders: readonly { readonly id: string }[] }>>
  readonly rollBack: (input: {
    readonly deploymentId: string
    readonly expectedRevision: number
    readonly confirm?: string
  }) => Promise<Outcome<unknown>>
}

export function useControlMutations(): ControlMutations {
  const [, start] = useMutation(StartDeployment)
  const [, pause] = useMutation(PauseDeployment)
  const [, stop] = useMutation(StopDeployment)
  const [, flatten] = useMutation(FlattenDeployment)
  const [, rollBack] = useMutation(RollBackDeployment)
  return {
    start: async (input) => {
      const { data, error } = await start({ input })
      return outcomeOf(data?.startDeployment, error)
    },
    pause: async (input) => {
      const { data, error } = await pause({ input })
      return outcomeOf(data?.pauseDeployment, error)
    },
    stop: async (input) => {
      const { data, error } = await stop({ input })
      return outcomeOf(data?.stopDeployment, error)
    },
    flatten: async (input) => {
      const { data, error } = await flatten({ input })
      return outcomeOf(data?.flattenDeployment, error)
    },
    rollBack: async (input) => {
      const { data, error } = await rollBack({ input })
      return outcomeOf(data?.rollBackDeployment, error)
    },
  }
}
