/** Instruments to suggest where one is asked for: those with datasets, and those that are listed. */
'use client'

import { useQuery } from 'urql'
import { graphql } from '../generated/gql.ts'

const KnownInstrumentsQuery = graphql(`
  query KnownInstruments($slug: String!) {
    organization(slug: $slug) {
      id
      datasets(first: 200) {
        edges {
          node {
            id
            instrumentId
          }
        }
      }
    }
    instruments(first: 100) {
      edges {
        node {
          id
        }
      }
    }
  }
`)

export function useKnownInstruments(slug: string): readonly string[] {
  const [{ data }] = useQuery({ query: KnownInstrumentsQuery, variables: { slug } })
  const known = [
    ...(data?.organization?.datasets.edges ?? []).map(({ node }) => node.instrumentId),
    ...(data?.instruments.edges ?? []).map(({ node }) => node.id),
  ]
  return [...new Set(known)]
}
