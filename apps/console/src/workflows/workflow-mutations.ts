/** What can be done with workflows: begin a run, end one, take one up again from where it failed, and let a schedule count. */
'use client'

import { useMutation } from 'urql'
import { type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'

const RunWorkflow = graphql(`
  mutation RunWorkflow($input: RunWorkflowInput!) {
    runWorkflow(input: $input) {
      __typename
      ... on RunWorkflowPayload {
        run {
          id
          ...WorkflowRun_WorkflowRunFragment
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

const CancelWorkflowRun = graphql(`
  mutation CancelWorkflowRun($input: CancelWorkflowRunInput!) {
    cancelWorkflowRun(input: $input) {
      __typename
      ... on CancelWorkflowRunPayload {
        run {
          id
          ...WorkflowRun_WorkflowRunFragment
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

const RestartWorkflowRun = graphql(`
  mutation RestartWorkflowRun($input: RestartWorkflowRunInput!) {
    restartWorkflowRun(input: $input) {
      __typename
      ... on RestartWorkflowRunPayload {
        run {
          id
          ...WorkflowRun_WorkflowRunFragment
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

const EnableWorkflow = graphql(`
  mutation EnableWorkflow($input: EnableWorkflowInput!) {
    enableWorkflow(input: $input) {
      __typename
      ... on EnableWorkflowPayload {
        workflow {
          id
          enabled
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

/** `confirm`: the workflow's name, which the server asks for where a step deploys on a LIVE account. */
export interface WorkflowMutations {
  readonly run: (workflowId: string, confirm: string | null) => Promise<Outcome<unknown>>
  readonly cancel: (runId: string) => Promise<Outcome<unknown>>
  readonly restart: (runId: string, confirm: string | null) => Promise<Outcome<unknown>>
  /** Whether its schedule counts. */
  readonly enable: (workflowId: string, enabled: boolean, confirm: string | null) => Promise<Outcome<unknown>>
}

export function useWorkflowMutations(): WorkflowMutations {
  const [, run] = useMutation(RunWorkflow)
  const [, cancel] = useMutation(CancelWorkflowRun)
  const [, restart] = useMutation(RestartWorkflowRun)
  const [, enable] = useMutation(EnableWorkflow)
  return {
    run: async (workflowId, confirm) => {
      const { data, error } = await run({ input: { workflowId, confirm } })
      return outcomeOf(data?.runWorkflow, error)
    },
    cancel: async (runId) => {
      const { data, error } = await cancel({ input: { runId } })
      return outcomeOf(data?.cancelWorkflowRun, error)
    },
    restart: async (runId, confirm) => {
      const { data, error } = await restart({ input: { runId, confirm } })
      return outcomeOf(data?.restartWorkflowRun, error)
    },
    enable: async (workflowId, enabled, confirm) => {
      const { data, error } = await enable({ input: { workflowId, enabled, confirm } })
      return outcomeOf(data?.enableWorkflow, error)
    },
  }
}
