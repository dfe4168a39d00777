/** A query whose result the subscriptions keep current, and that is read again after the line was broken. */
'use client'

import { useEffect, useRef } from 'react'
import { type AnyVariables, useQuery, type UseQueryArgs, type UseQueryResponse } from 'urql'
import { useLinkPhase } from './connection-context.tsx'

/** Like urql's useQuery; reads again once for each reconnection. */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
): UseQueryResponse<Data, Variables> {
  const response = useQuery<Data, Variables>(args)
  const [, execute] = response
  const phase = useLinkPhase()
  const run = useRef(execute)
  useEffect(() => {
    run.current = execute
  })
  const paused = args.pause ?? false
  useEffect(() => {
    if (phase === 'catching-up' && !paused) run.current({ requestPolicy: 'network-only' })
  }, [phase, paused])
  return response
}
