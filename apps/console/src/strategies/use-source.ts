/** Reads the source of a version; a version that is ready never changes, so it is read once. */
'use client'

import { useQuery } from 'urql'
import { graphql } from '../generated/gql.ts'

const VersionSourceQuery = graphql(`
  query VersionSource($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on StrategyVersion {
        id
        files {
          path
          text
        }
      }
    }
  }
`)

/** Returns the files by path, null while they are on their way; reads nothing without a version. */
export function useSource(versionId: string | null) {
  const [{ data, error }, execute] = useQuery({
    query: VersionSourceQuery,
    variables: { id: versionId ?? '' },
    pause: versionId === null,
  })
  const version = data?.node?.__typename === 'StrategyVersion' ? data.node : null
  return { files: version?.files ?? null, error, retry: () => execute({ requestPolicy: 'network-only' }) }
}
