/** The shadow report of one account: drift as a whole, by strategy and order by order, beside what is asked before the next stage. */
'use client'

import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showInstant } from '../format/time.ts'
import { graphql } from '../generated/gql.ts'
import { Criteria } from './criteria.tsx'
import { DriftFacts } from './drift-facts.tsx'
import { ScoreTable } from './score-table.tsx'

const ShadowReportQuery = graphql(`
  query ShadowReport($id: ID!, $days: Int!) {
    node(id: $id) {
      __typename
      id
      ... on Account {
        id
        promotionCriteria {
          ...Criteria_PromotionCriterionFragment
        }
        shadowReport(days: $days) {
          from
          to
          total {
            ...DriftFacts_ShadowDriftFragment
          }
          byStrategy {
            strategyId
            name
            drift {
              ...DriftFacts_ShadowDriftFragment
            }
          }
          scores(first: 100) {
            totalCount
            edges {
              node {
                ...ScoreTable_ShadowScoreFragment
              }
            }
          }
        }
      }
    }
  }
`)

export interface ShadowReportProps {
  readonly accountId: string
  readonly days: number
}

export function ShadowReport({ accountId, days }: ShadowReportProps) {
  const [{ data, error }, retry] = useQuery({
    query: ShadowReportQuery,
    variables: { id: accountId, days },
    requestPolicy: 'cache-and-network',
  })
  const account = data?.node?.__typename === 'Account' ? data.node : null
  if (!account)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={8} label="Loading the report" />
    )
  const { shadowReport: report, promotionCriteria } = account
  const scores = report.scores.edges.map(({ node }) => node)
  return (
    <div className="flex flex-col gap-2 p-2">
      <Section title={`Drift since ${showInstant(report.from)}`}>
        <DriftFacts drift={report.total} />
      </Section>
      <Section title="Before the next stage">
        <Criteria criteria={promotionCriteria} />
      </Section>
      {report.byStrategy.map(({ strategyId, name, drift }) => (
        <Section key={strategyId} title={`Strategy ${name}`}>
          <DriftFacts drift={drift} />
        </Section>
      ))}
      <Section title="Order by order">
        {scores.length === 0 ? (
          <Empty title="No shadow order in these days." />
        ) : (
          <ScoreTable scores={scores} />
        )}
      </Section>
    </div>
  )
}
