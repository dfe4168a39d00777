/**
 * One deployment's log as a reader asks for it: what is kept first, then what comes, in batches, so that a flood of lines is drawn
 * a few times a second and not line by line.
 */
'use client'

import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { type CombinedError, useClient } from 'urql'
import { useLinkPhase } from '../connection/connection-context.tsx'
import { graphql } from '../generated/gql.ts'
import type { DeploymentLogQuery as LogResult } from '../generated/graphql.ts'
import { emptyLog, evolveLog, type LogBuffer, type LogChange } from '../logs/log-buffer.ts'
import { isWanted, levelsFrom, type LogFilter } from '../logs/log-levels.ts'
import type { LogLine } from '../logs/log-viewer.tsx'

const DeploymentLogQuery = graphql(`
  query DeploymentLog(
    $id: ID!
    $first: Int!
    $after: String
    $levels: [StrategyLogLevel!]
    $text: String
    $run: Int
  ) {
    node(id: $id) {
      __typename
      id
      ... on Deployment {
        id
        newest: logs(first: 1) {
          edges {
            node {
              cursor
            }
          }
        }
        logs(first: $first, after: $after, levels: $levels, text: $text, run: $run) {
          edges {
            node {
              cursor
              run
              at
              level
              message
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`)

const DeploymentLogTail = graphql(`
  subscription DeploymentLogTail($deploymentId: ID!, $after: Cursor) {
    deploymentLogs(deploymentId: $deploymentId, after: $after) {
      cursor
      run
      at
      level
      message
    }
  }
`)

export interface ReadLog {
  readonly log: LogBuffer<LogLine>
  readonly opened: boolean
  readonly error: CombinedError | undefined
  readonly retry: () => void
  readonly follow: () => void
  readonly pause: () => void
  /** Reads what is before the first line. */
  readonly older: () => void
}

const PAGE = 200
const DRAWN_EVERY_MS = 100

type Page = Extract<NonNullable<LogResult['node']>, { readonly __typename: 'Deployment' }>

/** A page comes newest first; it is read oldest first. */
function linesOf(page: Page): readonly LogLine[] {
  return page.logs.edges.map(({ node }) => node).reverse()
}

interface State {
  readonly log: LogBuffer<LogLine>
  readonly opened: boolean
}

type Change = LogChange<LogLine> | { readonly type: 'closed' }

function evolve(state: State, change: Change): State {
  if (change.type === 'closed') return { log: emptyLog(), opened: false }
  return { log: evolveLog(state.log, change), opened: state.opened || change.type === 'opened' }
}

export function useLog(deploymentId: string, { least, text, run }: LogFilter): ReadLog {
  const client = useClient()
  const broken = useLinkPhase() === 'reconnecting'
  const [{ log, opened }, change] = useReducer(evolve, { log: emptyLog<LogLine>(), opened: false })
  const [error, setError] = useState<CombinedError | undefined>()
  const [attempt, setAttempt] = useState(0)
  const before = useRef<string | null>(null)
  const reading = useRef(false)

  const readPage = useCallback(
    async (after: string | null) => {
      const variables = { id: deploymentId, first: PAGE, after, levels: [...levelsFrom(least)], text, run }
      const { data, error: fault } = await client
        .query(DeploymentLogQuery, variables, { requestPolicy: 'network-only' })
        .toPromise()
      const page = data?.node?.__typename === 'Deployment' ? data.node : null
      if (page)
        before.current = page.logs.pageInfo.hasNextPage ? (page.logs.pageInfo.endCursor ?? null) : null
      return { page, fault }
    },
    [client, deploymentId, least, text, run],
  )

  useEffect(() => {
    if (broken) return
    let current = true
    let stop = () => undefined as void
    change({ type: 'closed' })
    void readPage(null).then(({ page, fault }) => {
      if (!current) return
      setError(page ? undefined : fault)
      if (!page) return
      change({ type: 'opened', lines: linesOf(page), older: page.logs.pageInfo.hasNextPage })
      // Nothing falls between the reading and the tail: it begins after the newest line there was.
      const after = page.newest.edges[0]?.node.cursor ?? '0'
      const batches = inBatches((lines) => change({ type: 'arrived', lines }))
      const tail = client.subscription(DeploymentLogTail, { deploymentId, after }).subscribe(({ data }) => {
        const line = data?.deploymentLogs
        if (line && isWanted(line, { least, text, run })) batches.add(line)
      })
      stop = () => {
        tail.unsubscribe()
        batches.end()
      }
    })
    return () => {
      current = false
      stop()
    }
  }, [client, deploymentId, least, text, run, broken, attempt, readPage])

  const older = useCallback(() => {
    if (reading.current || before.current === null) return
    reading.current = true
    void readPage(before.current).then(({ page }) => {
      reading.current = false
      if (page) change({ type: 'looked-back', lines: linesOf(page), older: page.logs.pageInfo.hasNextPage })
    })
  }, [readPage])

  return {
    log,
    opened,
    error,
    retry: () => setAttempt((count) => count + 1),
    follow: useCallback(() => change({ type: 'followed' }), []),
    pause: useCallback(() => change({ type: 'paused' }), []),
    older,
  }
}

/** Collects lines and hands them on together, a few times a second. */
function inBatches(hand: (lines: readonly LogLine[]) => void) {
  let held: LogLine[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const lines = held
    held = []
    hand(lines)
  }
  return {
    add: (line: LogLine) => {
      held.push(line)
      timer ??= setTimeout(flush, DRAWN_EVERY_MS)
    },
    end: () => clearTimeout(timer),
  }
}
