/** What validation finds: the gap map, a verdict for each month or year, and each rule with the places that break it. */
'use client'

import { useQuery } from 'urql'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { graphql } from '../generated/gql.ts'
import type { DatasetQualityQuery as QualityResult } from '../generated/graphql.ts'
import { GapMap } from './gap-map.tsx'
import { RangeStrip } from './range-strip.tsx'
import { RuleTable } from './rule-table.tsx'
import { Verdict } from './verdict.tsx'

const DatasetQualityQuery = graphql(`
  query DatasetQuality($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Dataset {
        id
        kind
        firstAt
        lastAt
        verdict
        validation {
          verdict
          rows
          rules {
            rule
            verdict
            count
            checked
            note
            findings {
              row
              at
              detail
            }
          }
          ranges {
            from
            to
            verdict
            broken {
              rule
              count
            }
          }
        }
        gapMap {
          expected
          present
          missing
          runCount
          runs {
            from
            to
            missing
          }
        }
      }
    }
  }
`)

export type Quality = Extract<NonNullable<QualityResult['node']>, { readonly __typename: 'Dataset' }>

export function QualitySection({ id }: { readonly id: string }) {
  const [{ data, error }, retry] = useQuery({ query: DatasetQualityQuery, variables: { id } })
  const dataset = data?.node?.__typename === 'Dataset' ? data.node : null
  if (!dataset) {
    return (
      <Section title="Quality">
        {error ? (
          <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        ) : (
          <Skeleton rows={10} label="Validating" />
        )}
      </Section>
    )
  }
  const { validation, gapMap } = dataset
  return (
    <>
      {gapMap ? (
        <Section title="Gap map">
          <GapMap
            map={gapMap}
            isBook={dataset.kind === 'DEPTH'}
            from={dataset.firstAt ?? null}
            to={dataset.lastAt ?? null}
          />
        </Section>
      ) : null}
      <Section
        title="Validation"
        actions={
          <span className="text-xs">
            <Verdict verdict={validation.verdict} />
          </span>
        }
      >
        <RangeStrip ranges={validation.ranges} />
        <RuleTable rules={validation.rules} />
      </Section>
    </>
  )
}
