/** What the strategies of the organization use of the server now, in one line. */
'use client'

import { useQuery } from 'urql'
import { useLookAgain } from '../connection/look-again.ts'
import { showBytes, showCount } from '../format/number.ts'
import { graphql } from '../generated/gql.ts'

const StrategyUseQuery = graphql(`
  query StrategyUse($slug: String!) {
    organization(slug: $slug) {
      id
      strategyUse {
        running
        quarantined
        processes
        residentBytes
        heldPart
      }
    }
  }
`)

/** It has no stream of its own: it is looked at again. */
const LOOKED_EVERY_MS = 5_000

export function StrategyUse({ slug }: { readonly slug: string }) {
  const [{ data }, execute] = useQuery({ query: StrategyUseQuery, variables: { slug } })
  useLookAgain(execute, LOOKED_EVERY_MS)
  const use = data?.organization?.strategyUse
  if (!use) return null
  const processes = use.processes === 1 ? '1 process' : `${showCount(use.processes)} processes`
  return (
    <>
      {showCount(use.running)} running in {processes}
      {use.processes > 0 ? `, ${showBytes(use.residentBytes)}` : ''}
      {use.heldPart > 0 ? (
        <span
          className="font-medium text-warn"
          title="Others wait for the processors: this organization has its part of them"
        >
          , held to its share
        </span>
      ) : null}
      {use.quarantined > 0 ? (
        <span className="font-medium text-bad">, {showCount(use.quarantined)} quarantined</span>
      ) : null}
    </>
  )
}
