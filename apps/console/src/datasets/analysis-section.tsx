/** What a series of bars is like: the shape of its returns, its volatility, its seasons. */
'use client'

import { type ReactNode, useState } from 'react'
import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { showCount, showFixed, showShare } from '../format/number.ts'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import type { DatasetAnalysisQuery as AnalysisResult } from '../generated/graphql.ts'
import { SeasonBars } from './season-bars.tsx'

const DatasetAnalysisQuery = graphql(`
  query DatasetAnalysis($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Dataset {
        id
        analysis {
          coverage
          returns {
            count
            mean
            deviation
            min
            max
            skewness
            excessKurtosis
            quantiles {
              share
              value
            }
          }
          volatility {
            estimator
            annualized
          }
          months {
            ...SeasonBars_DatasetSeasonFragment
          }
          weekdays {
            ...SeasonBars_DatasetSeasonFragment
          }
          hours {
            ...SeasonBars_DatasetSeasonFragment
          }
        }
      }
    }
  }
`)

type Analysis = NonNullable<
  Extract<NonNullable<AnalysisResult['node']>, { readonly __typename: 'Dataset' }>['analysis']
>

export function AnalysisSection({ id }: { readonly id: string }) {
  const [{ data, error }, retry] = useQuery({ query: DatasetAnalysisQuery, variables: { id } })
  const dataset = data?.node?.__typename === 'Dataset' ? data.node : null
  return (
    <Section title="Analysis">
      {dataset ? (
        dataset.analysis ? (
          <Shown analysis={dataset.analysis} />
        ) : (
          <Empty title="Too few bars to tell." />
        )
      ) : error ? (
        <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
      ) : (
        <Skeleton rows={8} label="Analysing" />
      )}
    </Section>
  )
}

function Pairs({
  title,
  rows,
}: {
  readonly title: string
  readonly rows: readonly (readonly [string, ReactNode])[]
}) {
  return (
    <div className="min-w-0">
      <h4 className="mb-0.5 text-2xs text-ink-2">{title}</h4>
      <dl className="grid grid-cols-[1fr_auto] gap-x-2 text-xs tabular-nums">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="border-t border-line py-px">{name}</dt>
            <dd className="border-t border-line py-px text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Shown({ analysis }: { readonly analysis: Analysis }) {
  const { returns, volatility, coverage } = analysis
  const percent = (value: number | null | undefined) => showShare(value, 3)
  return (
    <div className="flex flex-col gap-2 p-2">
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Pairs
          title="Returns from close to close"
          rows={[
            ['Coverage', showShare(coverage)],
            ['Count', showCount(returns.count)],
            ['Mean', percent(returns.mean)],
            ['Deviation', percent(returns.deviation)],
            ['Skewness', showFixed(returns.skewness)],
            ['Excess kurtosis', showFixed(returns.excessKurtosis)],
            ['Lowest', percent(returns.min)],
            ...returns.quantiles.map(
              ({ share, value }) => [`${showShare(share, 0)} below`, percent(value)] as const,
            ),
            ['Highest', percent(returns.max)],
          ]}
        />
        <Pairs
          title="Volatility of a year"
          rows={volatility.map(({ estimator, annualized }) => [showWord(estimator), showShare(annualized)])}
        />
      </div>
      <Seasons analysis={analysis} />
    </div>
  )
}

const seasons = [
  { value: 'months', title: 'Months' },
  { value: 'weekdays', title: 'Weekdays' },
  { value: 'hours', title: 'Hours, UTC' },
] as const

function Seasons({ analysis }: { readonly analysis: Analysis }) {
  const [season, setSeason] = useState<(typeof seasons)[number]['value']>('months')
  const offered = seasons.filter(({ value }) => analysis[value].length > 0)
  const shown = offered.find(({ value }) => value === season) ?? offered[0]
  if (!shown) return null
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-2">
        <h4 className="text-2xs text-ink-2">Mean return by season</h4>
        <Segmented label="Season" options={offered} value={shown.value} onChange={setSeason} />
      </div>
      <SeasonBars season={shown.value} buckets={analysis[shown.value]} />
    </div>
  )
}
