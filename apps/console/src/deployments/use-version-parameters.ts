/** Reads which parameters a version takes. */
'use client'

import { useQuery } from 'urql'
import { type Parameter, ParameterFields_StrategyParameterFragment } from '../backtests/parameter-fields.tsx'
import { getFragmentData, graphql } from '../generated/index.ts'

const VersionParametersQuery = graphql(`
  query VersionParameters($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on StrategyVersion {
        id
        manifest {
          parameters {
            ...ParameterFields_StrategyParameterFragment
          }
        }
      }
    }
  }
`)

/** Returns the parameters, null while they are on their way or no version is chosen. */
export function useVersionParameters(versionId: string): readonly Parameter[] | null {
  const [{ data }] = useQuery({
    query: VersionParametersQuery,
    variables: { id: versionId },
    pause: versionId === '',
  })
  const version = data?.node?.__typename === 'StrategyVersion' ? data.node : null
  return version?.manifest
    ? getFragmentData(ParameterFields_StrategyParameterFragment, version.manifest.parameters)
    : null
}
