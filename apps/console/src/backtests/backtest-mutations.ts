/** Starting and cancelling backtests, sweeps and walk-forwards. */
'use client'

import { useMutation } from 'urql'
import { type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { RunBacktestInput, RunSweepInput, RunWalkForwardInput } from '../generated/graphql.ts'

const RunBacktest = graphql(`
  mutation RunBacktest($input: RunBacktestInput!) {
    runBacktest(input: $input) {
      __typename
      ... on RunBacktestPayload {
        backtest {
          id
          ...BacktestRow_BacktestFragment
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

const RunSweep = graphql(`
  mutation RunSweep($input: RunSweepInput!) {
    runSweep(input: $input) {
      __typename
      ... on RunSweepPayload {
        backtest {
          id
          ...BacktestRow_BacktestFragment
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

const RunWalkForward = graphql(`
  mutation RunWalkForward($input: RunWalkForwardInput!) {
    runWalkForward(input: $input) {
      __typename
      ... on RunWalkForwardPayload {
        backtest {
          id
          ...BacktestRow_BacktestFragment
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

const CancelBacktest = graphql(`
  mutation CancelBacktest($input: CancelBacktestInput!) {
    cancelBacktest(input: $input) {
      __typename
      ... on CancelBacktestPayload {
        backtest {
          id
          ...BacktestRow_BacktestFragment
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

interface Started {
  readonly backtest: { readonly id: string }
}

export interface BacktestMutations {
  readonly run: (input: RunBacktestInput) => Promise<Outcome<Started>>
  readonly sweep: (input: RunSweepInput) => Promise<Outcome<Started>>
  readonly walkForward: (input: RunWalkForwardInput) => Promise<Outcome<Started>>
  readonly cancel: (backtestId: string) => Promise<Outcome<Started>>
}

export function useBacktestMutations(): BacktestMutations {
  const [, run] = useMutation(RunBacktest)
  const [, sweep] = useMutation(RunSweep)
  const [, walkForward] = useMutation(RunWalkForward)
  const [, cancel] = useMutation(CancelBacktest)
  return {
    run: async (input) => {
      const { data, error } = await run({ input })
      return outcomeOf(data?.runBacktest, error)
    },
    sweep: async (input) => {
      const { data, error } = await sweep({ input })
      return outcomeOf(data?.runSweep, error)
    },
    walkForward: async (input) => {
      const { data, error } = await walkForward({ input })
      return outcomeOf(data?.runWalkForward, error)
    },
    cancel: async (backtestId) => {
      const { data, error } = await cancel({ input: { backtestId } })
      return outcomeOf(data?.cancelBacktest, error)
    },
  }
}
