/** Follows backtests while they run; the cache places what comes. */
'use client'

import { useEffect } from 'react'
import { useClient } from 'urql'
import { useLinkPhase } from '../connection/connection-context.tsx'
import { graphql } from '../generated/gql.ts'
import { isOpen } from './status.tsx'
import type { BacktestStatus } from '../generated/graphql.ts'

const BacktestProgress = graphql(`
  subscription BacktestProgress($organizationId: ID!, $backtestId: ID!) {
    backtestProgress(organizationId: $organizationId, backtestId: $backtestId) {
      id
      ...BacktestRow_BacktestFragment
      ...BacktestTerms_BacktestFragment
    }
  }
`)

/** More than this many at once wait their turn anyway. */
const FOLLOWED_MAX = 8

export interface FollowedRun {
  readonly id: string
  readonly status: BacktestStatus
}

/** Follows those of the runs that have not ended. */
export function useRunProgress(organizationId: string, runs: readonly FollowedRun[]): void {
  const client = useClient()
  const phase = useLinkPhase()
  const followed = runs
    .filter(({ status }) => isOpen(status))
    .slice(0, FOLLOWED_MAX)
    .map(({ id }) => id)
    .sort()
    .join(' ')
  useEffect(() => {
    if (followed === '' || phase === 'reconnecting') return
    const streams = followed
      .split(' ')
      .map((backtestId) =>
        client.subscription(BacktestProgress, { organizationId, backtestId }).subscribe(() => undefined),
      )
    return () => {
      for (const stream of streams) stream.unsubscribe()
    }
  }, [client, organizationId, followed, phase])
}
